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
    MISSED, AGREED, OTHERWISE

cdef double SLACK = 1e-6  # bits, for sums that are made in another order

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
        if max(sizes, default=0) > 64:
            raise ValueError("at most 64 levels in a comparison")
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
            self.open[comparison] = _open(self.steps, &self.begins[comparison], self.first_step[comparison], at)

    def __dealloc__(self):
        free(self.steps)

    cdef inline int begun(
        self, int comparison, const int32_t* left, const int32_t* right, int* outcome
    ) noexcept nogil:
        """The step after a comparison's beginning, and how that came out: MISSED, AGREED or OTHERWISE."""
        cdef const Begin* begin = &self.begins[comparison]
        cdef int32_t a, b
        if begin.column < 0:
            outcome[0] = OTHERWISE
            return self.first_step[comparison]
        a, b = left[begin.column], right[begin.column]  # without a jump that the processor would have to guess
        outcome[0] = AGREED if a == b else OTHERWISE
        outcome[0] = MISSED if (a | b) < 0 else outcome[0]
        return begin.next[outcome[0]]

    cdef inline int level(self, int step, const int32_t* left, const int32_t* right) noexcept nogil:
        """The level that a step leads to."""
        while step >= 0:
            step = self.steps[step].yes if _holds(self, &self.steps[step], left, right) else self.steps[step].no
        return ~step

    cdef int64_t pattern(self, int64_t i, int64_t j, int* levels) noexcept nogil:
        """The level of each comparison, and all of them as one integer."""
        cdef const int32_t* left = self.codes + i * self.width
        cdef const int32_t* right = self.codes + j * self.width
        cdef int comparison, outcome
        for comparison in range(self.comparisons):
            levels[comparison] = self.level(self.begun(comparison, left, right, &outcome), left, right)
        return self.packed(levels)

    cdef inline int64_t packed(self, const int* levels) noexcept nogil:
        cdef int64_t packed = 0
        cdef int comparison
        for comparison in range(self.comparisons):
            packed += self.stride[comparison] * levels[comparison]
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
        found.column = missing.a
        found.next[MISSED], found.next[AGREED], found.next[OTHERWISE] = missing.yes, same.yes, same.no
    return found


cdef uint64_t _open(const Step* steps, const Begin* begin, int first, int end):
    """The levels that can be reached after the beginning; a step leads to later ones alone."""
    cdef uint64_t[::1] reached = np.zeros(end - first + 1, np.uint64)
    cdef uint64_t found = 0
    cdef int step, next_one
    for step in range(end - 1, first - 1, -1):
        for next_one in (steps[step].yes, steps[step].no):
            reached[step - first] |= reached[next_one - first] if next_one >= 0 else <uint64_t>1 << ~next_one
    if begin.column < 0:
        return reached[0]
    for next_one in begin.next:
        if next_one >= 0:
            found |= reached[next_one - first]
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
            for k in range(2):
                self.worth[level].lead[k] = bits[level, k] - bits[level, self.rival(k)]
                self.worth[level].rarer[k] = applies[level, self.rival(k)] - applies[level, k]

    def __dealloc__(self):
        free(self.worth)

    cdef inline int rival(self, int k) noexcept nogil:
        """A class that class k has to lead over: the last one, which most pairs are of, or of that the first."""
        return self.classes - 1 if k < self.classes - 1 else 0

    cdef Hope hope(self, Records records, double least, double second_least):
        """For pairs that are kept from so many bits, as class 0 or as class 1."""
        cdef Hope hope
        cdef const Worth* worth
        cdef int comparison, outcome, level, k, step
        cdef double most
        hope.least[0], hope.least[1] = least - SLACK, second_least - SLACK
        for comparison in range(records.comparisons):
            for k in range(2):
                most = -1e308
                for level in range(64):
                    if records.open[comparison] >> level & 1:
                        worth = &self.worth[self.first[comparison] + level]
                        most = max(most, worth.lead[k] + _most_rareness(worth, k))
                for outcome in range(3):
                    step = records.begins[comparison].next[outcome]
                    hope.begins[comparison][outcome][k] = most
                    if records.begins[comparison].column >= 0 and step < 0:
                        hope.begins[comparison][outcome][k] = self.worth[self.first[comparison] + ~step].lead[k]
        return hope

    cdef bint settle(
        self, Records records, const Hope* hope, int64_t i, int64_t j, int* levels
    ) noexcept nogil:
        """The level of each comparison.

        False once there is no hope that the pair reaches either bound; then not all of them are found.
        """
        cdef const int32_t* left = records.codes + i * records.width
        cdef const int32_t* right = records.codes + j * records.width
        cdef const Worth* worth
        cdef const double* hoped
        cdef int comparison, outcome, at, waiting = 0
        cdef int[64] whose, came
        cdef double extra
        cdef double first = self.prior[0] - self.prior[self.rival(0)]
        cdef double second = self.prior[1] - self.prior[self.rival(1)]
        for comparison in range(records.comparisons):
            at = records.begun(comparison, left, right, &outcome)
            levels[comparison] = ~at
            whose[waiting], came[waiting] = comparison, outcome
            waiting += at >= 0
            hoped = hope.begins[comparison][outcome]
            first += hoped[0]
            second += hoped[1]
            if at < 0 and self.worth[self.first[comparison] + ~at].column >= 0:
                worth = &self.worth[self.first[comparison] + ~at]
                extra = _rareness(self, records, worth, i, j)
                first += extra * worth.rarer[0]
                second += extra * worth.rarer[1]
        for at in range(waiting):
            if first < hope.least[0] and second < hope.least[1]:
                return False
            comparison = whose[at]
            levels[comparison] = records.level(~levels[comparison], left, right)
            worth = &self.worth[self.first[comparison] + levels[comparison]]
            hoped = hope.begins[comparison][came[at]]
            extra = _rareness(self, records, worth, i, j) if worth.column >= 0 else 0
            first += worth.lead[0] + extra * worth.rarer[0] - hoped[0]
            second += worth.lead[1] + extra * worth.rarer[1] - hoped[1]
        return first >= hope.least[0] or second >= hope.least[1]

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


cdef double _most_rareness(const Worth* worth, int k) noexcept nogil:
    """The most that the rareness of a value can add to a lead: a share is between the floor and the whole."""
    if worth.column < 0:
        return 0
    return worth.scale * max(worth.common * worth.rarer[k], (worth.common - worth.floor) * worth.rarer[k])


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
