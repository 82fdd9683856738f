"""National numbers in ranges where no living person has one."""

import numpy as np

from .arrays import Ints, Texts, numbered, texts

MOST_PEOPLE = 900_000
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def nhs_numbers(rng: np.random.Generator, size: int) -> Texts:
    """Distinct numbers of the test range 999, with a valid check digit (modulus 11)."""
    middle = np.arange(10**6)
    digits = middle[:, np.newaxis] // 10 ** np.arange(5, -1, -1) % 10
    total = 9 * (10 + 9 + 8) + digits @ np.arange(7, 1, -1)
    check = (11 - total % 11) % 11
    valid = check < 10
    numbers = 9_990_000_000 + middle[valid] * 10 + check[valid]
    return texts(map(str, rng.choice(numbers, size=size, replace=False).tolist()))


def pupil_numbers(rng: np.random.Generator, birth_year: Ints) -> Texts:
    """Unique pupil numbers: check letter, authority 099 (nobody's), school, year of entry, serial."""
    size = len(birth_year)
    serial = rng.choice(10**7, size=size, replace=False)
    body = 99 * 10**9 + (serial // 1000) * 10**5 + (birth_year + 4) % 100 * 1000 + serial % 1000
    digits = body[:, np.newaxis] // 10 ** np.arange(11, -1, -1) % 10
    letter = digits @ np.arange(2, 14) % 23
    return texts(_UPN_LETTERS[a] + f"{b:012d}" for a, b in zip(letter.tolist(), body.tolist(), strict=True))


def mobile_numbers(rng: np.random.Generator, size: int) -> Texts:
    """From the thousand mobile numbers kept for drama: they are shared, and weak evidence."""
    return numbered("07700 900{:03d}", rng.integers(0, 1000, size))


def office_numbers(rng: np.random.Generator, size: int) -> Texts:
    """From the thousand fixed lines of no area kept for drama."""
    return numbered("01632 960{:03d}", rng.integers(0, 1000, size))
