from libc.stdint cimport uint32_t, uint64_t


cdef struct Text:
    const uint32_t* letters  # code points
    int length
    uint64_t kinds  # a bit for each kind of letter in it: see kinds_of


cdef uint64_t kinds_of(const uint32_t* letters, int length) noexcept nogil
cdef double jaro(const Text* a, const Text* b) noexcept nogil
cdef double jaro_winkler(const Text* a, const Text* b) noexcept nogil
cdef bint jaro_at_least(const Text* a, const Text* b, double least, bint winkler) noexcept nogil
cdef bint levenshtein_at_most(const Text* a, const Text* b, int most) noexcept nogil
cdef bint damerau_at_most(const Text* a, const Text* b, int most) noexcept nogil
cdef bint starts_with(const Text* whole, const Text* part) noexcept nogil
cdef bint ends_with(const Text* whole, const Text* part) noexcept nogil
