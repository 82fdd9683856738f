# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Where something stands among what is sorted already: values by their hash, blocks by their key, ids by their text."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp

from .records cimport Entry

import numpy as np


cdef inline uint64_t _mixed(uint64_t bits) noexcept nogil:
    """S. Vigna's splitmix64: every bit of the result hangs on every bit of what goes in."""
    bits = (bits ^ (bits >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    bits = (bits ^ (bits >> 27)) * <uint64_t>0x94D049BB133111EB
    return bits ^ (bits >> 31)


def hashes(const uint32_t[::1] letters, const int64_t[::1] starts):
    """A number of 64 bits for each text `letters[starts[at]:starts[at + 1]]`."""
    cdef int64_t count = starts.shape[0] - 1, at, letter
    cdef uint64_t[::1] found = np.empty(count, np.uint64)
    cdef uint64_t bits
    for at in range(count):
        bits = starts[at + 1] - starts[at]
        for letter in range(starts[at], starts[at + 1]):
            bits = _mixed(bits + <uint64_t>0x9E3779B97F4A7C15 + letters[letter])
        found[at] = bits
    return np.asarray(found)


def keys(const int32_t[:, :] codes, const int64_t[::1] rows, const int64_t[::1] columns):
    """A key of 64 bits for the values of some columns of each row, 0 where one is missing.

    The same values have the same key; others have the same with a probability of 2 to the power of -64.
    """
    cdef int64_t count = rows.shape[0], at, column
    cdef uint64_t[::1] found = np.empty(count, np.uint64)
    cdef uint64_t bits
    cdef int32_t code
    with nogil:
        for at in range(count):
            bits = 0
            for column in range(columns.shape[0]):
                code = codes[rows[at], columns[column]]
                if code < 0:
                    bits = 0
                    break
                bits = _mixed(bits + <uint64_t>0x9E3779B97F4A7C15 + <uint64_t>code)
                if bits == 0:
                    bits = 1
            found[at] = bits
    return np.asarray(found)


cdef inline int64_t _first(const uint64_t[::1] known, int64_t start, uint64_t wanted) noexcept nogil:
    """The first place from `start` on whose key is not below the wanted one: by growing steps, then by halves."""
    cdef int64_t step = 1, end = start, middle
    while end < known.shape[0] and known[end] < wanted:
        start, end = end + 1, end + step
        step *= 2
    if end > known.shape[0]:
        end = known.shape[0]
    while start < end:
        middle = (start + end) >> 1
        if known[middle] < wanted:
            start = middle + 1
        else:
            end = middle
    return start


cdef inline int64_t _after(const uint64_t[::1] known, int64_t start, uint64_t wanted) noexcept nogil:
    """The first place from `start` on with another key: by growing steps, since most blocks are small."""
    cdef int64_t step = 1, end = start, middle
    while end < known.shape[0] and known[end] == wanted:
        start, end = end + 1, end + step
        step *= 2
    if end > known.shape[0]:
        end = known.shape[0]
    while start < end:
        middle = (start + end) >> 1
        if known[middle] == wanted:
            start = middle + 1
        else:
            end = middle
    return start


def ranges(const uint64_t[::1] known, const uint64_t[::1] wanted):
    """From where to where each wanted key stands among known ones, both rising; nowhere for 0."""
    cdef int64_t count = wanted.shape[0], at, place = 0
    cdef int64_t[::1] starts = np.zeros(count, np.int64), ends = np.zeros(count, np.int64)
    with nogil:
        for at in range(count):
            if wanted[at] != 0:
                place = _first(known, place, wanted[at])
                starts[at], ends[at] = place, _after(known, place, wanted[at])
    return np.asarray(starts), np.asarray(ends)


def find(
    const uint64_t[::1] known, const int32_t[::1] places, const Entry[::1] entries, const uint32_t[::1] all_letters,
    const uint64_t[::1] wanted, const uint32_t[::1] letters, const int64_t[::1] starts,
):
    """The number of each text in a dictionary, -1 where it is not in it.

    `known` are the rising hashes of the dictionary's texts and `places` their numbers, by which `entries` has them.
    """
    cdef int64_t count = wanted.shape[0], at, place, first = 0, length
    cdef int64_t[::1] order = np.argsort(np.asarray(wanted))
    cdef int64_t one
    cdef int32_t[::1] found = np.full(count, -1, np.int32)
    for one in range(count):
        at = order[one]
        length = starts[at + 1] - starts[at]
        place = first = _first(known, first, wanted[at])
        while place < known.shape[0] and known[place] == wanted[at]:
            if entries[places[place]].length == length and not memcmp(
                &all_letters[0] + entries[places[place]].start, &letters[0] + starts[at], length * sizeof(uint32_t)
            ):
                found[at] = places[place]
                break
            place += 1
    return np.asarray(found)


cdef inline int _compared(const uint8_t* one, int64_t length, const uint8_t* other, int64_t other_length) noexcept nogil:
    cdef int order = memcmp(one, other, min(length, other_length))
    if order != 0:
        return order
    return (length > other_length) - (length < other_length)


def positions(
    const int32_t[::1] offsets, const uint8_t[::1] text, const int32_t[::1] wanted_offsets, const uint8_t[::1] wanted
):
    """How many of some rising texts are before each wanted one, and whether the next is that one; byte by byte."""
    cdef int64_t count = wanted_offsets.shape[0] - 1, at, start, end, middle, length
    cdef int64_t[::1] found = np.empty(count, np.int64)
    cdef uint8_t[::1] there = np.zeros(count, np.uint8)
    cdef int order
    for at in range(count):
        start, end = 0, offsets.shape[0] - 1
        length = wanted_offsets[at + 1] - wanted_offsets[at]
        while start < end:
            middle = (start + end) >> 1
            order = _compared(
                &text[0] + offsets[middle], offsets[middle + 1] - offsets[middle],
                &wanted[0] + wanted_offsets[at], length,
            )
            if order == 0:
                start, there[at] = middle, 1
                break
            if order < 0:
                start = middle + 1
            else:
                end = middle
        found[at] = start
    return np.asarray(found), np.asarray(there).astype(bool)
