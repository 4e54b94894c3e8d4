"""The sheet of a cohort: every figure of the report, as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from chevet.cohort.intervals import Interval

FEWEST = 50  # learners under which no verdict is given


@dataclass(frozen=True)
class Figure:
    """A value and its 95 % interval; None where it does not exist."""

    value: float | None
    interval: Interval | None = None

    @property
    def low(self) -> float | None:
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        return self.interval[1] if self.interval else None


@dataclass(frozen=True)
class OptionFigures:
    """A choice of a question: who ticked it, by third of the cohort (lower, middle, upper)."""

    letter: str
    text: str
    right: bool
    chosen: int
    share: float
    thirds: tuple[float | None, float | None, float | None]
    drift: Figure  # upper third minus lower third
    votes: int | None = None  # tcs: of the panel; no degree is then right or wrong


@dataclass(frozen=True)
class MoodleGap:
    """The exact mark beside the platform's own."""

    n: int
    exact: float
    moodle: float
    gap: float  # mean of |exact − platform|
    widest: float
    differ: int  # answers whose two marks differ


@dataclass(frozen=True)
class ItemFigures:
    """What a cohort made of a question."""

    item: str
    chapter: str
    type: str
    stem: str
    n: int
    blank: int
    invalid: int
    unread: int
    difficulty: Figure
    discrimination: Figure  # with the mean of the other questions
    upper_lower: Figure  # upper minus lower 27 %
    n_upper: int
    n_lower: int
    alpha_without: float | None
    options: tuple[OptionFigures, ...] = ()
    moodle: MoodleGap | None = None
    verdicts: tuple[str, ...] = ()  # French, none under FEWEST learners


@dataclass(frozen=True)
class ThemeFigures:
    """A chapter or an objective: the mean of the learners over its questions."""

    theme: str
    label: str
    items: tuple[str, ...]
    n: int
    mean: Figure
    verdict: str = ""


@dataclass(frozen=True)
class CertaintyBand:
    """Answers given with a certainty in one tenth."""

    low: int
    high: int
    n: int
    certainty: float
    right: Figure


@dataclass(frozen=True)
class CohortSheet:
    """Everything that the report says."""

    learners: int
    complete: int
    answers: int
    items: tuple[ItemFigures, ...]
    alpha: Figure
    chapters: tuple[ThemeFigures, ...]
    objectives: tuple[ThemeFigures, ...]
    marks: tuple[int, ...]  # learners by mark out of 20: [0;1[, … [19;20]
    certainty: tuple[CertaintyBand, ...] = ()
    brier: float | None = None
    threshold: float = 0.6
    engine: str = "duckdb"
    notes: tuple[str, ...] = field(default=())

    @property
    def is_small(self) -> bool:
        return self.learners < FEWEST

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
