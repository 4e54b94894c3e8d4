"""A chapter as a SCORM 1.2 package: one page, one SCO, everything inside, nothing from elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import chevet
from chevet.course import Course
from chevet.export.manifest import manifest
from chevet.export.page import LonePage, read_page, write_json
from chevet.export.suspend import LIMIT, Slot, add_tags, room_for, worst_case
from chevet.export.zip import write_whole, zip_bytes
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import counted, load_bank, load_banks, published
from chevet.quiz.model import Question
from chevet.quiz.scoring import correct_pattern
from chevet.quiz.types import TYPES
from chevet.site.assets import FOLDER
from chevet.site.strict import page_faults
from chevet.widgets.modules import publish

Progress = Callable[[str], None]

_SCORM_JS = Path(chevet.__file__).parent / "web" / "scorm.js"
_TEXT = (".html", ".js", ".css", ".json", ".svg", ".txt", ".xml")


def export_scorm(course: Course, slug: str, out_dir: Path, *, progress: Progress = lambda _: None) -> Path:
    """Write the package of chapter ``slug`` in ``out_dir`` from the built site, and return its path.

    The same site gives the same bytes. ``progress`` receives short French sentences.

    Raises:
        CourseError: no such chapter; no bank, or no question that counts; the site is not built or older
            than the bank; the answers would not fit in the LMS; an exam question; the folder or the disk
            refuses. A package written earlier stays as it was.
    """
    chapter = course.chapter(slug)
    bank = load_bank(course, slug)
    progress("Lecture de la page construite")
    page = read_page(course.site_dir, f"chapters/{slug}.html")
    slots = _slots(course, slug, bank, page)
    _check_size(course, slug, slots)

    progress("Ajout du lien avec la plateforme")
    html = page.soup.html
    assert html is not None
    version = str(html.get("data-chevet-version", "0"))
    html["data-chevet-lms"] = "scorm12"
    title = _title(page)
    _add_adapter(page, {"version": version, "slug": slug, "questions": slots})
    _add_foot(page, version)

    count = sum("counted" in slot for slot in slots)
    files = dict(page.files)
    files["index.html"] = page.html()
    files["LISEZMOI.txt"] = _readme(chapter.number, title, version, count).encode("utf-8")
    described = f"Chapitre {chapter.number} du cours Chevet, {count} questions. {_HONESTY}"
    files["imsmanifest.xml"] = manifest(slug, version, title, described, files)
    _check_content(course, files)

    progress("Écriture du paquet")
    package = out_dir / f"chevet-{slug}-scorm12.zip"
    write_whole(package, zip_bytes(files))
    return package


def _slots(course: Course, slug: str, bank: Sequence[Question], page: LonePage) -> list[Slot]:
    """What scorm.js must know of each question, in the order of the bank.

    The page is compared with the bank: a package whose page and answers differ would mark wrong.
    """
    file = course.relative(course.banks_dir / f"{slug}.yml")
    shown: dict[str, str] = {}
    for state in page.islands("quiz"):
        moment = f"@{state['moment']}" if state.get("moment") else ""
        shown |= {f"{question['id']}{moment}": question["digest"] for question in state["questions"]}
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
                slots.append(_slot(key, question))
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


def _slot(key: str, question: Question) -> Slot:
    slot = {"id": key, "type": question.type, "digest": question.digest, **room_for(question)}
    if question.certainty:
        slot["certainty"] = True
    if not question.opening:
        # correct_responses.0.pattern: ASCII, 255 characters at most
        interaction, pattern = TYPES[question.type].interaction, ascii_text(correct_pattern(question))
        slot |= {"counted": True, "interaction": interaction, "correct": pattern}
    return slot


def ascii_text(text: str) -> str:
    """``text`` as scorm_values.js would write it: « œdème » → « oedeme »."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text) if not unicodedata.category(c).startswith("M")
    )
    for old, new in (("œ", "oe"), ("Œ", "OE"), ("’", "'"), ("‘", "'"), ("−", "-"), ("–", "-"), ("—", "-")):
        plain = plain.replace(old, new)
    return re.sub(r"[^\x20-\x7e]", "?", " ".join(plain.split()))[:255]


