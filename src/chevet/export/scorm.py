"""A chapter as a SCORM package: one page, one SCO, everything inside, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from chevet.course import Course
from chevet.export.page import LonePage, read_page
from chevet.export.scorm_edition import DEFAULT, Edition
from chevet.export.scorm_parts import (
    ABOUT_2004,
    HONESTY,
    LICENCES,
    Told,
    check_size,
    exam_slot,
    kept_slot,
    pack,
    slot_of,
)
from chevet.export.suspend import Slot, add_tags
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import counted, load_bank, published
from chevet.quiz.model import Question
from chevet.writing import write_whole

Progress = Callable[[str], None]


def export_scorm(
    course: Course,
    slug: str,
    out_dir: Path,
    *,
    edition: Edition = DEFAULT,
    progress: Progress = lambda _: None,
) -> Path:
    """Write the package of chapter ``slug`` in ``out_dir`` from the built site, and return its path.

    Raises:
        CourseError: as :func:`render_scorm`, or the folder or the disk refuses. A package written earlier stays as
            it was.
    """
    name, content = render_scorm(course, slug, edition=edition, progress=progress)
    write_whole(out_dir / name, content)
    return out_dir / name


def render_scorm(
    course: Course, slug: str, *, edition: Edition = DEFAULT, progress: Progress = lambda _: None
) -> tuple[str, bytes]:
    """The name and the content of the package of chapter ``slug``, from the built site.

    The same site gives the same bytes. ``progress`` receives short French sentences.

    Raises:
        CourseError: no such chapter; no bank, or no question that counts; the site is not built or older
            than the bank; the answers would not fit in the LMS; an exam question.
    """
    chapter = course.chapter(slug)
    bank = load_bank(course, slug)
    progress("Lecture de la page construite")
    page = read_page(course.site_dir, f"chapters/{slug}.html")
    slots = _slots(course, slug, bank, page, edition)
    check_size(course.relative(course.banks_dir / f"{slug}.yml"), f"chapitre {slug}", slots, edition)

    progress("Écriture du paquet")
    count = sum("counted" in slot for slot in slots)
    title = _title(page)
    described = f"Chapitre {chapter.number} du cours Chevet, {count} questions. {HONESTY}"
    readme = _readme(chapter.number, title, page.version, count, edition)
    return pack(course, page, slots, Told(slug, title, described, readme), edition)


def _slots(
    course: Course, slug: str, bank: Sequence[Question], page: LonePage, edition: Edition
) -> list[Slot]:
    """What scorm.js must know of each question, in the order of the bank.

    The page is compared with the bank: a package whose page and answers differ would mark wrong.
    """
    file = course.relative(course.banks_dir / f"{slug}.yml")
    shown: dict[str, str] = {}
    examined: set[str] = set()
    for state in page.islands("quiz"):
        moment = f"@{state['moment']}" if state.get("moment") else ""
        shown |= {f"{question['id']}{moment}": question["digest"] for question in state["questions"]}
        if state.get("exam"):
            examined |= {question["id"] for question in state["questions"]}
    declared = (page.json("chevet-chapter") or {}).get("questions", [])
    wanted = counted(bank)
    if not wanted:
        raise CourseError(
            Problem(
                file,
                0,
                "aucune question de cette banque ne compte : un LMS n'aurait rien à noter.",
                "Écrivez au moins une question d'entraînement.",
            )
        )
    stale = Problem(
        f"_build/html/chapters/{slug}.html",
        0,
        "la page construite ne correspond plus à la banque.",
        "Lancez « chevet build », puis recommencez.",
    )
    if declared != [question.id for question in wanted]:
        raise CourseError(stale)
    slots: list[Slot] = []
    problems: list[Problem] = []
    for question in published(bank):
        keys = [f"{question.id}@before", f"{question.id}@after"] if question.opening else [question.id]
        for key in keys:
            if key in shown and shown[key] != question.digest:
                raise CourseError(stale)
            if key in shown:
                slots.append(kept_slot(key, question) if question.opening else slot_of(question, edition))
                if question.id in examined:
                    slots.append(exam_slot(question))
            elif not question.opening:
                problems.append(
                    Problem(
                        file,
                        0,
                        "elle compte dans le score, mais le chapitre ne la pose pas.",
                        "Ajoutez-la à un show_quiz du chapitre, ou écrivez retired: true.",
                        f"question {question.id}",
                    )
                )
    if problems:
        raise CourseError(problems)
    return add_tags(slots)


def _title(page: LonePage) -> str:
    heading = page.main.select_one("h1")
    assert heading is not None, "a built chapter has a title"
    hidden = heading.select_one(".chevet-hide")  # « Chapitre 1 : », said to screen readers only
    return " ".join(heading.get_text().removeprefix(hidden.get_text() if hidden else "").split())


def _readme(number: int, title: str, version: str, count: int, edition: Edition) -> str:
    return f"""Chevet {version}, chapitre {number}\u00a0: {title}
Paquet {edition.name}, une activité, {count} questions. Pour les enseignants.

Installer dans Moodle
  Ajoutez une activité SCORM et déposez ce fichier zip tel quel, sans le décompresser.
  Évaluez par la note la plus haute. Une seule tentative suffit\u202f: elle se reprend où on l’a laissée.

Ce que la plateforme reçoit
  L’état\u00a0: incomplet dès l’ouverture, terminé quand chaque question a reçu une première réponse.
  Le score sur 100\u00a0: la moyenne de toutes les questions du chapitre\u202f; sans réponse, une question compte 0.
  Pour chaque question\u00a0: la première réponse, son résultat, sa durée. Les essais suivants ne comptent pas.
  Le temps passé, page visible, la dernière section lue, et les réponses, pour reprendre plus tard.
  Rien n’est envoyé ailleurs.

À savoir
  {HONESTY}{f"{chr(10)}  {ABOUT_2004}" if edition.key == "2004" else ""}
  Pour une épreuve notée, utilisez la banque de questions de la plateforme, corrigée par le serveur.
  Barème d’entraînement, d’après les règles publiées en 2023. Patients et données inventés.

{LICENCES}
"""
