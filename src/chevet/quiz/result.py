"""What is said of a response: whether it can be marked, what it is worth, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

# Text as typed, letters or marks as chosen, None where nothing was kept. Each type says which of them it reads.
Response = str | Collection[str] | None
Reason = Literal["empty", "too_many_words", "not_a_number", "several", "too_many", "incomplete", "reversed"]


@dataclass(frozen=True)
class Result:
    """What a response is worth, and why; a field that says nothing of a type is None for it."""

    valid: bool
    score: float  # 0 to 1; 0 when not valid
    verdict: Literal["right", "partial", "wrong", "invalid"]
    reason: Reason | None = None  # why it is not valid
    discordances: int | None = None  # qrm: choices ticked wrongly or left wrongly
    capped: Literal["indispensable", "unacceptable"] | None = None  # qrm, qrp: what sets the mark to 0
    matched: int | None = None  # rank of the answer or trap that the response is
    matched_kind: Literal["answer", "trap"] | None = None
    value: float | None = None  # numeric: the number read
    found: int | None = None  # how many of what was expected
    expected: int | None = None  # how many were
    details: Mapping[str, Any] | None = None  # what one type alone says

    def to_json(self) -> dict[str, Any]:
        """The fields under the names that the page gives them; those that are None are left out."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def invalid(reason: Reason) -> Result:
    """A response that is said not to be one, and is not marked."""
    return Result(valid=False, score=0.0, verdict="invalid", reason=reason)


def marked(mark: float, **details: Any) -> Result:
    """A response worth ``mark``, between 0 and 1."""
    verdict: Literal["right", "partial", "wrong"] = "right" if mark == 1 else "partial" if mark else "wrong"
    return Result(valid=True, score=mark, verdict=verdict, **details)
