cimport cython
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t


cdef struct Entry:  # a text of a dictionary
    int64_t start  # its place among all letters
    uint64_t kinds  # of letters: see strings.kinds_of
    int32_t length


cdef struct Begin:  # how most ladders begin: whether a column is missing, then whether both are the same in it
    int column  # -1: this one begins otherwise
    int missing, same, other  # where it goes on, as a step does


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
    cdef int64_t stride[64]
    cdef int comparisons
    cdef int width

    cdef int64_t pattern(self, int64_t i, int64_t j, int* levels) noexcept nogil


cdef enum:
    MOST_CLASSES = 8


cdef struct Worth:  # of one level, in bits
    double bits[MOST_CLASSES]
    double applies[MOST_CLASSES]
    double common, scale, floor
    int column


@cython.final
cdef class Weights:
    cdef object held
    cdef Worth* worth
    cdef double prior[MOST_CLASSES]
    cdef const int32_t* first
    cdef const double* rarity
    cdef const int64_t* rarity_bases
    cdef int classes

    cdef void hear(
        self, Records records, int comparison, int level, int64_t i, int64_t j, double* total
    ) noexcept nogil
    cdef bint reach(
        self, Records records, const int* levels, int64_t i, int64_t j, double least, double second_least,
        double* weight, double* second,
    ) noexcept nogil
