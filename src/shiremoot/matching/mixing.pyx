# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""One round over the patterns of a block: how far each belongs to each class, and what the classes then show.

`levels[pattern, comparison]` and `counts[pattern]` are the patterns; shares and what is told are of each class.
"""

from libc.math cimport exp, log
from libc.stdint cimport int64_t, uint8_t

import numpy as np

cdef enum:
    MOST_CLASSES = 8

cdef double TINY = 1e-300
cdef double LEAST_THROUGH = 1e-3  # of what a block lets through, to tell from it what it hides


cdef double _expect(
    const int64_t[:, ::1] levels, const double[::1] counts, const double[:, ::1] told, const double[::1] shares,
    double[:, ::1] seen, double[::1] members,
) noexcept nogil:
    """The logarithm of how likely the patterns are. Adds the pairs of each class, and those that show a level.

    `told[level, class]` and `shares[class]` are logarithms.
    """
    cdef int classes = <int>shares.shape[0], comparisons = <int>levels.shape[1], k, at
    cdef int64_t pattern, level
    cdef double most, together, likelihood = 0
    cdef double[MOST_CLASSES] share
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
            members[k] += share[k]
        for at in range(comparisons):
            level = levels[pattern, at]
            for k in range(classes):
                seen[level, k] += share[k]
    return likelihood


def members_of(
    const int64_t[:, ::1] levels, const double[::1] counts, const double[:, ::1] told, const double[::1] shares
):
    """How many pairs of the patterns are of each class; `told[level, class]` and `shares[class]` are logarithms."""
    _check(shares.shape[0])
    members = np.zeros(shares.shape[0])
    _expect(levels, counts, told, shares, np.zeros((told.shape[0], told.shape[1])), members)
    return members


def completed(
    const int64_t[:, ::1] levels, const double[::1] counts, const uint8_t[::1] lets, const uint8_t[::1] hides,
    const int64_t[::1] first, const double[:, ::1] shown, const double[::1] shares, double[:, ::1] whole,
):
    """The logarithm of how likely a block's patterns are, and how many of its pairs are of each class.

    Of `shown[level, class]`, where the levels of comparison c begin at `first[c]`, the block lets some levels be seen
    and hides others. Adds to `whole[level, class]` the pairs that show a level: those seen, and in proportion those that
    the block hides.
    """
    cdef int k, classes = <int>shares.shape[0]
    cdef int64_t comparison, level, end, levels_in_all = shown.shape[0]
    cdef double likelihood, part
    _check(classes)
    cdef double[:, ::1] told = np.zeros((levels_in_all, classes)), seen = np.zeros((levels_in_all, classes))
    cdef double[:, ::1] through = np.zeros((first.shape[0], classes))
    cdef double[::1] logarithms = np.log(np.maximum(shares, TINY))
    members = np.zeros(classes)
    cdef double[::1] all_members = members
    with nogil:
        for comparison in range(first.shape[0]):
            end = first[comparison + 1] if comparison + 1 < first.shape[0] else levels_in_all
            for k in range(classes):
                for level in range(first[comparison], end):
                    if lets[level]:
                        through[comparison, k] += shown[level, k]
                for level in range(first[comparison], end):
                    if lets[level]:
                        told[level, k] = log(max(shown[level, k] / max(through[comparison, k], TINY), TINY))
        likelihood = _expect(levels, counts, told, logarithms, seen, all_members)
        for comparison in range(first.shape[0]):
            end = first[comparison + 1] if comparison + 1 < first.shape[0] else levels_in_all
            for k in range(classes):
                part = 0
                for level in range(first[comparison], end):
                    if lets[level]:
                        part += seen[level, k]
                        whole[level, k] += seen[level, k]
                part /= max(through[comparison, k], LEAST_THROUGH)
                for level in range(first[comparison], end):
                    if hides[level]:
                        whole[level, k] += shown[level, k] * part
    return likelihood, members


cdef _check(int64_t classes):
    if classes > MOST_CLASSES:
        raise ValueError("too many classes")
