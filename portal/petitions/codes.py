"""The tracking code: 80 bits and a check character in Crockford's base 32, and its keyed hash.

The code is the only key of somebody without an account. It is made from the form's `once` key and
the code key, so that the same POST gives the same code and nothing readable is stored.
"""

from unicodedata import normalize

from portal.base import keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
# As Crockford reads them: who writes by hand mixes these up.
_READ_AS = str.maketrans("OIL", "011")
# x^5 + x^2 + 1 over GF(2): multiplication by x runs through all 31 values but nought.
_POLYNOMIAL = 0b100101


def make(once: str, purpose: str = "petition") -> str:
    """The 17 characters for this `once` key: 16 from its HMAC's first 80 bits, and the check."""
    number = keys.derive(once, f"{purpose} code") >> (256 - 5 * LENGTH)
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(5 * LENGTH - 5, -1, -5))
    return letters + check(letters)


def check(letters: str) -> str:
    """The check character: any one wrong letter, and any two exchanged, give another.

    A sum over GF(32) whose places have the weights x, x², … x¹⁶, all different.
    """
    total, weight = 0, 1
    for letter in letters:
        weight = _times_x(weight)
        total ^= _product(weight, _VALUE[letter])
    return ALPHABET[total]


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 32 else value


def _product(one: int, other: int) -> int:
    total = 0
    for bit in range(5):
        if other >> bit & 1:
            total ^= one
        one = _times_x(one)
    return total


def parse(typed: str) -> str | None:
    """The code as typed, whatever its case, spaces, hyphens, O for 0, I or L for 1; None if wrong.

    None says no more than that no such code was ever issued.
    """
    folded = normalize("NFKC", typed[:200]).upper().translate(_READ_AS)
    letters = "".join(letter for letter in folded if letter not in " -–—.\u00a0\t\r\n")
    if len(letters) != LENGTH + 1 or any(letter not in _VALUE for letter in letters):
        return None
    return letters if check(letters[:-1]) == letters[-1] else None


def shown(code: str) -> str:
    """In groups of four, as one reads it aloud: `7KQ2-9MTB-…`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def hashed(code: str | None) -> str:
    """What is stored; for no code (wrongly typed) a hash that nobody has, at the same cost."""
    return keys.digest(code or "none", "petition code")
