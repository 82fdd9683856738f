# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How alike two texts are, letter by letter: a letter is a Unicode code point, of whatever script.

Jaro: M. A. Jaro, JASA 84 (1989); the bonus for a common beginning: W. E. Winkler (1990), given above 0.7 only,
as rapidfuzz and DuckDB do; Levenshtein (1966); Damerau (1964), without restriction.
"""

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memset

cdef extern from *:
    """
    #define ones(x) __builtin_popcountll(x)
    """
    int ones(uint64_t x) noexcept nogil

cdef enum:
    ON_STACK = 512  # longer texts work in memory of their own


cdef uint64_t kinds_of(const uint32_t* letters, int length) noexcept nogil:
    """One of 64 bits for each letter; a bit that only one of two texts has is a letter that the other lacks."""
    cdef uint64_t kinds = 0
    cdef int at
    for at in range(length):
        kinds |= <uint64_t>1 << ((letters[at] * <uint32_t>2654435769) >> 26)
    return kinds


cdef double jaro(const Text* a, const Text* b) noexcept nogil:
    cdef unsigned char small[ON_STACK]
    cdef unsigned char* taken = small
    cdef unsigned char* found
    cdef int reach = max(a.length, b.length) // 2 - 1
    cdef int at, other, low, high, common = 0, moved = 0
    cdef double result
    if a.length == 0 or b.length == 0:
        return a.length == b.length
    if reach < 0:
        reach = 0
    if a.length + b.length > ON_STACK:
        taken = <unsigned char*>malloc(a.length + b.length)
        if taken == NULL:
            return 0
    memset(taken, 0, a.length + b.length)
    found = taken + a.length
    for at in range(b.length):
        low = at - reach if at > reach else 0
        high = at + reach if at + reach < a.length - 1 else a.length - 1
        for other in range(low, high + 1):
            if a.letters[other] == b.letters[at] and not taken[other]:
                taken[other] = found[at] = 1
                common += 1
                break
    if common:
        other = 0
        for at in range(b.length):
            if found[at]:
                while not taken[other]:
                    other += 1
                moved += a.letters[other] != b.letters[at]
                other += 1
        moved //= 2
        result = (
            <double>common / a.length + <double>common / b.length + <double>(common - moved) / common
        ) / 3
    else:
        result = 0
    if taken != small:
        free(taken)
    return result


cdef inline double _winkler(const Text* a, const Text* b, double similarity) noexcept nogil:
    cdef int same = 0
    cdef int most = min(4, min(a.length, b.length))
    if similarity <= 0.7:
        return similarity
    while same < most and a.letters[same] == b.letters[same]:
        same += 1
    return similarity + 0.1 * same * (1 - similarity)


cdef double jaro_winkler(const Text* a, const Text* b) noexcept nogil:
    return _winkler(a, b, jaro(a, b))


cdef bint jaro_at_least(const Text* a, const Text* b, double least, bint winkler) noexcept nogil:
    """Whether the similarity reaches `least`; most pairs of names are told by their letters alone."""
    cdef int common = min(a.length - ones(a.kinds & ~b.kinds), b.length - ones(b.kinds & ~a.kinds))
    cdef double most
    if a.length and b.length:
        most = (<double>common / a.length + <double>common / b.length + 1) / 3 if common > 0 else 0
        if winkler:
            most = _winkler(a, b, most)
        if most < least:
            return False
    return (jaro_winkler(a, b) if winkler else jaro(a, b)) >= least


cdef inline bint _too_different(const Text* a, const Text* b, int most) noexcept nogil:
    return (
        a.length - b.length > most
        or b.length - a.length > most
        or ones(a.kinds & ~b.kinds) > most
        or ones(b.kinds & ~a.kinds) > most
    )


cdef inline void _without_common_ends(Text* a, Text* b) noexcept nogil:
    """Cut off what both begin with and what both end with: it changes no number of edits."""
    cdef int same = 0
    cdef int most = min(a.length, b.length)
    while same < most and a.letters[same] == b.letters[same]:
        same += 1
    a.letters += same
    b.letters += same
    a.length -= same
    b.length -= same
    while a.length and b.length and a.letters[a.length - 1] == b.letters[b.length - 1]:
        a.length -= 1
        b.length -= 1


cdef bint levenshtein_at_most(const Text* whole_a, const Text* whole_b, int most) noexcept nogil:
    cdef int small[ON_STACK]
    cdef int* row = small
    cdef int at, other, diagonal, above, lowest
    cdef Text a = whole_a[0], b = whole_b[0]
    if _too_different(&a, &b, most):
        return False
    _without_common_ends(&a, &b)
    if max(a.length, b.length) <= most:
        return True
    if min(a.length, b.length) == 0:
        return False
    if b.length >= ON_STACK:
        row = <int*>malloc((b.length + 1) * sizeof(int))
        if row == NULL:
            return False
    for other in range(b.length + 1):
        row[other] = other
    lowest = 0
    for at in range(a.length):
        diagonal = row[0]
        row[0] = lowest = at + 1
        for other in range(b.length):
            above = row[other + 1]
            row[other + 1] = min(
                min(above, row[other]) + 1, diagonal + (a.letters[at] != b.letters[other])
            )
            diagonal = above
            lowest = min(lowest, row[other + 1])
        if lowest > most:
            break
    lowest = max(lowest, row[b.length])
    if row != small:
        free(row)
    return lowest <= most


cdef bint damerau_at_most(const Text* whole_a, const Text* whole_b, int most) noexcept nogil:
    """Whether at most so many slips lead from one to the other: a letter more, less, other, or two exchanged."""
    if _too_different(whole_a, whole_b, most):
        return False
    if most > 2:
        return _slips(whole_a, whole_b) <= most
    return _few_slips(whole_a[0], whole_b[0], most)


cdef bint _few_slips(Text a, Text b, int most) noexcept nogil:
    """Whether at most two slips do: by what can have become of the first letters that differ."""
    _without_common_ends(&a, &b)
    if max(a.length, b.length) <= most:
        return True
    if most == 0 or min(a.length, b.length) == 0 or max(a.length, b.length) - min(a.length, b.length) > most:
        return False
    if most == 1:
        return _exchanged(&a, &b, 1, 1) and a.length == b.length == 2
    return (
        _few_slips(_after(&a, 1), _after(&b, 1), 1)
        or _few_slips(_after(&a, 1), b, 1)
        or _few_slips(a, _after(&b, 1), 1)
        or _exchanged(&a, &b, 1, 1) and _few_slips(_after(&a, 2), _after(&b, 2), 1)
        # Two letters exchanged, and one between them left out or put in
        or _exchanged(&a, &b, 2, 1) and _few_slips(_after(&a, 3), _after(&b, 2), 0)
        or _exchanged(&a, &b, 1, 2) and _few_slips(_after(&a, 2), _after(&b, 3), 0)
    )


cdef inline Text _after(const Text* text, int letters) noexcept nogil:
    cdef Text rest = text[0]
    rest.letters += letters
    rest.length -= letters
    return rest


cdef inline bint _exchanged(const Text* a, const Text* b, int of_a, int of_b) noexcept nogil:
    """Whether each one's first letter is the other's at a place."""
    return (
        a.length > of_a and b.length > of_b
        and a.letters[of_a] == b.letters[0] and a.letters[0] == b.letters[of_b]
    )


cdef int _slips(const Text* a, const Text* b) noexcept nogil:
    """The unrestricted distance of Damerau and Levenshtein, by R. Lowrance and R. A. Wagner (JACM 22, 1975)."""
    cdef int small[ON_STACK]
    cdef int* table = small
    cdef int* seen  # for each letter of b, the last row whose letter it is
    cdef int width = b.length + 2
    cdef int needed = (a.length + 2) * width + b.length
    cdef int far = a.length + b.length
    cdef int at, other, row, column, distance
    if needed > ON_STACK:
        table = <int*>malloc(needed * sizeof(int))
        if table == NULL:
            return far
    seen = table + (a.length + 2) * width
    for at in range(a.length + 2):
        table[at * width] = far
        table[at * width + 1] = at - 1
    for other in range(width):
        table[other] = far
        table[width + other] = other - 1
    table[width] = far
    memset(seen, 0, b.length * sizeof(int))
    for at in range(1, a.length + 1):
        column = 0
        for other in range(1, b.length + 1):
            row = seen[other - 1]
            distance = min(
                min(table[at * width + other + 1], table[(at + 1) * width + other]) + 1,
                table[at * width + other] + (a.letters[at - 1] != b.letters[other - 1]),
            )
            table[(at + 1) * width + other + 1] = min(
                distance, table[row * width + column] + (at - row - 1) + 1 + (other - column - 1)
            )
            if a.letters[at - 1] == b.letters[other - 1]:
                column = other
        for other in range(b.length):
            if b.letters[other] == a.letters[at - 1]:
                seen[other] = at
    distance = table[(a.length + 1) * width + b.length + 1]
    if table != small:
        free(table)
    return distance


cdef bint starts_with(const Text* whole, const Text* part) noexcept nogil:
    return whole.length >= part.length and not memcmp(
        whole.letters, part.letters, part.length * sizeof(uint32_t)
    )


cdef bint ends_with(const Text* whole, const Text* part) noexcept nogil:
    return whole.length >= part.length and not memcmp(
        whole.letters + whole.length - part.length, part.letters, part.length * sizeof(uint32_t)
    )


cdef Text _text(bytes letters):
    cdef Text text
    text.letters = <const uint32_t*><const char*>letters
    text.length = len(letters) // 4
    text.kinds = kinds_of(text.letters, text.length)
    return text


def jaro_winkler_similarity(str a, str b) -> float:
    """Between 0 and 1."""
    left, right = a.encode("utf-32-le", "surrogatepass"), b.encode("utf-32-le", "surrogatepass")
    cdef Text one = _text(left), other = _text(right)
    return jaro_winkler(&one, &other)


def alike(str a, str b, double least) -> bool:
    """Whether the Jaro–Winkler similarity is at least so much."""
    left, right = a.encode("utf-32-le", "surrogatepass"), b.encode("utf-32-le", "surrogatepass")
    cdef Text one = _text(left), other = _text(right)
    return jaro_at_least(&one, &other, least, True)


def within_edits(str a, str b, int most, *, bint exchanged=False) -> bool:
    """Whether at most so many edits lead from one to the other; `exchanged` letters may count as one (Damerau)."""
    left, right = a.encode("utf-32-le", "surrogatepass"), b.encode("utf-32-le", "surrogatepass")
    cdef Text one = _text(left), other = _text(right)
    return damerau_at_most(&one, &other, most) if exchanged else levenshtein_at_most(&one, &other, most)
