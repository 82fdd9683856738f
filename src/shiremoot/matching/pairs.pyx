# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The inner loop: pairs of records, block by block, each compared once into one integer.

`Records` holds what is compared, as numbers; `Rules` which pairs are looked at. Memory grows with the records, and
with the pairs that are kept, never with those that are looked at. All loops run on every core that OpenMP is given;
results do not depend on how many.
"""

from cython.parallel cimport parallel, prange, threadid
from libc.math cimport exp2, log2
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memset
from openmp cimport omp_get_max_threads

from .strings cimport (
    Text, damerau_at_most, ends_with, jaro_at_least, kinds_of, levenshtein_at_most, starts_with
)

import numpy as np

cdef enum:
    SAME, MISSING, JARO, JARO_WINKLER, LEVENSHTEIN, DAMERAU, STARTS, ENDS, LONGER, SHORTER, SHARING

OPERATIONS = (
    "same", "missing", "jaro", "jaro_winkler", "levenshtein", "damerau", "starts", "ends", "at_least", "at_most",
    "sharing",
)
"""The names of the tests that a step can make, in the order of their numbers."""

cdef enum:
    MOST_CLASSES = 8

cdef struct Step:
    int test
    int right_a, right_b  # which record of the pair an operand is of: 0 the left one, 1 the right one
    int a, b  # columns
    double bound
    int yes, no  # the next step; ~level where the comparison is settled


cdef class Records:
    """Records as numbers, and the steps that compare two of them.

    `codes[record, column]` is the number of a value in its column's dictionary, -1 where missing. Columns that are
    compared with each other share a dictionary. Dictionaries lie one after the other: value v of column c is entry
    `bases[c] + v`, its letters `letters[starts[entry]:starts[entry + 1]]`; `lists` hold numbers in the same way for
    columns of several values (`list_bases` is -1 for the others).
    """

    cdef const int32_t[:, ::1] codes
    cdef const uint32_t[::1] letters
    cdef const int64_t[::1] starts, bases, list_starts, list_bases
    cdef const int32_t[::1] lists
    cdef uint64_t[::1] kinds
    cdef Step* steps
    cdef int first_step[64]
    cdef int64_t stride[64]
    cdef int comparisons
    cdef int width

    def __cinit__(self, codes, letters, starts, bases, lists, list_starts, list_bases, steps, sizes):
        """`steps`: a list of steps for each comparison, as (test, right_a, a, right_b, b, bound, yes, no)."""
        cdef int at = 0, comparison
        cdef int64_t entry, stride = 1
        self.codes, self.letters, self.starts, self.bases = codes, letters, starts, bases
        self.lists, self.list_starts, self.list_bases = lists, list_starts, list_bases
        self.width = self.codes.shape[1]
        self.comparisons = len(steps)
        if self.comparisons > 64:
            raise ValueError("at most 64 comparisons")
        self.kinds = np.zeros(self.starts.shape[0], np.uint64)
        for entry in range(self.starts.shape[0] - 1):
            self.kinds[entry] = kinds_of(
                &self.letters[0] + self.starts[entry], self.starts[entry + 1] - self.starts[entry]
            )
        self.steps = <Step*>calloc(sum(map(len, steps)) + 1, sizeof(Step))
        if self.steps == NULL:
            raise MemoryError
        for comparison, ladder in enumerate(steps):
            self.first_step[comparison] = at
            self.stride[comparison] = stride
            if stride > (<int64_t>1 << 62) // <int64_t>sizes[comparison]:
                raise ValueError("too many levels for one integer")
            stride *= sizes[comparison]
            for test, right_a, a, right_b, b, bound, yes, no in ladder:
                self.steps[at] = Step(
                    test, right_a, right_b, a, b, bound,
                    yes + self.first_step[comparison] if yes >= 0 else yes,
                    no + self.first_step[comparison] if no >= 0 else no,
                )
                at += 1

    def __dealloc__(self):
        free(self.steps)

    cdef inline Text text(self, int column, int32_t code) noexcept nogil:
        cdef Text found
        cdef int64_t entry = self.bases[column] + code
        found.letters = &self.letters[0] + self.starts[entry]
        found.length = <int>(self.starts[entry + 1] - self.starts[entry])
        found.kinds = self.kinds[entry]
        return found

    cdef inline bint sharing(self, int column, int32_t one, int32_t other) noexcept nogil:
        """Whether two lists, each in rising order, have a number in common."""
        cdef int64_t a = self.list_starts[self.list_bases[column] + one]
        cdef int64_t b = self.list_starts[self.list_bases[column] + other]
        cdef int64_t end_a = self.list_starts[self.list_bases[column] + one + 1]
        cdef int64_t end_b = self.list_starts[self.list_bases[column] + other + 1]
        while a < end_a and b < end_b:
            if self.lists[a] == self.lists[b]:
                return True
            if self.lists[a] < self.lists[b]:
                a += 1
            else:
                b += 1
        return False

    cdef inline bint holds(self, const Step* step, const int32_t* left, const int32_t* right) noexcept nogil:
        """Whether a test holds; one about a missing value never does."""
        cdef int32_t a = right[step.a] if step.right_a else left[step.a]
        cdef int32_t b
        cdef Text one, other
        if step.test == MISSING:
            return a < 0
        b = right[step.b] if step.right_b else left[step.b]
        if a < 0 or b < 0:
            return False
        if step.test == SAME:
            return a == b
        if step.test == SHARING:
            return a == b or self.sharing(step.a, a, b)
        one = self.text(step.a, a)
        if step.test == LONGER:
            return one.length >= step.bound
        if step.test == SHORTER:
            return one.length <= step.bound
        other = self.text(step.b, b)
        if step.test == JARO_WINKLER:
            return jaro_at_least(&one, &other, step.bound, True)
        if step.test == JARO:
            return jaro_at_least(&one, &other, step.bound, False)
        if step.test == LEVENSHTEIN:
            return levenshtein_at_most(&one, &other, <int>step.bound)
        if step.test == DAMERAU:
            return damerau_at_most(&one, &other, <int>step.bound)
        if step.test == STARTS:
            return starts_with(&one, &other)
        return ends_with(&one, &other)

    cdef inline int64_t pattern(self, int64_t i, int64_t j, int* levels) noexcept nogil:
        """The level of each comparison, and all of them as one integer."""
        cdef const int32_t* left = &self.codes[0, 0] + i * self.width
        cdef const int32_t* right = &self.codes[0, 0] + j * self.width
        cdef int64_t packed = 0
        cdef int comparison, step
        for comparison in range(self.comparisons):
            step = self.first_step[comparison]
            while step >= 0:
                step = self.steps[step].yes if self.holds(&self.steps[step], left, right) else self.steps[step].no
            levels[comparison] = ~step
            packed += self.stride[comparison] * ~step
        return packed


cdef class Rules:
    """Which pairs are looked at.

    `groups[record, g]` is the record's block under one way of grouping, 0 where it is in none. Rule r pairs a record
    i of block b by way `left[r]` with each later record j of the same block by way `right[r]`. `orders[r]` lists the
    records that have a block, block by block, by `right[r]`; block b stands at `edges[r][b]:edges[r][b + 1]` of it.
    """

    cdef const uint32_t[:, ::1] groups
    cdef int[64] left, right
    cdef int rules, width
    cdef list orders, edges

    def __cinit__(self, groups, ways, orders, edges):
        cdef int rule
        if len(ways) > 64:
            raise ValueError("at most 64 rules")
        self.groups = groups
        self.width = self.groups.shape[1]
        self.rules = len(ways)
        for rule, (left, right) in enumerate(ways):
            self.left[rule], self.right[rule] = left, right
        self.orders, self.edges = orders, edges

    cdef inline bint seen(self, int rule, int64_t i, int64_t j) noexcept nogil:
        """Whether an earlier rule pairs these two."""
        cdef const uint32_t* one = &self.groups[0, 0] + i * self.width
        cdef const uint32_t* other = &self.groups[0, 0] + j * self.width
        cdef int earlier
        for earlier in range(rule):
            if one[self.left[earlier]] != 0 and one[self.left[earlier]] == other[self.right[earlier]]:
                return True
        return False


cdef class Weights:
    """What each level says, in bits, for each class of pair: class 0 is the match.

    `bits[level, class]` counts levels through all comparisons, the first of comparison c being `first[c]`; `prior` is
    the share of each class, in bits. Where `column[level] >= 0` a value that is rarer than `common[level]` (bits) counts
    for more: `rarity[rarity_bases[column] + value]` are the bits of its frequency, `scale[level]` how far that counts,
    `floor[level]` the least frequency, and `applies[level, class]` to which classes.
    """

    cdef const double[:, ::1] bits, applies
    cdef const double[::1] prior, common, scale, floor, rarity
    cdef const int32_t[::1] first, column
    cdef const int64_t[::1] rarity_bases
    cdef int classes

    def __cinit__(self, bits, prior, first, column, common, scale, floor, applies, rarity, rarity_bases):
        self.bits, self.prior, self.first, self.column = bits, prior, first, column
        self.common, self.scale, self.floor, self.applies = common, scale, floor, applies
        self.rarity, self.rarity_bases = rarity, rarity_bases
        self.classes = self.bits.shape[1]
        if self.classes > MOST_CLASSES:
            raise ValueError("too many classes")

    cdef inline void of(
        self, Records records, const int* levels, int64_t i, int64_t j, double* weight, double* second
    ) noexcept nogil:
        """The log-odds, in bits, of class 0 against the others, and of class 1 against the others."""
        cdef double total[MOST_CLASSES]
        cdef int comparison, level, k
        cdef int32_t one, other
        cdef double frequency, extra
        for k in range(self.classes):
            total[k] = self.prior[k]
        for comparison in range(records.comparisons):
            level = self.first[comparison] + levels[comparison]
            for k in range(self.classes):
                total[k] += self.bits[level, k]
            if self.column[level] >= 0:
                one = records.codes[i, self.column[level]]
                other = records.codes[j, self.column[level]]
                if one < 0:
                    one = other
                if other < 0:
                    other = one
                if one >= 0:
                    frequency = max(
                        self.rarity[self.rarity_bases[self.column[level]] + one],
                        self.rarity[self.rarity_bases[self.column[level]] + other],
                    )
                    extra = self.scale[level] * (self.common[level] - max(frequency, self.floor[level]))
                    for k in range(self.classes):
                        total[k] -= extra * self.applies[level, k]
        weight[0] = total[0] - _together(total, self.classes, 0)
        second[0] = total[1] - _together(total, self.classes, 1) if self.classes > 2 else -weight[0]


cdef inline double _together(const double* bits, int count, int without) noexcept nogil:
    """log2 of the sum of 2 to the power of each, one left out."""
    cdef int at
    cdef double most = -1e308, total = 0
    for at in range(count):
        if at != without and bits[at] > most:
            most = bits[at]
    if count == 2:
        return most
    for at in range(count):
        if at != without:
            total += exp2(bits[at] - most)
    return most + log2(total)


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


cdef inline bint _drawn(int64_t i, int64_t j, uint64_t every) noexcept nogil:
    """One pair in so many, by a mix of its two numbers."""
    cdef uint64_t mixed = (<uint64_t>i * <uint64_t>0x9E3779B97F4A7C15) ^ (<uint64_t>j * <uint64_t>0xC2B2AE3D27D4EB4F)
    mixed = (mixed ^ (mixed >> 31)) * <uint64_t>0xD6E8FEB86659FD93
    return (mixed >> 32) % every == 0


cdef struct Work:  # what each thread keeps apart
    Tally tally
    Kept kept
    int64_t seen


cdef void _visit(
    Records records, Weights weights, int64_t i, int64_t j, double least, double second_least, Work* work
) noexcept nogil:
    cdef int levels[64]
    cdef int64_t pattern = records.pattern(i, j, levels)
    cdef double weight, second
    work.seen += 1
    if weights is None:
        _add(&work.tally, pattern, 1)
        return
    weights.of(records, levels, i, j, &weight, &second)
    if weight >= least or second >= second_least:
        _keep(&work.kept, i, j, weight, second, pattern)


cdef void _walk(
    Records records, Rules rules, Weights weights, int rule, const int32_t[::1] order, const int64_t[::1] edges,
    int64_t at, uint64_t every, double least, double second_least, Work* work,
) noexcept nogil:
    """All pairs of one record (the one at a place of the order) under one rule, without those of earlier rules."""
    cdef bint turned = rules.left[rule] != rules.right[rule]
    cdef int64_t i = at if turned else order[at]
    cdef uint32_t block = rules.groups[i, rules.left[rule]]
    cdef int64_t start, other, j
    if block == 0:
        return
    start = edges[block] if turned else at + 1
    for other in range(start, edges[block + 1]):
        j = order[other]
        if j > i and (every == 1 or _drawn(i, j, every)) and not rules.seen(rule, i, j):
            _visit(records, weights, i, j, least, second_least, work)


cdef _run(Records records, Rules rules, Weights weights, uint64_t every, double least, double second_least):
    cdef int threads = omp_get_max_threads(), rule, thread
    cdef Work* work = <Work*>calloc(threads, sizeof(Work))
    cdef const int32_t[::1] order
    cdef const int64_t[::1] edges
    cdef int64_t at, places
    if work == NULL:
        raise MemoryError
    for thread in range(threads):
        _start(&work[thread].tally, 4096)
    try:
        for rule in range(rules.rules):
            order, edges = rules.orders[rule], rules.edges[rule]
            places = rules.groups.shape[0] if rules.left[rule] != rules.right[rule] else order.shape[0]
            with nogil, parallel(num_threads=threads):
                for at in prange(places, schedule="dynamic", chunksize=256):
                    _walk(
                        records, rules, weights, rule, order, edges, at, every, least, second_least,
                        &work[threadid()],
                    )
        return _gathered(work, threads)
    finally:
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


def tally(Records records not None, Rules rules not None, *, uint64_t every=1):
    """Patterns of the pairs of the rules, or of one pair in `every`, and how often each occurs."""
    return _run(records, rules, None, every, 0, 0)[1]


def score(Records records not None, Rules rules not None, Weights weights not None, double least, double second_least):
    """How many pairs were compared, and those of at least so many bits: rows (left, right), weights, patterns.

    The two weights are of class 0 and class 1, each against all others; either may reach its bound. In no order.
    """
    seen, _, pairs = _run(records, rules, weights, 1, least, second_least)
    return seen, *pairs


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
        with nogil, parallel(num_threads=threads):
            for at in prange(count, schedule="dynamic", chunksize=8):
                _cross(records, rows, at, count, &work[threadid()])
        return _gathered(work, threads)[1]
    finally:
        for thread in range(threads):
            _end(&work[thread].tally)
        free(work)


cdef void _cross(Records records, const int64_t[::1] rows, int64_t at, int64_t count, Work* work) noexcept nogil:
    cdef int64_t other
    for other in range(at + 1, count):
        _visit(records, None, rows[at], rows[other], 0, 0, work)


def ordered(const uint64_t[::1] keys, int bits):
    """The places of the keys that are not 0, by rising key and then place, as int32: a radix sort of so many bits."""
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
    return np.asarray(one)


def components(const int32_t[:, ::1] rows, int64_t count):
    """For each of `count` records the first of all that the pairs join it to, one way or another."""
    cdef int32_t[::1] leader = np.arange(count, dtype=np.int32)
    cdef int64_t at
    cdef int32_t one, other
    with nogil:
        for at in range(rows.shape[0]):
            one, other = _leader(leader, rows[at, 0]), _leader(leader, rows[at, 1])
            if one < other:
                leader[other] = one
            else:
                leader[one] = other
        for at in range(count):
            leader[at] = _leader(leader, <int32_t>at)
    return np.asarray(leader)


cdef inline int32_t _leader(int32_t[::1] leader, int32_t row) noexcept nogil:
    while leader[row] != row:
        leader[row] = leader[leader[row]]
        row = leader[row]
    return row
