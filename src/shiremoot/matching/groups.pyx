# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Records in order of a key."""

from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.string cimport memset

import numpy as np


def ordered(const uint64_t[::1] keys, int bits):
    """The places of the keys that are not 0, by rising key and then place, as int32, and the keys in that order.

    A radix sort of so many bits.
    """
    cdef int64_t count = keys.shape[0], used = 0, at, total, here
    cdef int shift, digit
    cdef int64_t edges[2048]
    cdef uint64_t[::1] one_keys, other_keys
    cdef int32_t[::1] one, other
    for at in range(count):
        used += keys[at] != 0
    one_keys, other_keys = np.empty(used, np.uint64), np.empty(used, np.uint64)
    one, other = np.empty(used, np.int32), np.empty(used, np.int32)
    with nogil:
        used = 0
        for at in range(count):
            if keys[at] != 0:
                one_keys[used], one[used] = keys[at], <int32_t>at
                used += 1
        for shift in range(0, bits, 11):
            memset(edges, 0, sizeof(edges))
            for at in range(used):
                edges[(one_keys[at] >> shift) & 2047] += 1
            total = 0
            for digit in range(2048):
                here = edges[digit]
                edges[digit] = total
                total += here
            for at in range(used):
                digit = (one_keys[at] >> shift) & 2047
                other_keys[edges[digit]], other[edges[digit]] = one_keys[at], one[at]
                edges[digit] += 1
            one_keys, other_keys = other_keys, one_keys
            one, other = other, one
    return np.asarray(one), np.asarray(one_keys)
