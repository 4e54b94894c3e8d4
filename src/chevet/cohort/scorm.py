"""Moodle's report of SCORM interactions: a row per attempt, three or four columns per interaction."""

from __future__ import annotations

import html
from collections import Counter

from chevet.cohort.answers import Answer, Reading
from chevet.cohort.columns import Columns
from chevet.cohort.identity import Pseudonyms
from chevet.cohort.match import is_blank
from chevet.cohort.material import Material
from chevet.cohort.numbers import read_number, read_share
from chevet.cohort.own import canonical
from chevet.cohort.people import People
from chevet.cohort.tables import Sheet

_WORDS = {"correct": 1.0, "wrong": 0.0, "incorrect": 0.0}


def is_scorm(sheet: Sheet, columns: Columns, material: Material) -> bool:
    """Whether the « question » columns hold identifiers of the bank: what our packages send as interaction ids."""
    ranks = [slot["question"] for slot in columns.slots.values() if "question" in slot]
    return any(html.unescape(row[rank]).strip() in material.questions for row in sheet.rows for rank in ranks)


def read_scorm(sheet: Sheet, columns: Columns, material: Material, pseudonyms: Pseudonyms) -> Reading:
    """The answers of the report. An interaction never written is a question not reached, not a blank answer."""
    people = People(columns, sheet.rows)
    reading = Reading([], [f"{sheet.file} : apprenants reconnus par {people.words}."])
    strangers: Counter[str] = Counter()
    for row in sheet.rows:
        name = people.name(row)
        if not name:
            continue
        learner = pseudonyms.of(name)
        number = read_number(row[columns.plain["attempt"]]) if "attempt" in columns.plain else None
        attempt = int(number) if number is not None and 1 <= number < 1000 else 1
        for slot in columns.slots.values():
            if "question" not in slot or "response" not in slot:
                continue
            item = html.unescape(row[slot["question"]]).strip()
            if is_blank(item):
                continue
            if item not in material.questions:
                strangers[item] += 1
                continue
            response = canonical(material, item, html.unescape(row[slot["response"]]))
            # What the page computed is only taken where the answer itself cannot be read back.
            said = _result(row[slot["result"]]) if "result" in slot and response is None else None
            reading.answers.append(Answer(learner, item, response, said, None, attempt))
    if strangers:
        reading.notes.append(
            f"{sheet.file} : {len(strangers)} question(s) absentes des banques données, "
            f"{sum(strangers.values())} réponses ignorées."
        )
    return reading


def _result(text: str) -> float | None:
    return _WORDS.get(text.strip().lower(), read_share(text, 1.0))
