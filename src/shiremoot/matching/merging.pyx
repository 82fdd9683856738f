# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Records merged along pairs, the best first, where what is known of the two sides allows it."""

from libc.stdint cimport int32_t, int64_t, uint32_t

from .strings cimport Text, damerau_at_most, kinds_of

import numpy as np


cdef class Known:
    """What the records of each cluster say of one kind of fact: its distinct values, and how many say so.

    `values[record]` is the number of a value, -1 where nothing is known; its letters are
    `letters[starts[value]:starts[value + 1]]`. Two values are near with at most so many `slips` between them, or where
    one is the other's `turned`. A cluster's values are a list that begins at its first record; each node of it is the
    record that first said so.
    """

    cdef const int32_t[::1] values, turned
    cdef const uint32_t[::1] letters
    cdef const int64_t[::1] starts
    cdef int32_t[::1] counts, following, last
    cdef int slips
    cdef double tolerated
    cdef bint alone

    def __init__(self, values, letters, starts, turned, int slips, double tolerated, bint alone):
        self.values, self.letters, self.starts, self.turned = values, letters, starts, turned
        self.slips, self.tolerated, self.alone = slips, tolerated, alone
        size = len(values)
        self.counts = (np.asarray(values) >= 0).astype(np.int32)
        self.following = np.full(size, -1, np.int32)
        self.last = np.arange(size, dtype=np.int32)

    cdef bint near(self, int32_t one, int32_t other) noexcept nogil:
        cdef Text a, b
        if one == other or self.turned[one] == other or self.turned[other] == one:
            return True
        a, b = self.text(one), self.text(other)
        return damerau_at_most(&a, &b, self.slips)

    cdef Text text(self, int32_t value) noexcept nogil:
        cdef Text found
        found.letters = &self.letters[0] + self.starts[value]
        found.length = <int>(self.starts[value + 1] - self.starts[value])
        found.kinds = kinds_of(found.letters, found.length)
        return found

    cdef bint forbids(self, int32_t one, int32_t other) noexcept nogil:
        """Whether more pairs of records across the two clusters conflict than are tolerated."""
        cdef int32_t a = one, b
        cdef int64_t count, together = 0, apart = 0
        while a >= 0:
            b = other
            while b >= 0:
                count = <int64_t>self.counts[a] * self.counts[b]
                together += count
                if count and not self.near(self.values[a], self.values[b]):
                    apart += count
                b = self.following[b]
            a = self.following[a]
        return apart > self.tolerated * together

    cdef void join(self, int32_t one, int32_t other) noexcept nogil:
        """Give the second cluster's values to the first: those it has are counted up, others are linked on."""
        cdef int32_t a, b = other, after
        while b >= 0:
            after = self.following[b]
            if self.counts[b]:
                a = one
                while a >= 0 and not (self.counts[a] and self.values[a] == self.values[b]):
                    a = self.following[a]
                if a >= 0:
                    self.counts[a] += self.counts[b]
                else:
                    self.following[self.last[one]] = b
                    self.following[b] = -1
                    self.last[one] = b
            b = after


def merge(const int32_t[:, ::1] pairs, int64_t size, known):
    """Each record's cluster, named after its first record, and the merges refused: (left, right, which kind)."""
    cdef int32_t[::1] leader = np.arange(size, dtype=np.int32)
    cdef int32_t[::1] records = np.ones(size, np.int32)
    cdef int64_t at
    cdef int32_t one, other
    refused = {}
    for at in range(pairs.shape[0]):
        one, other = _leader(leader, pairs[at, 0]), _leader(leader, pairs[at, 1])
        if one == other:
            continue
        if other < one:
            one, other = other, one
        against = _against(known, one, other, records[one] == 1 and records[other] == 1)
        if against >= 0:
            refused.setdefault((one, other), (pairs[at, 0], pairs[at, 1], against))
            continue
        leader[other] = one
        records[one] += records[other]
        for kind in known:
            (<Known>kind).join(one, other)
    for at in range(size):
        leader[at] = _leader(leader, <int32_t>at)
    return np.asarray(leader), list(refused.values())


cdef int _against(known, int32_t one, int32_t other, bint single):
    """Which kind of fact forbids the merge; -1 for none."""
    cdef int at
    cdef Known kind
    for at in range(len(known)):
        kind = known[at]
        if (kind.alone or not single) and kind.forbids(one, other):
            return at
    return -1


cdef int32_t _leader(int32_t[::1] leader, int32_t row) noexcept nogil:
    while leader[row] != row:
        leader[row] = leader[leader[row]]
        row = leader[row]
    return row
