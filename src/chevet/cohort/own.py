"""Chevet's own table: a line per answer, with columns learner, item, response, and four that may be left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from chevet.cohort.answers import Answer, Reading
from chevet.cohort.columns import Columns
from chevet.cohort.identity import Pseudonyms
from chevet.cohort.match import has_choices, is_blank, read_letters, read_texts
from chevet.cohort.material import Material
from chevet.cohort.numbers import read_date, read_number, read_share
from chevet.cohort.tables import Sheet

NEEDED = ("learner", "item", "response")


def is_own(columns: Columns) -> bool:
    """Whether the table has the columns of ours."""
    return all(role in columns.plain for role in NEEDED)


def read_own(sheet: Sheet, columns: Columns, material: Material, pseudonyms: Pseudonyms) -> Reading:
    """The answers of the table.

    ``learner``: anything that names one; ``item``: the id of a question; ``response``: letters « a,c » or text;
    ``score``: from 0 to 1, used where the course cannot mark; ``attempt``: 1, 2…; ``date``: orders the attempts
    where there is no number; ``certainty``: 0 to 100.
    """
    at = columns.plain
    reading = Reading()
    strangers: set[str] = set()
    dates: list[datetime | None] = []
    letters: dict[tuple[str, str], str | None] = {}
    for row in sheet.rows:
        name, item, given = row[at["learner"]], row[at["item"]].strip(), row[at["response"]]
        if not name.strip() or not item:
            continue
        if item not in material.questions:
            strangers.add(item)
            continue
        dates.append(read_date(row[at["date"]]) if "date" in at else None)
        if (item, given) not in letters:
            letters[item, given] = canonical(material, item, given)
        reading.answers.append(
            Answer(
                pseudonyms.of(name),
                item,
                letters[item, given],
                read_share(row[at["score"]], 1.0) if "score" in at else None,
                _percent(row[at["certainty"]]) if "certainty" in at else None,
                _whole(row[at["attempt"]]) if "attempt" in at else 1,
            )
        )
    if "date" in at and "attempt" not in at:
        reading.answers = _in_order(reading.answers, dates)
    if strangers:
        reading.notes.append(
            f"{len(strangers)} identifiant(s) de question inconnus des banques données : lignes ignorées."
        )
    return reading


def _in_order(answers: list[Answer], dates: list[datetime | None]) -> list[Answer]:
    """The answers, with the attempts of each learner at each question numbered by date; undated ones come last."""
    order = sorted(range(len(answers)), key=lambda rank: dates[rank] or datetime.max)
    seen: Counter[tuple[str, str]] = Counter()
    numbered = list(answers)
    for rank in order:
        one = answers[rank]
        seen[one.learner, one.item] += 1
        numbered[rank] = replace(one, attempt=seen[one.learner, one.item])
    return numbered


def canonical(material: Material, item: str, response: str) -> str | None:
    """Letters where the question has choices, the text as typed elsewhere, "" where nothing was answered."""
    question = material.questions.get(item)
    if is_blank(response):
        return ""
    if question is None or not has_choices(question):
        return response.strip()
    return read_letters(question, response) or read_texts(question, response)


def _percent(text: str) -> int | None:
    value = read_number(text.strip().removesuffix("%"))
    return round(value) if value is not None and 0 <= value <= 100 else None


def _whole(text: str) -> int:
    value = read_number(text)
    return int(value) if value is not None and 1 <= value < 1000 else 1
