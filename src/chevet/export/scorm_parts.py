"""What every SCORM package is made of, be it a chapter or an assignment: one page, its adapter, its manifest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import chevet
from chevet.course import Course
from chevet.export.manifest import manifest
from chevet.export.page import LonePage, write_json
from chevet.export.scorm_edition import Edition
from chevet.export.suspend import Slot, room_for, worst_case
from chevet.export.zip import zip_bytes
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import load_banks
from chevet.quiz.model import Question
from chevet.quiz.scoring import correct_pattern
from chevet.quiz.types import TYPES
from chevet.site.assets import FOLDER
from chevet.site.strict import drawing_faults, page_faults, policy_faults
from chevet.widgets.modules import publish

_SCORM_JS = Path(chevet.__file__).parent / "web" / "scorm.js"
_TEXT = (".html", ".js", ".css", ".json", ".svg", ".txt", ".xml")
_LONGEST_2004 = 250  # characters of a response that a SCORM 2004 platform must keep

HONESTY = (
    "Le score est calculé dans le navigateur de l’étudiant et peut être falsifié\u00a0: "
    "il sert à apprendre, pas à certifier."
)
MOODLE = (
    "Dans le cours, activez le mode édition, puis ajoutez une activité «\u00a0Paquetage SCORM\u00a0».",
    "Déposez le fichier zip tel quel dans «\u00a0Fichier de paquetage\u00a0», sans le décompresser.",
    "Réglez\u00a0: affichage dans la fenêtre actuelle, méthode d’évaluation «\u00a0note la plus haute\u00a0», note "
    "maximale 100, une tentative, jamais de nouvelle tentative forcée\u00a0: l’étudiant reprend où il en était.",
)
"""What a teacher does in Moodle with the package of a chapter."""
ABOUT_2004 = (
    "La documentation de Moodle dit qu’il ne prend en charge qu’une partie de SCORM 2004\u00a0: dans Moodle, "
    "préférez un paquet SCORM 1.2."
)
LICENCES = "Textes et données\u00a0: CC BY 4.0. Code\u00a0: MIT."


@dataclass(frozen=True)
class Told:
    """What the manifest and the teacher's notice say of a package."""

    slug: str  # of its identifiers and of its file: 01-tokens, devoir-partie-1
    title: str
    description: str
    readme: str


def kept_slot(key: str, question: Question) -> Slot:
    """What scorm.js must know to keep answers to ``question`` under the id ``key``; they count for nothing."""
    slot = {"id": key, "type": question.type, "digest": question.digest, **room_for(question)}
    return slot | {"certainty": True} if question.certainty else slot


def exam_slot(question: Question) -> Slot:
    """Where a mock exam keeps an answer until its end: widgets/quiz/words.js, ``pendingRecord``."""
    return kept_slot(f"{question.id}@exam", question)


def slot_of(question: Question, edition: Edition, weight: float = 1.0) -> Slot:
    """What scorm.js must know of a question that counts, worth ``weight`` beside the others."""
    told, pattern = TYPES[question.type].interaction, correct_pattern(question)
    if edition.key == "1.2":
        pattern = ascii_text(pattern)
    elif told == "fill-in":
        pattern = " ".join(pattern.split())[:_LONGEST_2004]
    slot = kept_slot(question.id, question) | {"counted": True, "interaction": told, "correct": pattern}
    return slot | {"weight": weight} if weight != 1 else slot


def ascii_text(text: str) -> str:
    """``text`` as scorm_values.js would write it for SCORM 1.2, 255 ASCII characters: « œdème » → « oedeme »."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text) if not unicodedata.category(c).startswith("M")
    )
    for old, new in (("œ", "oe"), ("Œ", "OE"), ("’", "'"), ("‘", "'"), ("−", "-"), ("–", "-"), ("—", "-")):
        plain = plain.replace(old, new)
    return re.sub(r"[^\x20-\x7e]", "?", " ".join(plain.split()))[:255]


def check_size(file: str, where: str, slots: Sequence[Slot], edition: Edition) -> None:
    """Refuse answers that the platform could not give back, whatever the learner writes.

    Raises:
        CourseError: the worst case is longer than ``edition.limit``.
    """
    size = worst_case(slots)
    if size > edition.limit:
        raise CourseError(
            Problem(
                file,
                0,
                f"les réponses pourraient prendre {size} caractères ; un LMS n'en garde que {edition.limit}.",
                "Répartissez les questions en deux, ou remplacez des questions à réponse écrite "
                "(environ 100 caractères chacune) par des questions à choix (12).",
                where,
            )
        )


def pack(
    course: Course,
    page: LonePage,
    slots: Sequence[Slot],
    told: Told,
    edition: Edition,
) -> tuple[str, bytes]:
    """Give ``page`` its adapter; the name of the package and its bytes.

    Raises:
        CourseError: the page is older than the code, holds something from elsewhere or an exam question.
    """
    html = page.soup.html
    assert html is not None
    html["data-chevet-lms"] = edition.suffix
    sco: dict[str, object] = {"version": page.version, "slug": told.slug, "questions": list(slots)}
    if edition.key != "1.2":
        sco["edition"] = edition.key
    _add_adapter(page, sco)
    _add_foot(page)
    files = dict(page.files)
    files["index.html"] = page.html()
    files["LISEZMOI.txt"] = told.readme.encode("utf-8")
    files["imsmanifest.xml"] = manifest(told.slug, page.version, told.title, told.description, files, edition)
    _check_content(course, files)
    return f"chevet-{told.slug}-{edition.suffix}.zip", zip_bytes(files)


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


def _add_foot(page: LonePage) -> None:
    foot = page.soup.new_tag("footer", attrs={"class": "chevet-foot"})
    line = page.soup.new_tag("p")
    line.string = (
        f"Patients et données inventés. Textes et données\u00a0: CC\u00a0BY\u00a04.0\u202f; code\u00a0: MIT. "
        f"Chevet\u00a0{page.version}."
    )
    foot.append(line)
    body = page.soup.body
    assert body is not None
    body.extend([foot, "\n"])


def _check_content(course: Course, files: dict[str, bytes]) -> None:
    """Nothing from elsewhere, and no exam question: the last look before the package exists."""
    page = files["index.html"].decode("utf-8")
    faults = [("index.html", fault) for fault in page_faults(page) + policy_faults(page)]
    faults += [
        (name, fault)
        for name, content in files.items()
        if name.lower().endswith(".svg")
        for fault in drawing_faults(content)
    ]
    remedy = "Un paquet ne contient ni script, ni style, ni adresse d'ailleurs."
    problems = [Problem(name, 0, f"{fault}.", remedy) for name, fault in faults]
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
