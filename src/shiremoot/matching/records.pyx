# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Two records compared, in one integer, and what it weighs."""

cimport cython
from libc.math cimport exp2, log2
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

import numpy as np

from .strings cimport (
    Text, damerau_at_most, ends_with, jaro_at_least, kinds_of, levenshtein_at_most, starts_with
)

cdef enum:
    SAME, MISSING, EITHER_MISSING, JARO, JARO_WINKLER, LEVENSHTEIN, DAMERAU, STARTS, ENDS, LONGER, SHORTER, SHARING

OPERATIONS = (
    "same", "missing", "either_missing", "jaro", "jaro_winkler", "levenshtein", "damerau", "starts", "ends",
    "at_least", "at_most", "sharing",
)
"""The names of the tests that a step can make, in the order of their numbers."""


ENTRY = np.dtype([("start", np.int64), ("kinds", np.uint64), ("length", np.int32)], align=True)


def entries(const uint32_t[::1] letters, const int64_t[::1] starts, *, int64_t start=0):
    """The texts `letters[starts[at]:starts[at + 1]]` as entries of a dictionary, their letters beginning at `start`."""
    found = np.empty(starts.shape[0] - 1, ENTRY)
    cdef Entry[::1] each = found
    cdef int64_t at
    for at in range(each.shape[0]):
        each[at].start = start + starts[at]
        each[at].length = <int32_t>(starts[at + 1] - starts[at])
        each[at].kinds = kinds_of(&letters[0] + starts[at], each[at].length)
    return found