def _check_size(course: Course, slug: str, slots: Sequence[Slot]) -> None:
    size = worst_case(slots)
    if size > LIMIT:
        raise CourseError(
            Problem(
                course.relative(course.banks_dir / f"{slug}.yml"),
                0,
                f"les réponses à ce chapitre pourraient prendre {size} caractères ; "
                f"un LMS n'en garde que {LIMIT}.",
                "Répartissez les questions en deux chapitres, ou remplacez des questions à réponse écrite "
                "(environ 100 caractères chacune) par des questions à choix (12).",
                f"chapitre {slug}",
            )
        )


def _add_adapter(page: LonePage, sco: dict[str, object]) -> None:
    published_modules = publish(_SCORM_JS)
    scripts = {path.name: name for path, (name, _) in published_modules.items()}
    if f"{FOLDER}/{scripts['store.js']}" not in page.files:
        # Two stores in one page: the widgets would write in one, the LMS read the other.
        raise CourseError(
            Problem(
                f"_build/html/{FOLDER}",
                0,
                "le site construit est plus ancien que le code du cours.",
                "Lancez « chevet build », puis recommencez.",
            )
        )
    for name, content in published_modules.values():
        page.files[f"{FOLDER}/{name}"] = content
    write_json(page.add_script(type="application/json", id="chevet-sco"), sco)
    page.add_script(type="module", src=f"{FOLDER}/{scripts['scorm.js']}")


def _add_foot(page: LonePage, version: str) -> None:
    foot = page.soup.new_tag("footer", attrs={"class": "chevet-foot"})
    line = page.soup.new_tag("p")
    line.string = (
        f"Patients et données inventés. Textes et données\u00a0: CC\u00a0BY\u00a04.0\u202f; code\u00a0: MIT. "
        f"Chevet\u00a0{version}."
    )
    foot.append(line)
    body = page.soup.body
    assert body is not None
    body.extend([foot, "\n"])


def _title(page: LonePage) -> str:
    heading = page.main.select_one("h1")
    assert heading is not None, "a built chapter has a title"
    hidden = heading.select_one(".chevet-hide")  # « Chapitre 1 : », said to screen readers only
    return " ".join(heading.get_text().removeprefix(hidden.get_text() if hidden else "").split())


def _check_content(course: Course, files: dict[str, bytes]) -> None:
    """Nothing from elsewhere, and no exam question: the last look before the package exists."""
    problems = [
        Problem(
            "index.html", 0, f"{fault}.", "Un paquet ne contient ni script, ni style, ni adresse d'ailleurs."
        )
        for fault in page_faults(files["index.html"].decode("utf-8"))
    ]
    texts = {name: content.decode("utf-8") for name, content in files.items() if name.endswith(_TEXT)}
    for bank, questions in load_banks(course).items():
        for question in questions:
            if question.usage != "examen":
                continue
            problems += [
                Problem(
                    course.relative(course.banks_dir / f"{bank}.yml"),
                    0,
                    f"cette question d'examen est dans {name} : les étudiants la liraient.",
                    "Retirez-la du chapitre ; une épreuve notée passe par la banque de questions du LMS.",
                    f"question {question.id}",
                )
                for name, text in texts.items()
                if re.search(rf"(?<![\w-]){re.escape(question.id)}(?![\w-])", text)
            ]
    if problems:
        raise CourseError(problems)


_HONESTY = (
    "Le score est calculé dans le navigateur de l’étudiant et peut être falsifié\u00a0: "
    "il sert à apprendre, pas à certifier."
)


def _readme(number: int, title: str, version: str, count: int) -> str:
    return f"""Chevet {version}, chapitre {number}\u00a0: {title}
Paquet SCORM 1.2, une activité, {count} questions. Pour les enseignants.

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
  {_HONESTY}
  Pour une épreuve notée, utilisez la banque de questions de la plateforme, corrigée par le serveur.
  Barème d’entraînement, d’après les règles publiées en 2023. Patients et données inventés.

Textes et données\u00a0: CC BY 4.0. Code\u00a0: MIT.
"""
