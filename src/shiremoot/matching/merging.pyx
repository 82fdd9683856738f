# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Records merged along pairs, the best first, where what is known of the two sides allows it."""

from libc.stdint cimport int32_t, int64_t, uint32_t

from .memory cimport soon
from .strings cimport Text, damerau_at_most, kinds_of

import numpy as np

cdef enum:
    AHEAD = 12  # pairs: how early what is known of the next records is fetched from memory



cdef struct Saying:  # of one record; what is looked at together lies together
    int32_t value  # its number, -1 where nothing is known
    int32_t count  # how many records of the cluster say it; 0 where another record has been the first to
    int32_t following, last  # records: the cluster's next value, and of its first record the last one; -1: none


_SAYING = np.dtype([(name, np.int32) for name in ("value", "count", "following", "last")])


cdef class Barrier:
    """What may stand against a merge of two clusters, each named after its first record.

    `alone`: also where the merge is of two records. `absolute`: also where somebody has decided that they are one.
    """

    cdef bint alone, absolute
    cdef int32_t[::1] leader  # of each record, to be followed up to the cluster's first

    cdef void fetch(self, int32_t record) noexcept nogil:
        pass

    cdef bint forbids(self, int32_t one, int32_t other) noexcept nogil:
        return False

    cdef void join(self, int32_t one, int32_t other) noexcept nogil:
        """Give the first cluster what is known of the second."""


cdef class Said(Barrier):
    """What the records of each cluster say of one thing: its distinct values, and how many say so.

    A cluster's values are a list that begins at its first record; each node of it is the record that first said so.
    """

    cdef Saying[::1] said

    def __cinit__(self, values, *more):
        said = np.empty(len(values), _SAYING)
        said["value"], said["count"] = values, np.asarray(values) >= 0
        said["following"], said["last"] = -1, np.arange(len(values))
        self.said = said
        self.alone = True

    cdef void fetch(self, int32_t record) noexcept nogil:
        soon(&self.said[record])

    cdef void join(self, int32_t one, int32_t other) noexcept nogil:
        """Values that the first has are counted up, others are linked on."""
        cdef int32_t a, b = other, after
        while b >= 0:
            after = self.said[b].following
            if self.said[b].count:
                a = one
                while a >= 0 and not (self.said[a].count and self.said[a].value == self.said[b].value):
                    a = self.said[a].following
                if a >= 0:
                    self.said[a].count += self.said[b].count
                else:
                    self.said[self.said[one].last].following = b
                    self.said[b].following = -1
                    self.said[one].last = b
            b = after


cdef class Known(Said):
    """A kind of fact of which a person has one, so that too many pairs that conflict in it forbid a merge.

    The letters of a value are `letters[starts[value]:starts[value + 1]]`. Two values are near with at most so many
    `slips` between them, or where one is the other's `turned`.
    """

    cdef const int32_t[::1] turned
    cdef const uint32_t[::1] letters
    cdef const int64_t[::1] starts
    cdef int slips
    cdef double tolerated

    def __init__(self, values, letters, starts, turned, int slips, double tolerated, bint alone):
        self.letters, self.starts, self.turned = letters, starts, turned
        self.slips, self.tolerated, self.alone = slips, tolerated, alone

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
                count = <int64_t>self.said[a].count * self.said[b].count
                together += count
                if count and not self.near(self.said[a].value, self.said[b].value):
                    apart += count
                b = self.said[b].following
            a = self.said[a].following
        return apart > self.tolerated * together


cdef class Single(Said):
    """What no two records of a person share: of each record the source, where that has one record a person."""

    cdef bint forbids(self, int32_t one, int32_t other) noexcept nogil:
        cdef int32_t a = one, b
        while a >= 0:
            b = other
            while b >= 0:
                if self.said[a].count and self.said[b].count and self.said[a].value == self.said[b].value:
                    return True
                b = self.said[b].following
            a = self.said[a].following
        return False