@cython.final
cdef class Records:
    """Records as numbers, and the steps that compare two of them.

    `codes[record, column]` is the number of a value in its column's dictionary, -1 where missing. Columns that are
    compared with each other share a dictionary. Dictionaries lie one after the other: value v of column c is
    `entries[bases[c] + v]`, which says where in `letters` it stands. Of columns of several values it is those of
    `lists[list_starts[at]:list_starts[at + 1]]` with `at = list_bases[c] + v` (`list_bases` is -1 for the others).
    """

    def __cinit__(
        self, const int32_t[:, :] codes, const uint32_t[::1] letters, const Entry[::1] entries,
        const int64_t[::1] bases, const int32_t[::1] lists, const int64_t[::1] list_starts,
        const int64_t[::1] list_bases, steps, sizes,
    ):
        """`steps`: a list of steps for each comparison, as (test, right_a, a, right_b, b, bound, yes, no)."""
        cdef int at = 0, comparison
        cdef int64_t stride = 1
        if len(steps) > 64:
            raise ValueError("at most 64 comparisons")
        self.held = (codes, letters, entries, bases, lists, list_starts, list_bases)
        self.codes, self.bases, self.list_bases = &codes[0, 0], &bases[0], &list_bases[0]
        self.lists, self.list_starts = &lists[0], &list_starts[0]
        self.width, self.comparisons = <int>(codes.strides[0] // sizeof(int32_t)), len(steps)
        self.letters, self.entries = &letters[0], &entries[0]
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
            self.begins[comparison] = _beginning(self.steps, self.first_step[comparison], at)

    def __dealloc__(self):
        free(self.steps)

    cdef int64_t pattern(self, int64_t i, int64_t j, int* levels) noexcept nogil:
        """The level of each comparison, and all of them as one integer."""
        cdef const int32_t* left = self.codes + i * self.width
        cdef const int32_t* right = self.codes + j * self.width
        cdef int64_t packed = 0
        cdef int comparison, step
        cdef int32_t a, b
        cdef const Begin* begin
        for comparison in range(self.comparisons):
            begin = &self.begins[comparison]
            if begin.column < 0:
                step = self.first_step[comparison]
            else:  # without a jump that the processor would have to guess
                a, b = left[begin.column], right[begin.column]
                step = begin.same if a == b else begin.other
                step = begin.missing if (a | b) < 0 else step
            while step >= 0:
                step = self.steps[step].yes if _holds(self, &self.steps[step], left, right) else self.steps[step].no
            levels[comparison] = ~step
            packed += self.stride[comparison] * ~step
        return packed


cdef Begin _beginning(const Step* steps, int first, int end) noexcept nogil:
    cdef Begin found
    cdef const Step* missing = steps + first
    cdef const Step* same
    found.column = -1
    if end == first or missing.no < 0:
        return found
    same = steps + missing.no
    if (
        missing.test == EITHER_MISSING and missing.a == missing.b and missing.right_a != missing.right_b
        and same.test == SAME and same.a == same.b == missing.a and same.right_a != same.right_b
    ):
        found.column, found.missing, found.same, found.other = missing.a, missing.yes, same.yes, same.no
    return found


cdef inline bint _sharing(Records records, int column, int32_t one, int32_t other) noexcept nogil:
    """Whether two lists, each in rising order, have a number in common."""
    cdef int64_t a = records.list_starts[records.list_bases[column] + one]
    cdef int64_t b = records.list_starts[records.list_bases[column] + other]
    cdef int64_t end_a = records.list_starts[records.list_bases[column] + one + 1]
    cdef int64_t end_b = records.list_starts[records.list_bases[column] + other + 1]
    while a < end_a and b < end_b:
        if records.lists[a] == records.lists[b]:
            return True
        if records.lists[a] < records.lists[b]:
            a += 1
        else:
            b += 1
    return False


cdef inline Text _text(Records records, int column, int32_t value) noexcept nogil:
    cdef const Entry* entry = &records.entries[records.bases[column] + value]
    cdef Text text
    text.letters, text.length, text.kinds = records.letters + entry.start, entry.length, entry.kinds
    return text


cdef inline bint _holds(Records records, const Step* step, const int32_t* left, const int32_t* right) noexcept nogil:
    """Whether a test holds; one about a missing value never does."""
    cdef int32_t a = right[step.a] if step.right_a else left[step.a]
    cdef int32_t b
    cdef Text one, other
    if step.test == MISSING:
        return a < 0
    b = right[step.b] if step.right_b else left[step.b]
    if step.test == EITHER_MISSING:
        return a < 0 or b < 0
    if a < 0 or b < 0:
        return False
    if step.test == SAME:
        return a == b
    if step.test == SHARING:
        return a == b or _sharing(records, step.a, a, b)
    one = _text(records, step.a, a)
    if step.test == LONGER:
        return one.length >= step.bound
    if step.test == SHORTER:
        return one.length <= step.bound
    other = _text(records, step.b, b)
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


@cython.final
cdef class Weights:
    """What each level says, in bits, for each class of pair: class 0 is the match.

    `bits[level, class]` counts levels through all comparisons, the first of comparison c being `first[c]`; `prior` is
    the share of each class, in bits. Where `column[level] >= 0` a value that is rarer than `common[level]` (bits) counts
    for more: `rarity[rarity_bases[column] + value]` are the bits of its frequency, `scale[level]` how far that counts,
    `floor[level]` the least frequency, and `applies[level, class]` to which classes.
    """

    def __cinit__(
        self, const double[:, ::1] bits, const double[::1] prior, const int32_t[::1] first,
        const int32_t[::1] column, const double[::1] common, const double[::1] scale, const double[::1] floor,
        const double[:, ::1] applies, const double[::1] rarity, const int64_t[::1] rarity_bases,
    ):
        cdef int level, k
        self.classes = <int>bits.shape[1]
        if self.classes > MOST_CLASSES:
            raise ValueError("too many classes")
        self.held = (first, rarity, rarity_bases)
        self.first, self.rarity, self.rarity_bases = &first[0], &rarity[0], &rarity_bases[0]
        self.worth = <Worth*>calloc(bits.shape[0], sizeof(Worth))
        if self.worth == NULL:
            raise MemoryError
        for k in range(self.classes):
            self.prior[k] = prior[k]
        for level in range(bits.shape[0]):
            self.worth[level].column = column[level]
            self.worth[level].common, self.worth[level].scale = common[level], scale[level]
            self.worth[level].floor = floor[level]
            for k in range(self.classes):
                self.worth[level].bits[k], self.worth[level].applies[k] = bits[level, k], applies[level, k]

    def __dealloc__(self):
        free(self.worth)

    cdef inline void hear(
        self, Records records, int comparison, int level, int64_t i, int64_t j, double* total
    ) noexcept nogil:
        """Add to the bits of each class what one comparison's level says."""
        cdef const Worth* worth = &self.worth[self.first[comparison] + level]
        cdef int k
        cdef double extra
        for k in range(self.classes):
            total[k] += worth.bits[k]
        if worth.column >= 0:
            extra = _rareness(self, records, worth, i, j)
            for k in range(self.classes):
                total[k] -= extra * worth.applies[k]

    cdef bint reach(
        self, Records records, const int* levels, int64_t i, int64_t j, double least, double second_least,
        double* weight, double* second,
    ) noexcept nogil:
        """The log-odds, in bits, of class 0 against the others and of class 1 against the others.

        False, and neither is worked out, where neither reaches its least.
        """
        cdef double total[MOST_CLASSES]
        cdef int comparison, k
        for k in range(self.classes):
            total[k] = self.prior[k]
        for comparison in range(records.comparisons):
            self.hear(records, comparison, levels[comparison], i, j, total)
        if total[0] - _most(total, self.classes, 0) < least and total[1] - _most(total, self.classes, 1) < second_least:
            return False
        weight[0] = total[0] - _together(total, self.classes, 0)
        second[0] = total[1] - _together(total, self.classes, 1)
        return weight[0] >= least or second[0] >= second_least


cdef inline double _rareness(
    Weights weights, Records records, const Worth* worth, int64_t i, int64_t j
) noexcept nogil:
    """How much more the commoner of the two values says than the level's values do on the whole, in bits."""
    cdef int32_t one = records.codes[i * records.width + worth.column]
    cdef int32_t other = records.codes[j * records.width + worth.column]
    cdef const double* shares = weights.rarity + weights.rarity_bases[worth.column]
    if one < 0:
        one = other
    if other < 0:
        other = one
    if one < 0:
        return 0
    return worth.scale * (worth.common - max(max(shares[one], shares[other]), worth.floor))


cdef inline double _most(const double* bits, int count, int without) noexcept nogil:
    cdef int at
    cdef double most = -1e308
    for at in range(count):
        if at != without and bits[at] > most:
            most = bits[at]
    return most


cdef inline double _together(const double* bits, int count, int without) noexcept nogil:
    """log2 of the sum of 2 to the power of each, one left out."""
    cdef int at
    cdef double most = _most(bits, count, without), total = 0
    if count == 2:
        return most
    for at in range(count):
        if at != without:
            total += exp2(bits[at] - most)
    return most + log2(total)
