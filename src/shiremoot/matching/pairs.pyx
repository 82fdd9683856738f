# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The inner loop: pairs of records, block by block, each compared once.

Memory grows with the records, and with the pairs that are kept, never with those that are looked at. All loops run on
every core that OpenMP is given; results do not depend on how many.
"""

from cython.parallel cimport parallel, prange, threadid
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memset
from openmp cimport omp_get_max_threads

from .memory cimport soon
from .records cimport Hope, Records, Weights

import numpy as np

cdef enum:
    AHEAD = 6  # pairs: how early the next records are fetched from memory
    PLACES_AHEAD = 24  # the same, counted in places of the order that all threads go along
    STRETCH = 256  # places that a thread takes at once
    FEWEST_PLACES = 512  # for another thread to be worth its start


cdef class Rules:
    """Which pairs are looked at.

    `groups[record, g]` is the record's block under one way of grouping, 0 where it is in none. Rule r pairs a record
    i of block b by way `left[r]` with each later record j of the same block by way `right[r]`. `orders[r]` lists the
    records that have a block, block by block, by `right[r]`; block b stands at `edges[r][b]:edges[r][b + 1]` of it.
    """

    cdef const uint32_t[:, :] held
    cdef const uint32_t* groups
    cdef int[64] left, right
    cdef int rules, width
    cdef int64_t records
    cdef list orders, edges

    def __cinit__(self, groups, ways, orders, edges):
        cdef int rule
        if len(ways) > 64:
            raise ValueError("at most 64 rules")
        self.held = groups
        self.groups, self.records = &self.held[0, 0], self.held.shape[0]
        self.width = <int>(self.held.strides[0] // sizeof(uint32_t))  # from row to row
        self.rules = len(ways)
        for rule, (left, right) in enumerate(ways):
            self.left[rule], self.right[rule] = left, right
        self.orders, self.edges = orders, edges

    cdef inline bint seen(self, int rule, int64_t i, int64_t j) noexcept nogil:
        """Whether an earlier rule pairs these two."""
        cdef const uint32_t* one = self.groups + i * self.width
        cdef const uint32_t* other = self.groups + j * self.width
        cdef int earlier
        for earlier in range(rule):
            if one[self.left[earlier]] != 0 and one[self.left[earlier]] == other[self.right[earlier]]:
                return True
        return False


cdef struct Tally:  # pattern: how often, by open addressing
    int64_t* patterns  # -1 where empty
    int64_t* counts
    int64_t size, used
    int64_t pairs
    bint failed


cdef void _start(Tally* tally, int64_t size) noexcept nogil:
    tally.patterns = <int64_t*>malloc(size * sizeof(int64_t))
    tally.counts = <int64_t*>calloc(size, sizeof(int64_t))
    tally.size, tally.used = size, 0
    tally.failed = tally.patterns == NULL or tally.counts == NULL
    if not tally.failed:
        memset(tally.patterns, 0xFF, size * sizeof(int64_t))


cdef void _end(Tally* tally) noexcept nogil:
    free(tally.patterns)
    free(tally.counts)


cdef void _add(Tally* tally, int64_t pattern, int64_t count) noexcept nogil:
    cdef Tally larger
    cdef int64_t at
    if tally.failed:
        return
    at = <int64_t>((<uint64_t>pattern * <uint64_t>0x9E3779B97F4A7C15) >> 20) & (tally.size - 1)
    while tally.patterns[at] != pattern:
        if tally.patterns[at] < 0:
            tally.patterns[at] = pattern
            tally.used += 1
            break
        at = (at + 1) & (tally.size - 1)
    tally.counts[at] += count
    if 2 * tally.used > tally.size:
        _start(&larger, 2 * tally.size)
        for at in range(tally.size):
            if tally.patterns[at] >= 0:
                _add(&larger, tally.patterns[at], tally.counts[at])
        larger.pairs = tally.pairs
        _end(tally)
        tally[0] = larger


cdef struct Kept:
    int32_t* rows  # left, right
    double* weights  # weight, second
    int64_t* patterns
    int64_t size, used
    bint failed


cdef void _keep(Kept* kept, int64_t i, int64_t j, double weight, double second, int64_t pattern) noexcept nogil:
    cdef int64_t size = kept.size
    if kept.used == size and not kept.failed:
        size = 2 * size if size else 4096
        kept.rows = <int32_t*>realloc(kept.rows, 2 * size * sizeof(int32_t))
        kept.weights = <double*>realloc(kept.weights, 2 * size * sizeof(double))
        kept.patterns = <int64_t*>realloc(kept.patterns, size * sizeof(int64_t))
        kept.size = size
        kept.failed = kept.rows == NULL or kept.weights == NULL or kept.patterns == NULL
    if kept.failed:
        return
    kept.rows[2 * kept.used], kept.rows[2 * kept.used + 1] = <int32_t>i, <int32_t>j
    kept.weights[2 * kept.used], kept.weights[2 * kept.used + 1] = weight, second
    kept.patterns[kept.used] = pattern
    kept.used += 1


cdef inline int64_t _first_drawn(int64_t i, int rule, int64_t every) noexcept nogil:
    """The first of a record's pairs that is drawn, of one in so many: by a mix of its number and the rule's."""
    cdef uint64_t mixed = (<uint64_t>i * <uint64_t>0x9E3779B97F4A7C15) ^ (<uint64_t>rule * <uint64_t>0xC2B2AE3D27D4EB4F)
    mixed = (mixed ^ (mixed >> 31)) * <uint64_t>0xD6E8FEB86659FD93
    return <int64_t>((mixed >> 32) % <uint64_t>every)


cdef struct Work:  # what each thread keeps apart
    Tally tally
    Kept kept
    int64_t seen


cdef struct Asked:  # of pairs that are scored
    Hope hope
    double least, second_least


cdef Asked _asked(Records records, Weights weights, double least, double second_least):
    cdef Asked asked
    asked.least, asked.second_least = least, second_least
    if weights is not None:
        asked.hope = weights.hope(records, least, second_least)
    return asked


cdef void _visit(
    Records records, Weights weights, const Asked* asked, int64_t i, int64_t j, Work* work
) noexcept nogil:
    cdef int levels[64]
    cdef double weight, second
    work.seen += 1
    if weights is None:
        _add(&work.tally, records.pattern(i, j, levels), 1)
    elif weights.settle(records, &asked.hope, i, j, levels) and weights.reach(
        records, levels, i, j, asked.least, asked.second_least, &weight, &second
    ):
        _keep(&work.kept, i, j, weight, second, records.packed(levels))


cdef inline void _fetch(Records records, Rules rules, int64_t row) noexcept nogil:
    soon(records.codes + row * records.width)
    soon(records.codes + (row + 1) * records.width - 1)
    soon(rules.groups + row * rules.width)
    soon(rules.groups + (row + 1) * rules.width - 1)


cdef int64_t _block_at(const int64_t[::1] edges, int64_t place) noexcept nogil:
    """The block that has this place of the order."""
    cdef int64_t low = 1, high = edges.shape[0] - 2, middle
    while low < high:
        middle = (low + high + 1) // 2
        if edges[middle] <= place:
            low = middle
        else:
            high = middle - 1
    return low


cdef void _walk(
    Records records, Rules rules, Weights weights, int rule, const int32_t[::1] order, const int64_t[::1] edges,
    int64_t first, int64_t end, int64_t every, const Asked* asked, Work* work,
) noexcept nogil:
    """All pairs of some records under one rule, without those of earlier rules.

    The records are those at places of the order; where the two sides of a rule differ, those of these numbers.
    """
    cdef bint turned = rules.left[rule] != rules.right[rule]
    cdef int64_t block = 0 if turned else _block_at(edges, first)
    cdef int64_t at, i, start
    for at in range(first, end):
        if turned:
            i, block = at, rules.groups[at * rules.width + rules.left[rule]]
            if block == 0:
                continue
            start = edges[block]
        else:
            if at >= edges[block + 1]:
                block += 1
            i, start = order[at], at + 1
            if every == 1 and at + PLACES_AHEAD < order.shape[0]:
                _fetch(records, rules, order[at + PLACES_AHEAD])
        if every > 1:
            start += _first_drawn(i, rule, every)
        _meet(records, rules, weights, rule, order, i, start, edges[block + 1], every, asked, work)


cdef void _meet(
    Records records, Rules rules, Weights weights, int rule, const int32_t[::1] order, int64_t i, int64_t start,
    int64_t end, int64_t every, const Asked* asked, Work* work,
) noexcept nogil:
    """The pairs of one record with others of its block, or every so many, from one place of the order to another."""
    cdef int64_t other = start, j
    while other < end:
        j = order[other]
        if every == 1 and other + AHEAD < end:
            _fetch(records, rules, order[other + AHEAD])
        if j > i and not rules.seen(rule, i, j):
            _visit(records, weights, asked, i, j, work)
        other += every


cdef inline int _worth(int64_t places, int threads) noexcept nogil:
    return threads if places >= FEWEST_PLACES else 1


cdef _run(Records records, Rules rules, Weights weights, int64_t every, double least, double second_least):
    cdef int threads = omp_get_max_threads(), rule, thread
    cdef Work* work = <Work*>calloc(threads, sizeof(Work))
    cdef const int32_t[::1] order
    cdef const int64_t[::1] edges
    cdef int64_t stretch, places
    cdef Asked asked = _asked(records, weights, least, second_least)
    if work == NULL:
        raise MemoryError
    for thread in range(threads):
        _start(&work[thread].tally, 4096)
    try:
        for rule in range(rules.rules):
            order, edges = rules.orders[rule], rules.edges[rule]
            places = rules.records if rules.left[rule] != rules.right[rule] else order.shape[0]
            with nogil, parallel(num_threads=_worth(places, threads)):
                for stretch in prange((places + STRETCH - 1) // STRETCH, schedule="dynamic", chunksize=1):
                    _walk(
                        records, rules, weights, rule, order, edges, stretch * STRETCH,
                        min((stretch + 1) * STRETCH, places), every, &asked, &work[threadid()],
                    )
        return _gathered(work, threads)
    finally:
        _finish(work, threads)


cdef void _finish(Work* work, int threads) noexcept:
    cdef int thread
    for thread in range(threads):
        _end(&work[thread].tally)
        free(work[thread].kept.rows)
        free(work[thread].kept.weights)
        free(work[thread].kept.patterns)
    free(work)


cdef _gathered(Work* work, int threads):
    cdef int64_t total = 0, seen = 0, at
    cdef int thread
    for thread in range(threads):
        if work[thread].tally.failed or work[thread].kept.failed:
            raise MemoryError
        total += work[thread].kept.used
        seen += work[thread].seen
        if thread:
            for at in range(work[thread].tally.size):
                if work[thread].tally.patterns[at] >= 0:
                    _add(&work[0].tally, work[thread].tally.patterns[at], work[thread].tally.counts[at])
    if work[0].tally.failed:
        raise MemoryError
    return seen, _histogram(&work[0].tally), _pairs(work, threads, total)


cdef _histogram(Tally* tally):
    """Patterns in rising order, and how often each was seen."""
    cdef int64_t[::1] patterns = np.empty(tally.used, np.int64), counts = np.empty(tally.used, np.int64)
    cdef int64_t at, next_one = 0
    for at in range(tally.size):
        if tally.patterns[at] >= 0:
            patterns[next_one], counts[next_one] = tally.patterns[at], tally.counts[at]
            next_one += 1
    order = np.argsort(patterns)
    return np.asarray(patterns)[order], np.asarray(counts)[order]


cdef _pairs(Work* work, int threads, int64_t total):
    rows, weights, patterns = np.empty((total, 2), np.int32), np.empty((total, 2)), np.empty(total, np.int64)
    cdef int32_t[:, ::1] all_rows = rows
    cdef double[:, ::1] all_weights = weights
    cdef int64_t[::1] all_patterns = patterns
    cdef int64_t done = 0
    cdef int thread
    cdef Kept* kept
    for thread in range(threads):
        kept = &work[thread].kept
        if kept.used:
            memcpy(&all_rows[done, 0], kept.rows, 2 * kept.used * sizeof(int32_t))
            memcpy(&all_weights[done, 0], kept.weights, 2 * kept.used * sizeof(double))
            memcpy(&all_patterns[done], kept.patterns, kept.used * sizeof(int64_t))
            done += kept.used
    return rows, weights, patterns


def tally(Records records not None, Rules rules not None, *, int64_t every=1):
    """Patterns of the pairs of the rules, or of one pair in `every`, and how often each occurs."""
    return _run(records, rules, None, every, 0, 0)[1]


def score(Records records not None, Rules rules not None, Weights weights not None, double least, double second_least):
    """How many pairs were compared, and those of at least so many bits: rows (left, right), weights, patterns.

    The two weights are of class 0 and class 1, each against all others; either may reach its bound. In no order.
    """
    seen, _, pairs = _run(records, rules, weights, 1, least, second_least)
    return seen, *pairs


cdef class Probes:
    """Where the records of a batch look for others: probe p of the batch's record b at the rows
    `orders[p][starts[b, p]:ends[b, p]]`.

    A record's `rank` says which of two is the left one; of a probe whose side is 1 only records that the batch's own
    is left of count, of one whose side is 2 only those that it is right of. `state[row]`: 0 is passed over, 2 is in
    the batch itself, so that its pair with another such is looked at from the left one alone.
    """

    cdef const int64_t[::1] batch, ranks
    cdef const int64_t[:, ::1] starts, ends
    cdef const uint8_t[::1] state
    cdef list orders
    cdef const int32_t* each[256]
    cdef int side[256]
    cdef int probes

    def __cinit__(self, batch, ranks, state, orders, sides, starts, ends):
        cdef const int32_t[::1] order
        cdef int probe
        if len(orders) > 256:
            raise ValueError("at most 256 probes")
        self.batch, self.ranks, self.state, self.orders = batch, ranks, state, orders
        self.starts, self.ends, self.probes = starts, ends, len(orders)
        for probe in range(self.probes):
            order = orders[probe]
            self.each[probe], self.side[probe] = &order[0], sides[probe]


cdef void _look(
    Records records, Probes probes, Weights weights, const Asked* asked, int64_t at, int32_t* stamps, Work* work
) noexcept nogil:
    """All pairs of one record of the batch, each once: `stamps[row]` says with whom a row was compared last."""
    cdef int64_t i = probes.batch[at], other, j, next_one
    cdef int probe
    cdef bint left
    for probe in range(probes.probes):
        for other in range(probes.starts[at, probe], probes.ends[at, probe]):
            j = probes.each[probe][other]
            if other + AHEAD < probes.ends[at, probe]:
                next_one = probes.each[probe][other + AHEAD]
                soon(&stamps[next_one])
                soon(&probes.ranks[next_one])
                soon(&probes.state[next_one])
                soon(records.codes + next_one * records.width)
                soon(records.codes + (next_one + 1) * records.width - 1)
            if stamps[j] == at + 1 or j == i or probes.state[j] == 0:
                continue
            left = probes.ranks[i] < probes.ranks[j]
            if probes.side[probe] == 2 and left:
                continue
            if (probes.side[probe] == 1 or probes.state[j] == 2) and not left:
                continue
            stamps[j] = <int32_t>at + 1
            if left:
                _visit(records, weights, asked, i, j, work)
            else:
                _visit(records, weights, asked, j, i, work)


def score_probed(
    Records records not None, Probes probes not None, Weights weights not None, double least, double second_least
):
    """Like `score`, for the pairs of a batch of records with those that its probes find."""
    cdef int thread
    cdef int64_t at, count = probes.batch.shape[0], rows = probes.state.shape[0]
    cdef int threads = _worth(count, omp_get_max_threads())
    cdef Work* work = <Work*>calloc(threads, sizeof(Work))
    cdef int32_t* stamps = <int32_t*>calloc(rows * threads, sizeof(int32_t))
    cdef Asked asked = _asked(records, weights, least, second_least)
    if work == NULL or stamps == NULL:
        free(work)
        free(stamps)
        raise MemoryError
    for thread in range(threads):
        _start(&work[thread].tally, 2)
    try:
        with nogil, parallel(num_threads=threads):
            for at in prange(count, schedule="dynamic", chunksize=64):
                _look(
                    records, probes, weights, &asked, at, stamps + rows * threadid(), &work[threadid()]
                )
        seen, _, found = _gathered(work, threads)
        return seen, *found
    finally:
        _finish(work, threads)
        free(stamps)


def tally_cross(Records records not None, const int64_t[::1] rows):
    """Patterns of every pair among these rows (in rising order), and how often each occurs."""
    cdef int threads = omp_get_max_threads(), thread
    cdef int64_t at, other, count = rows.shape[0]
    cdef Work* work = <Work*>calloc(threads, sizeof(Work))
    if work == NULL:
        raise MemoryError
    for thread in range(threads):
        _start(&work[thread].tally, 4096)
    try:
        with nogil, parallel(num_threads=_worth(count, threads)):
            for at in prange(count, schedule="dynamic", chunksize=8):
                _cross(records, rows, at, count, &work[threadid()])
        return _gathered(work, threads)[1]
    finally:
        _finish(work, threads)


cdef void _cross(Records records, const int64_t[::1] rows, int64_t at, int64_t count, Work* work) noexcept nogil:
    cdef int64_t other
    for other in range(at + 1, count):
        _visit(records, None, NULL, rows[at], rows[other], work)


def terms(Records records not None, Weights weights not None, const int32_t[:, ::1] rows):
    """For each pair of rows the level of each comparison, and the bits that the prior and then each comparison give to
    each class: `bits[pair, 1 + comparison, class]`.
    """
    cdef int64_t count = rows.shape[0], at
    cdef int comparison, k
    cdef int levels[64]
    cdef int64_t[:, ::1] shown = np.empty((count, records.comparisons), np.int64)
    cdef double[:, :, ::1] bits = np.zeros((count, 1 + records.comparisons, weights.classes))
    for at in range(count):
        records.pattern(rows[at, 0], rows[at, 1], levels)
        for k in range(weights.classes):
            bits[at, 0, k] = weights.prior[k]
        for comparison in range(records.comparisons):
            shown[at, comparison] = levels[comparison]
            weights.hear(records, comparison, levels[comparison], rows[at, 0], rows[at, 1], &bits[at, 1 + comparison, 0])
    return np.asarray(shown), np.asarray(bits)


def weigh(
    Records records not None, Weights weights not None, const int32_t[:, ::1] rows, const int64_t[:, ::1] levels
):
    """The two weights of each pair of rows, whose levels somebody else has found."""
    cdef int64_t at, count = rows.shape[0]
    cdef double[:, ::1] found = np.empty((count, 2))
    cdef int comparison
    cdef int each[64]
    for at in range(count):
        for comparison in range(records.comparisons):
            each[comparison] = <int>levels[at, comparison]
        weights.reach(records, each, rows[at, 0], rows[at, 1], -1e308, -1e308, &found[at, 0], &found[at, 1])
    return np.asarray(found)
