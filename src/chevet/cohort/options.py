"""Who ticked each choice: from the patterns of a question (a few rows) to its choices, by third of the cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chevet.cohort import intervals
from chevet.cohort.match import choice_texts, has_choices
from chevet.cohort.sheet import Figure, OptionFigures
from chevet.quiz.question import Question
from chevet.quiz.types.tcs import Tcs


def count_options(question: Question, patterns: Iterable[Mapping[str, Any]]) -> tuple[OptionFigures, ...]:
    """The choices of ``question`` in their order; nothing for a question without choices.

    Args:
        patterns: rows of item, chosen (letters), state, third (0 to 2), n. Only answers whose choices are known
            count: neither what was left blank nor what could not be matched.
    """
    if not has_choices(question):
        return ()
    rows = [row for row in patterns if row["state"] in ("marked", "invalid")]
    sizes = [sum(int(row["n"]) for row in rows if row["third"] == third) for third in range(3)]
    everybody = sum(sizes)
    found = []
    lettered = question.lettered  # type: ignore[attr-defined]
    for letter, text in choice_texts(question).items():
        ticked = [
            sum(int(row["n"]) for row in rows if row["third"] == third and letter in row["chosen"])
            for third in range(3)
        ]
        low, middle, high = (n / size if size else None for n, size in zip(ticked, sizes, strict=True))
        drift = Figure(None)
        if low is not None and high is not None:
            drift = Figure(high - low, intervals.difference(high, sizes[2], low, sizes[0]))
        found.append(
            OptionFigures(
                letter,
                " ".join(text.split()),
                bool(getattr(lettered[letter], "right", False)),
                sum(ticked),
                sum(ticked) / everybody if everybody else 0.0,
                (low, middle, high),
                drift,
                lettered[letter] if isinstance(question, Tcs) else None,
            )
        )
    return tuple(found)
