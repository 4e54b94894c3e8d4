"""Numbers as exports write them: « 0,60 », « 1.00 », « 8,5/10 »; and dates, to know which attempt came first."""

from __future__ import annotations

import math
import re
from datetime import datetime

from chevet.quiz.fold import parse_number


def read_number(text: str) -> float | None:
    """The number in ``text``, comma or dot before the decimals; None for anything else."""
    return parse_number(text)


def read_share(text: str, out_of: float) -> float | None:
    """A mark in ``text`` over ``out_of`` (or over what follows its slash), between 0 and 1; None if there is none."""
    number, slash, most = text.partition("/")
    value = read_number(number)
    whole = read_number(most) if slash else out_of
    if value is None or not whole or whole < 0:
        return None
    share = value / whole
    return min(1.0, max(0.0, share)) if math.isfinite(share) else None


_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "janvier january jan janv",
            "février fevrier february feb févr fév",
            "mars march mar",
            "avril april apr avr",
            "mai may",
            "juin june jun",
            "juillet july jul juil",
            "août aout august aug",
            "septembre september sep sept",
            "octobre october oct",
            "novembre november nov",
            "décembre decembre december dec déc",
        ),
        1,
    )
    for word in words.split()
}
_WORDED = re.compile(
    r"(?P<day>\d{1,2})(?:er)?\s+(?P<month>[^\W\d_]+)\.?,?\s+(?P<year>\d{4}),?\s*(?:à\s+)?"
    r"(?:(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AP]M)?)?",
    re.IGNORECASE,
)


def read_date(text: str) -> datetime | None:
    """The moment that ``text`` tells: ISO, or day, month in words (French or English), year, hour; else None."""
    text = " ".join(text.split())
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        pass
    match = _WORDED.search(text)
    if not match or match["month"].lower() not in _MONTHS:
        return None
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].upper() == "PM" else 0)
    try:
        return datetime(
            int(match["year"]),
            _MONTHS[match["month"].lower()],
            int(match["day"]),
            hour,
            int(match["minute"] or 0),
            int(match["second"] or 0),
        )
    except ValueError:
        return None
