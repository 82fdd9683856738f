# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Records in order of a key."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memset

import numpy as np


def with_next(const uint64_t[::1] keys, const int32_t[::1] codes, uint64_t base):
    """Keys that count one column more, whose codes are below the base; 0 where a key is, or the code is missing."""
    cdef int64_t at
    cdef uint64_t[::1] made = np.empty(keys.shape[0], np.uint64)
    with nogil:
        for at in range(keys.shape[0]):
            made[at] = 0 if keys[at] == 0 or codes[at] < 0 else (keys[at] - 1) * base + <uint64_t>codes[at] + 1
    return np.asarray(made)


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


def sizes_of(const uint64_t[::1] keys):
    """How many of some rising keys are the same, for each distinct one."""
    cdef int64_t count = keys.shape[0], at, blocks = 0, start = 0
    cdef int64_t[::1] sizes
    with nogil:
        for at in range(count):
            blocks += at == 0 or keys[at] != keys[at - 1]
    sizes = np.empty(blocks, np.int64)
    with nogil:
        blocks = 0
        for at in range(1, count + 1):
            if at == count or keys[at] != keys[at - 1]:
                sizes[blocks] = at - start
                blocks += 1
                start = at
    return np.asarray(sizes)


def kept_blocks(const int32_t[::1] order, const int64_t[::1] sizes, const uint8_t[::1] kept, int64_t records):
    """Of blocks of so many records, one after the other in the order, those that are kept, numbered from 1.

    For each record its block (0: none); the order without the others; and where in it each block begins, from the one
    with the number 1 on, after a 0.
    """
    cdef int64_t blocks = sizes.shape[0], block, place, start = 0, inside = 0, number = 0
    cdef uint32_t[::1] of = np.zeros(records, np.uint32)
    cdef int32_t[::1] among
    cdef int64_t[::1] edges
    with nogil:
        for block in range(blocks):
            if kept[block]:
                number += 1
                inside += sizes[block]
    among, edges = np.empty(inside, np.int32), np.zeros(number + 2, np.int64)
    with nogil:
        inside = number = 0
        for block in range(blocks):
            if kept[block]:
                number += 1
                for place in range(start, start + sizes[block]):
                    among[inside] = order[place]
                    of[order[place]] = <uint32_t>number
                    inside += 1
                edges[number + 1] = inside
            start += sizes[block]
    return np.asarray(of), np.asarray(among), np.asarray(edges)
