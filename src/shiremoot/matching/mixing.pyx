# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""One round over the patterns of a block: how far each belongs to each class, and what the classes then show."""

from libc.math cimport exp, log
from libc.stdint cimport int64_t

import numpy as np

cdef enum:
    MOST_CLASSES = 8


def expected(
    const int64_t[:, ::1] levels, const double[::1] counts, const double[:, ::1] told, const double[::1] shares,
    double[:, ::1] seen,
):
    """The logarithm of how likely the patterns are, and how many of their pairs are of each class.

    `levels[pattern, comparison]`; `told[level, class]` and `shares[class]` are logarithms. Adds to `seen[level, class]`
    the pairs of each class that show a level.
    """
    cdef int classes = <int>shares.shape[0], comparisons = <int>levels.shape[1], k, at
    cdef int64_t pattern, level
    cdef double most, together, likelihood = 0
    cdef double share[MOST_CLASSES]
    if classes > MOST_CLASSES:
        raise ValueError("too many classes")
    members = np.zeros(classes)
    cdef double[::1] all_members = members
    with nogil:
        for pattern in range(levels.shape[0]):
            for k in range(classes):
                share[k] = shares[k]
            for at in range(comparisons):
                level = levels[pattern, at]
                for k in range(classes):
                    share[k] += told[level, k]
            most = share[0]
            for k in range(1, classes):
                most = max(most, share[k])
            together = 0
            for k in range(classes):
                share[k] = exp(share[k] - most)
                together += share[k]
            likelihood += counts[pattern] * (most + log(together))
            for k in range(classes):
                share[k] *= counts[pattern] / together
                all_members[k] += share[k]
            for at in range(comparisons):
                level = levels[pattern, at]
                for k in range(classes):
                    seen[level, k] += share[k]
    return likelihood, members
