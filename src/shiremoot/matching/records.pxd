cimport cython
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t


cdef struct Entry:  # a text of a dictionary
    int64_t start  # its place among all letters
    uint64_t kinds  # of letters: see strings.kinds_of
    int32_t length


cdef struct Begin:  # how most ladders begin: whether a column is missing, then whether both are the same in it
    int column  # -1: this one begins otherwise
    int next[3]  # where it goes on, as a step does: missed, agreed, otherwise


cdef struct Step:
    int test
    int right_a, right_b  # which record of the pair an operand is of: 0 the left one, 1 the right one
    int a, b  # columns
    double bound
    int yes, no  # the next step; ~level where the comparison is settled


@cython.final
cdef class Records:
    cdef object held  # the arrays that the pointers lead into
    cdef const int32_t* codes
    cdef const int64_t* bases
    cdef const uint32_t* letters
    cdef const Entry* entries
    cdef const int32_t* lists
    cdef const int64_t* list_starts
    cdef const int64_t* list_bases
    cdef Step* steps
    cdef int first_step[64]
    cdef Begin[64] begins
    cdef uint64_t open[64]  # the levels, as bits, that a comparison's later steps may still settle on
    cdef int64_t stride[64]
    cdef int comparisons
    cdef int width

    cdef int begun(self, int comparison, const int32_t* left, const int32_t* right, int* outcome) noexcept nogil
    cdef int level(self, int step, const int32_t* left, const int32_t* right) noexcept nogil
    cdef int64_t pattern(self, int64_t i, int64_t j, int* levels) noexcept nogil
    cdef int64_t packed(self, const int* levels) noexcept nogil


cdef enum:
    MOST_CLASSES = 8


cdef struct Worth:  # of one level, in bits
    double lead[2]  # of class 0 and of class 1, each over its rival
    double rarer[2]  # how far the rareness of a value counts for each of these leads
    double bits[MOST_CLASSES]
    double applies[MOST_CLASSES]
    double common, scale, floor
    int column


cdef struct Hope:  # how far a pair may still come, as class 0 and as class 1
    double least[2]  # less is not worth keeping
    double begins[64][3][2]  # what each outcome of a comparison's beginning says, or at most can still say


@cython.final
cdef class Weights:
    cdef object held
    cdef Worth* worth
    cdef double prior[MOST_CLASSES]
    cdef const int32_t* first
    cdef const double* rarity
    cdef const int64_t* rarity_bases
    cdef int classes

    cdef int rival(self, int k) noexcept nogil
    cdef Hope hope(self, Records records, double least, double second_least)
    cdef bint settle(
        self, Records records, const Hope* hope, int64_t i, int64_t j, int* levels
    ) noexcept nogil
    cdef void hear(
        self, Records records, int comparison, int level, int64_t i, int64_t j, double* total
    ) noexcept nogil
    cdef bint reach(
        self, Records records, const int* levels, int64_t i, int64_t j, double least, double second_least,
        double* weight, double* second,
    ) noexcept nogil
