"""Moodle's quiz reports: « Réponses détaillées » gives what was answered, « Notes » what Moodle marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chevet.cohort.answers import Answer, Reading
from chevet.cohort.columns import Columns
from chevet.cohort.identify import Identifier
from chevet.cohort.identity import Pseudonyms
from chevet.cohort.match import has_choices, is_blank, is_typed, read_texts
from chevet.cohort.material import Material
from chevet.cohort.numbers import read_date, read_share
from chevet.cohort.people import People
from chevet.cohort.tables import Sheet
from chevet.quiz.fold import fold

_FINISHED = {"finished", "termine"}


@dataclass
class Attempt:
    """A row of a report: somebody's attempt at a quiz."""

    learner: str
    rank: int  # 1 for the first of this learner
    row: tuple[str, ...]


@dataclass
class Report:
    """A table of Moodle, its attempts in order."""

    sheet: Sheet
    columns: Columns
    attempts: list[Attempt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def slots(self) -> list[int]:
        return sorted(self.columns.slots)

    @property
    def has_responses(self) -> bool:
        return self.columns.has("response")


def is_moodle(columns: Columns) -> bool:
    """Whether the table names learners and has answers or marks by question."""
    named = any(role in columns.plain for role in ("email", "idnumber", "username", "lastname", "firstname"))
    return named and (columns.has("response") or columns.has("mark"))


def read_report(sheet: Sheet, columns: Columns, pseudonyms: Pseudonyms) -> Report:
    """The finished attempts, numbered for each learner by their date, or else by their place in the file."""
    people = People(columns, sheet.rows)
    report = Report(sheet, columns)
    at = columns.plain
    by_learner: dict[str, list[tuple[datetime | None, int]]] = defaultdict(list)
    unfinished = 0
    for place, row in enumerate(sheet.rows):
        name = people.name(row)
        if not name:
            continue
        if "state" in at and fold(row[at["state"]]) not in _FINISHED:
            unfinished += 1
            continue
        when = read_date(row[at["started"]]) if "started" in at else None
        by_learner[pseudonyms.of(name)].append((when, place))
    undated = 0
    for learner, found in by_learner.items():
        if all(when is not None for when, _ in found):
            found.sort(key=lambda pair: (pair[0], pair[1]))
        elif len(found) > 1:
            undated += 1
        for rank, (_, place) in enumerate(found, 1):
            report.attempts.append(Attempt(learner, rank, sheet.rows[place]))
    several = sum(len(found) > 1 for found in by_learner.values())
    report.notes.append(f"{sheet.file} : apprenants reconnus par {people.words}.")
    if unfinished:
        report.notes.append(f"{sheet.file} : {unfinished} tentative(s) non terminée(s), ignorées.")
    if several:
        report.notes.append(
            f"{sheet.file} : {several} apprenant(s) ont fait plusieurs tentatives ; une seule compte."
        )
    if undated:
        report.notes.append(
            f"{sheet.file} : dates illisibles pour {undated} apprenant(s) ; leurs tentatives sont prises dans l’ordre du fichier."
        )
    return report


def pair_reports(reports: Sequence[Report]) -> list[tuple[Report, Report | None]]:
    """Each report of responses with the report of marks of the same quiz; reports of marks alone by themselves.

    Two reports go together when they number the same questions, and share most learners.
    """
    marks = [report for report in reports if not report.has_responses]
    pairs: list[tuple[Report, Report | None]] = []
    for report in reports:
        if not report.has_responses:
            continue
        learners = {attempt.learner for attempt in report.attempts}
        shared = {
            place: len(learners & {attempt.learner for attempt in other.attempts})
            for place, other in enumerate(marks)
            if other.slots == report.slots
        }
        best = max(shared, key=lambda place: shared[place], default=None)
        if best is not None and 2 * shared[best] > len(learners):
            pairs.append((report, marks.pop(best)))
        else:
            pairs.append((report, None))
    return pairs + [(report, None) for report in marks]


def answers_of(
    report: Report, graded: Report | None, material: Material, order: Sequence[str] = ()
) -> Reading:
    """The answers of a quiz.

    Args:
        report: responses, or marks alone.
        graded: marks of the same quiz.
        order: ids of the questions of slots 1, 2…, where the texts cannot tell.
    """
    reading = Reading([], list(report.notes))
    usual = _usual_items(report, material, order)
    shares = _shares(graded) if graded else {}
    if graded:
        reading.notes.append(f"{graded.sheet.file} : notes rapprochées de {report.sheet.file}.")
    identifier = Identifier(material)
    unmatched: Counter[str] = Counter()
    cache: dict[tuple[str, str], str | None] = {}
    own_marks = report.columns.has("mark")
    for attempt in report.attempts:
        for slot, ranks in report.columns.slots.items():
            item = usual[slot]
            if "question" in ranks and slot > len(order):  # a question drawn at random: this row's own
                item = identifier.by_stem(attempt.row[ranks["question"]]) or item
            response: str | None = None
            if "response" in ranks:
                text = attempt.row[ranks["response"]]
                if (item, text) not in cache:
                    cache[item, text] = _canonical(material, item, text)
                response = cache[item, text]
                if response is None and item in material.questions:
                    unmatched[item] += 1
            mark = shares.get((attempt.learner, attempt.rank, slot))
            if own_marks and "mark" in ranks:
                mark = read_share(attempt.row[ranks["mark"]], report.columns.most[slot])
            if response is None and mark is None:
                mark = 0.0 if "mark" in ranks and is_blank(attempt.row[ranks["mark"]]) else None
            reading.answers.append(Answer(attempt.learner, item, response, mark, None, attempt.rank))
    found = sum(item in material.questions for item in usual.values())
    reading.notes.append(f"{report.sheet.file} : {found} question(s) reconnues sur {len(usual)}.")
    lost = [f"Q. {slot}" for slot, item in sorted(usual.items()) if item not in material.questions]
    if lost:
        reading.notes.append(
            f"{report.sheet.file} : {', '.join(lost)} sans question correspondante. Cochez « texte de la question » et "
            "« bonne réponse » dans le rapport, ou donnez --ordre."
        )
    for item, count in sorted(unmatched.items()):
        reading.notes.append(f"{item} : {count} réponse(s) dont le texte n’est celui d’aucune proposition.")
    return reading


def _usual_items(report: Report, material: Material, order: Sequence[str]) -> dict[int, str]:
    """Slot → the question it holds for most attempts, or a name of its own."""
    identifier = Identifier(material)
    usual = {}
    for slot, ranks in report.columns.slots.items():
        if 1 <= slot <= len(order):
            usual[slot] = order[slot - 1]
            continue
        found: str | None = None
        for role, find in (("question", identifier.by_stem), ("right", identifier.by_right)):
            if role in ranks and not found:
                votes = Counter(find(attempt.row[ranks[role]]) for attempt in report.attempts)
                votes.pop(None, None)
                found = votes.most_common(1)[0][0] if votes else None
        if not found and "response" in ranks:
            found = identifier.by_responses(attempt.row[ranks["response"]] for attempt in report.attempts)
        usual[slot] = found or f"{report.sheet.file} Q. {slot}"
    return usual


def _canonical(material: Material, item: str, text: str) -> str | None:
    if is_blank(text):
        return ""
    question = material.questions.get(item)
    if question is None:
        return None
    if has_choices(question):
        return read_texts(question, text)
    return text.strip() if is_typed(question) else None  # pairs, orders and marks: Moodle's own mark


def _shares(graded: Report) -> dict[tuple[str, int, int], float | None]:
    columns = graded.columns
    return {
        (attempt.learner, attempt.rank, slot): 0.0
        if is_blank(attempt.row[ranks["mark"]])
        else read_share(attempt.row[ranks["mark"]], columns.most[slot])
        for attempt in graded.attempts
        for slot, ranks in columns.slots.items()
        if "mark" in ranks
    }
