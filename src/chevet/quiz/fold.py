"""What two ways of writing one answer have in common: « Œdème », « oedeme »; « 1 234,5 », « 1234.5 ».

``widgets/quiz/score.js`` holds the same functions. Both are checked on ``tests/vectors/fold.json``
and ``numbers.json``, so each rule uses only what the two languages compute alike: Unicode categories and
an explicit list of spaces (``\\s`` is not the same set in Python and in JavaScript).
"""

from __future__ import annotations

import math
import re
import unicodedata

MAX_WORDS = 5  # of a QROC: « format [V] », arrêté du 21/12/2021 art. 7 (facts.md §2)

_SPACE = r"[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ς": "σ"})
_NUMBER = re.compile(
    rf"{_SPACE}*(?P<sign>[+\-−]?){_SPACE}*"
    r"(?P<whole>[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)?"
    r"(?:[.,](?P<decimals>[0-9]+))?"
    rf"{_SPACE}*(?P<rest>.*)",
    re.DOTALL,
)


def fold(text: str) -> str:
    """``text`` without case, accents, ligatures or punctuation: lower-case words parted by one space.

    Lower, upper, then lower case is the folding that both languages know (``ẞ`` → ``ß`` → ``SS`` → ``ss``);
    only the final sigma needs a word of its own.
    """
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M")
    letters = letters.lower().upper().lower().translate(_LETTERS)
    return " ".join("".join(c if unicodedata.category(c)[0] in "LN" else " " for c in letters).split())


def is_blank(text: str) -> bool:
    """Whether ``text`` holds nothing but spaces."""
    return re.fullmatch(f"{_SPACE}*", text) is not None


def count_words(text: str) -> int:
    """Words as a reader counts them: « l'hôpital » and « celui-ci » are one word each."""
    return sum(1 for word in re.split(_SPACE, text) if fold(word))


def parse_number(text: str, unit: str | None = None) -> float | None:
    """The number a French reader typed, or None.

    Sign (``-`` or ``−``), comma or dot before the decimals, groups of three digits parted by a space
    (U+0020, U+00A0, U+202F), then the unit or nothing. « 1.234,5 » is not read: nobody can tell which
    of its two separators marks the decimals.
    """
    match = _NUMBER.fullmatch(text)
    if match is None or not (match["whole"] or match["decimals"]) or not _is_unit(match["rest"], unit):
        return None
    whole = re.sub(r"[^0-9]", "", match["whole"] or "0")
    value = float(f"{whole}.{match['decimals'] or '0'}")
    if not math.isfinite(value):
        return None
    return -value if match["sign"] in ("-", "−") and value else value


def is_near(value: float, target: float, tolerance: float) -> bool:
    """``|value − target| ≤ tolerance``, bounds included whatever their binary rounding.

    On paper 0.4 is 0.1 away from 0.3; in a computer, 0.10000000000000003. So 10⁻¹² of the largest of
    the three numbers is added to the tolerance: thousands of roundings, and nothing a person would type.
    """
    slack = 1e-12 * max(abs(value), abs(target), tolerance)
    return abs(value - target) <= tolerance + slack


def _is_unit(rest: str, unit: str | None) -> bool:
    rest = re.sub(rf"{_SPACE}+\Z", "", rest)
    if not rest:
        return True
    if not unit:
        return False
    # « % », « ‰ », « € » fold to nothing: they are compared as they are.
    return fold(rest) == fold(unit) if fold(unit) else rest == unit