cdef class Apart(Barrier):
    """Pairs of records that somebody has decided are of two people.

    Those of a record are `others[starts[record]:starts[record + 1]]`. A cluster's records that have any are a list in
    the order in which they came; its first record leads it whether it has any or not.
    """

    cdef const int64_t[::1] starts
    cdef const int32_t[::1] others
    cdef int32_t[::1] following, last

    def __init__(self, const int32_t[:, ::1] pairs, int64_t size):
        both = np.concatenate([pairs, np.asarray(pairs)[:, ::-1]])
        both = both[np.argsort(both[:, 0], kind="stable")]
        self.starts = np.searchsorted(both[:, 0], np.arange(size + 1)).astype(np.int64)
        self.others = np.ascontiguousarray(both[:, 1])
        self.following = np.full(size, -1, np.int32)
        self.last = np.arange(size, dtype=np.int32)
        self.alone = self.absolute = True

    cdef bint forbids(self, int32_t one, int32_t other) noexcept nogil:
        cdef int32_t a = one
        cdef int64_t at
        while a >= 0:
            for at in range(self.starts[a], self.starts[a + 1]):
                if _leader(self.leader, self.others[at]) == other:
                    return True
            a = self.following[a]
        return False

    cdef void join(self, int32_t one, int32_t other) noexcept nogil:
        cdef int32_t b = other, after
        while b >= 0:
            after = self.following[b]
            if self.starts[b] < self.starts[b + 1]:
                self.following[self.last[one]] = b
                self.following[b] = -1
                self.last[one] = b
            b = after


def merge(const int32_t[:, ::1] pairs, int64_t size, list barriers, *, int64_t decided=0):
    """Each record's cluster, named after its first record, and the merges refused: (place in pairs, which barrier).

    The first so many pairs are `decided`: only what is absolute stands against them, and each that is refused is named;
    of the others, each that would have merged the same two clusters.
    """
    cdef int32_t[::1] leader = np.arange(size, dtype=np.int32)
    cdef int32_t[::1] records = np.ones(size, np.int32)
    cdef int64_t at
    cdef int32_t one, other
    cdef int against, barrier
    refused = {}
    for barrier in range(len(barriers)):
        (<Barrier>barriers[barrier]).leader = leader
    for at in range(pairs.shape[0]):
        if at + AHEAD < pairs.shape[0]:
            for one in (pairs[at + AHEAD, 0], pairs[at + AHEAD, 1]):
                soon(&leader[one])
                soon(&records[one])
                for barrier in range(len(barriers)):
                    (<Barrier>barriers[barrier]).fetch(one)
        one, other = _leader(leader, pairs[at, 0]), _leader(leader, pairs[at, 1])
        if one == other:
            continue
        if other < one:
            one, other = other, one
        against = _against(barriers, one, other, records[one] == 1 and records[other] == 1, at < decided)
        if against >= 0:
            refused.setdefault((one, other, at if at < decided else -1), (at, against))
            continue
        leader[other] = one
        records[one] += records[other]
        for barrier in range(len(barriers)):
            (<Barrier>barriers[barrier]).join(one, other)
    for at in range(size):
        leader[at] = _leader(leader, <int32_t>at)
    return np.asarray(leader), list(refused.values())


cdef int _against(list barriers, int32_t one, int32_t other, bint single, bint decided):
    """Which barrier forbids the merge; -1 for none."""
    cdef int at
    cdef Barrier barrier
    for at in range(len(barriers)):
        barrier = <Barrier>barriers[at]
        if decided and not barrier.absolute:
            continue
        if (barrier.alone or not single) and barrier.forbids(one, other):
            return at
    return -1


cdef int32_t _leader(int32_t[::1] leader, int32_t row) noexcept nogil:
    while leader[row] != row:
        leader[row] = leader[leader[row]]
        row = leader[row]
    return row
