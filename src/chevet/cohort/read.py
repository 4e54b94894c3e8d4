"""The files of a cohort, whatever wrote them, as one list of answers without names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chevet.cohort.answers import Answer, Reading
from chevet.cohort.columns import find_columns
from chevet.cohort.identity import Pseudonyms
from chevet.cohort.material import Material
from chevet.cohort.moodle import Report, answers_of, is_moodle, pair_reports, read_report
from chevet.cohort.own import is_own, read_own
from chevet.cohort.scorm import is_scorm, read_scorm
from chevet.cohort.tables import read_sheets, unreadable


def read_files(
    paths: Sequence[Path], material: Material, pseudonyms: Pseudonyms, order: Sequence[str] = ()
) -> Reading:
    """The answers of all the files, and in French what was found in each.

    Raises:
        CourseError: a file that is no table, or a table that is no export that we know; nobody is named in it.
    """
    reading = Reading()
    reports: list[Report] = []
    for path in paths:
        known = 0
        for sheet in read_sheets(path):
            columns = find_columns(sheet.headers)
            if is_own(columns):
                kind, part = "table de Chevet", read_own(sheet, columns, material, pseudonyms)
                _add(reading, part)
            elif columns.has("question") and is_scorm(sheet, columns, material):
                kind = "rapport d’interactions SCORM de Moodle"
                _add(reading, read_scorm(sheet, columns, material, pseudonyms))
            elif is_moodle(columns):
                kind = "réponses de test Moodle" if columns.has("response") else "notes de test Moodle"
                reports.append(read_report(sheet, columns, pseudonyms))
            else:
                continue
            known += 1
            reading.notes.append(
                f"{path.name} : {kind}, {len(sheet.rows)} lignes, {len(sheet.headers) - columns.ignored} colonnes "
                f"reconnues, {columns.ignored} ignorées."
            )
        if not known:
            raise unreadable(
                path,
                "aucune colonne de réponses reconnue.",
                "On attend un rapport de Moodle (Réponse 1…, Q. 1 /1,00…) ou les colonnes learner, item, response.",
            )
    for report, graded in pair_reports(reports):
        _add(reading, answers_of(report, graded, material, order))
    twice = _drop_doubles(reading)
    if twice:
        reading.notes.append(
            f"{twice} réponse(s) en double (même personne, même question, même tentative) : la première compte."
        )
    if not reading.answers:
        raise unreadable(
            paths[0], "aucune réponse à compter.", "Vérifiez --bank : les questions viennent-elles de là ?"
        )
    return reading


def _drop_doubles(reading: Reading) -> int:
    """A row pasted twice, or two files that overlap, would weigh twice in the totals."""
    first: dict[tuple[str, str, int], Answer] = {}
    for answer in reading.answers:
        first.setdefault((answer.learner, answer.item, answer.attempt), answer)
    doubles = len(reading.answers) - len(first)
    reading.answers = list(first.values())
    return doubles


def _add(reading: Reading, part: Reading) -> None:
    reading.answers.extend(part.answers)
    reading.notes.extend(part.notes)
