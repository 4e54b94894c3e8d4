"""From the long table of answers to the sheet: each expression is run once, its few rows become figures."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import ibis
import pyarrow as pa

from chevet.cohort import expressions as ask
from chevet.cohort import intervals
from chevet.cohort.answers import NO_RESPONSE
from chevet.cohort.engine import keep
from chevet.cohort.marks import mark_all
from chevet.cohort.material import Material
from chevet.cohort.options import count_options
from chevet.cohort.sheet import CertaintyBand, CohortSheet, Figure, ItemFigures, MoodleGap, ThemeFigures
from chevet.cohort.verdicts import judge_item, judge_theme
from chevet.lm.statistics import wilson
from chevet.quiz.fold import fold
from chevet.quiz.quotation import without_role

Row = Mapping[str, Any]
MARKS = pa.schema(
    [
        ("item", pa.string()),
        ("response", pa.string()),
        ("points", pa.int64()),
        ("chosen", pa.string()),
        ("state", pa.string()),
    ]
)
THEMES = pa.schema([("item", pa.string()), ("theme", pa.string())])


def count_cohort(
    backend: Any,
    responses: Any,
    material: Material,
    *,
    threshold: float = 0.6,
    last: bool = False,
    notes: Iterable[str] = (),
    engine: str = "duckdb",
) -> CohortSheet:
    """Every figure of the sheet.

    Args:
        backend: an Ibis connection.
        responses: the long table on that connection: learner, item, response, moodle, certainty, attempt.
        material: the questions asked.
        threshold: mean mark under which a theme is to be taught again.
        last: count the last attempt of each learner, not the first.
    """
    responses = _one_attempt(backend, responses, last)
    read = responses.filter(responses.response != NO_RESPONSE)
    pairs = backend.to_pyarrow(read.select("item", "response").distinct())
    marks = mark_all(material.questions, ((row["item"], row["response"]) for row in pairs.to_pylist()))
    marked = keep(backend, ask.mark_answers(responses, _small(marks, MARKS)))
    answers = ask.counted(marked)
    learners = keep(backend, ask.rank_learners(answers))

    known = {row["item"]: row for row in _rows(backend, ask.unread(marked))}
    every = sum(1 for row in known.values() if row["rows"] > row["lost"])
    placed = ask.place(answers, learners, every)
    test = _rows(backend, ask.whole_test(learners, every))[0]
    figures = {row["item"]: row for row in _rows(backend, ask.per_item(placed))}
    patterns: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(backend, ask.per_pattern(placed)):
        patterns[row["item"]].append(row)
    moodle = {row["item"]: row for row in _rows(backend, ask.against_moodle(marked))}
    themes = {
        row["theme"]: row for row in _rows(backend, ask.per_theme(answers, _small(material.themes(), THEMES)))
    }
    bands = _rows(backend, ask.per_certainty(marked))
    spread = {int(row["band"]): int(row["n"]) for row in _rows(backend, ask.spread(learners))}

    cohort = int(test["learners"] or 0)
    order = [item for item in material.questions if item in figures]
    order += sorted(set(figures) - set(order))
    alpha = Alpha(test, figures.values())
    items = tuple(
        judge_item(
            _item(item, figures[item], material, known[item], patterns[item], moodle.get(item), alpha),
            cohort,
        )
        for item in order
    )
    return CohortSheet(
        learners=cohort,
        complete=int(test["complete"] or 0),
        answers=sum(item.n for item in items),
        items=items,
        alpha=alpha.whole(),
        chapters=_themes(themes, dict.fromkeys(material.chapters.values()), {}, material, threshold),
        objectives=_themes(themes, material.objectives, material.objectives, material, threshold),
        marks=tuple(spread.get(band, 0) for band in range(20)),
        certainty=tuple(_band(row) for row in sorted(bands, key=lambda row: int(row["band"]))),
        brier=sum(row["brier"] for row in bands) / sum(row["n"] for row in bands) if bands else None,
        threshold=threshold,
        engine=engine,
        notes=tuple(notes),
    )


class Alpha:
    """Cronbach's alpha of the learners who answered everything, with and without each question.

    α = k/(k − 1) · (1 − Σ variances of the questions / variance of the totals).

    Source: Cronbach, « Coefficient alpha and the internal structure of tests », Psychometrika, 1951.
    """

    def __init__(self, test: Row, figures: Iterable[Row]) -> None:
        self.n = int(test["complete"] or 0)
        self.total = number(test["variance"])
        self.parts = [number(row["variance"]) for row in figures]

    def whole(self) -> Figure:
        k = len(self.parts)
        value = self._alpha(k, [v for v in self.parts if v is not None], self.total)
        return Figure(value, None if value is None else intervals.alpha_interval(value, self.n, k))

    def without(self, row: Row) -> float | None:
        variance, rest = number(row["variance"]), number(row["rest_variance"])
        if variance is None or any(v is None for v in self.parts):
            return None
        others = [sum(v for v in self.parts if v is not None) - variance]
        return self._alpha(len(self.parts) - 1, others, rest)

    def _alpha(self, k: int, variances: list[float], total: float | None) -> float | None:
        if k < 2 or self.n < 2 or not total:
            return None
        return k / (k - 1) * (1 - sum(variances) / total)


def number(value: Any) -> float | None:
    """``value`` as a number; None for what engines write NULL or NaN."""
    if value is None or math.isnan(value):
        return None
    return float(value)


def correlate(covariance: float | None, one: float | None, other: float | None) -> float | None:
    """The correlation; None where one of the two hardly varies."""
    if covariance is None or not one or not other or min(one, other) < 1e-9:
        return None
    return max(-1.0, min(1.0, covariance / (one * other)))


def _item(
    item: str,
    row: Row,
    material: Material,
    known: Row,
    patterns: list[Row],
    gap: Row | None,
    alpha: Alpha,
) -> ItemFigures:
    n = int(row["n"])
    question = material.questions.get(item)
    mean = min(1.0, max(0.0, float(row["mean"])))
    r = correlate(number(row["covariance"]), number(row["deviation"]), number(row["others_deviation"]))
    upper, lower = number(row["upper"]), number(row["lower"])
    n_upper, n_lower = int(row["n_upper"] or 0), int(row["n_lower"] or 0)
    both = Figure(None)
    if (
        upper is not None and lower is not None and n_upper + n_lower <= n
    ):  # else the two groups share learners
        p_upper, p_lower = min(1.0, max(0.0, upper)), min(1.0, max(0.0, lower))
        both = Figure(upper - lower, intervals.difference(p_upper, n_upper, p_lower, n_lower))
    return ItemFigures(
        item=item,
        chapter=material.chapters.get(item, ""),
        type=question.type if question else "",
        stem=" ".join(without_role(question.stem).split()) if question else "",
        n=n,
        blank=int(row["blank"] or 0),
        invalid=int(row["invalid"] or 0),
        unread=int(known["unread"] or 0),
        difficulty=Figure(mean, wilson(mean, n)),
        discrimination=Figure(r, None if r is None else intervals.correlation(r, int(row["n_others"]))),
        upper_lower=both,
        n_upper=n_upper,
        n_lower=n_lower,
        alpha_without=alpha.without(row),
        options=count_options(question, patterns) if question else (),
        moodle=_gap(gap) if gap else None,
    )


def _gap(row: Row) -> MoodleGap:
    return MoodleGap(
        int(row["n"]),
        float(row["exact"]),
        float(row["moodle"]),
        float(row["gap"]),
        float(row["widest"]),
        int(row["differ"]),
    )


def _themes(
    rows: Mapping[str, Row],
    order: Iterable[str],
    labels: Mapping[str, str],
    material: Material,
    threshold: float,
) -> tuple[ThemeFigures, ...]:
    """The themes that were asked about, the least known first."""
    found = []
    for theme in order:
        if theme not in rows:
            continue
        row = rows[theme]
        n, mean = int(row["n"]), float(row["average"])
        interval = intervals.mean_interval(mean, number(row["deviation"]), n)
        items = tuple(
            item
            for item, question in material.questions.items()
            if theme in question.covers or material.chapters[item] == theme
        )
        one = ThemeFigures(theme, labels.get(theme, ""), items, n, Figure(mean, interval))
        found.append(replace(one, verdict=judge_theme(one, threshold)))
    return tuple(sorted(found, key=lambda one: (one.mean.value or 0.0, fold(one.theme))))


def _band(row: Row) -> CertaintyBand:
    n, right, band = int(row["n"]), float(row["right"]), int(row["band"])
    return CertaintyBand(
        band * 10,
        100 if band == 9 else band * 10 + 10,
        n,
        float(row["certainty"]),
        Figure(right, wilson(right, n)),
    )


def _one_attempt(backend: Any, responses: Any, last: bool) -> Any:
    """Nothing to choose where everybody answered once: the window would cost a sort of the whole table."""
    ends = _rows(backend, responses.aggregate(low=responses.attempt.min(), high=responses.attempt.max()))[0]
    if ends["low"] == ends["high"]:
        return responses
    return keep(backend, ask.first_attempts(responses, last))


def _small(rows: list[dict[str, Any]], schema: pa.Schema) -> Any:
    return ibis.memtable(pa.Table.from_pylist(rows, schema=schema))


def _rows(backend: Any, expression: Any) -> list[Row]:
    found: list[Row] = backend.to_pyarrow(expression).to_pylist()
    return found
