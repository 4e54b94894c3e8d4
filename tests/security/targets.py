"""What reads a text that somebody else wrote, and how to spoil such a text.

A reader may refuse its file, by a ``CourseError`` in French that names the file and a remedy; it may raise nothing
else. ``test_fuzz.py`` tries a few hundred files of each every day, ``tools/fuzz.py`` as many as the time given.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import Workbook

from chevet.assignments.files import load_assignment
from chevet.budgets import read_measures
from chevet.cells import calls, read_cells
from chevet.cohort.identity import Pseudonyms, load_key
from chevet.cohort.marks import mark
from chevet.cohort.material import load_material
from chevet.cohort.numbers import read_date, read_share
from chevet.cohort.read import read_files
from chevet.course import Course
from chevet.datasets import load_dataset
from chevet.export.anki import kept_lines, read_glossary
from chevet.export.sources import course_title
from chevet.frontmatter import read_front_matter
from chevet.inline import parser
from chevet.labs import read_labs
from chevet.lm.tokenizer import train
from chevet.lm.weights import read_safetensors
from chevet.problems import CourseError, Problem
from chevet.programme import read_programme
from chevet.quiz.annotation_document import DocumentError, load_document
from chevet.quiz.bank import load_bank
from chevet.quiz.scoring import score
from chevet.site.references import read_references

MINI = Path(__file__).parents[1] / "mini_course"
VECTORS = Path(__file__).parents[1] / "vectors"
LETTERS = Path(__file__).parents[2] / "datasets" / "lettres-de-sortie" / "lettres-de-sortie.csv"

# What means something to one of the readers, and what their authors did not think of.
TOKENS = (
    *" \t\n\r\0\x1b\x85\u2028\ufeff\u202e,;:=+-@#|>!&*%'\"`~[]{}()<>\\/_.^$?0123456789aeéœßİ😀\ud800",
    "---\n", "...\n", "\n- ", "\n  ", ": ", "<<: ", "&a ", "*a", "!!", "!!timestamp ", "!!binary ", "!!python/name:os", "? ",
    "null", "true", ".nan", ".inf", "1e999", "9" * 400, "9" * 5000, "2026-13-45", "2026-02-30", "0x1F", "1_000", "[" * 60,
    "```{code-cell}\n", ":tags: [", ":::{keep}\n", "{term}`", "{cite}`", "$$", "@article{", "%", "\\u0000", "\\ud800",
    "sep=,\n", "=1+1", "-0,5", "1/0", "0/0", "1e400/1e400", "Réponse 1", "learner", "item", "response", "Q. 1 /1,00",
    "<script>", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&a;", "../", "C:\\", "essai-01", "dossier", "lettre", "erreur",
)  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn, good: str) -> str:
    """``good`` with a few pieces taken out, doubled, moved, or replaced by what means something."""
    text = good
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 1, 5, 40, 400])))
        piece = draw(
            st.one_of(
                st.sampled_from(TOKENS),
                st.just(""),
                st.just(text[start:end] * 2),
                st.integers(0, len(good)).map(lambda at: good[at : at + 60]),
                st.text(max_size=8),
            )
        )
        text = text[:start] + piece + text[end:]
    return text


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def files(good: bytes) -> st.SearchStrategy[bytes]:
    """Spoiled copies of a text file, in several encodings; now and then anything."""
    text = spoiled(good.decode("utf-8"))
    other = st.builds(
        lambda one, code: one.encode(code, "replace"), text, st.sampled_from(["utf-16", "cp1252"])
    )
    return st.one_of(
        text.map(as_bytes), text.map(as_bytes), text.map(as_bytes), other, st.binary(max_size=80)
    )


@dataclass(frozen=True)
class Target:
    """A reader: what it is given, and what calls it. It may raise CourseError only."""

    given: st.SearchStrategy[object]
    read: Callable[[Path, object], None]  # a folder of its own, a value


def small_course(folder: Path) -> Course:
    """A copy of the mini course that a target may spoil; made once per folder."""
    root = folder / "cours"
    if not root.is_dir():
        shutil.copytree(MINI, root, ignore=shutil.ignore_patterns("_build"))
        (root / "exercises" / "labs").mkdir(parents=True)
        (root / "exercises" / "labs" / "essai.md").write_text(LAB, encoding="utf-8")
        (root / "book" / "glossaire.md").write_text(GLOSSARY, encoding="utf-8")
        (root / "book" / "mesures.csv").write_text(MEASURES, encoding="utf-8")
        (root / "datasets" / "lettres").mkdir()
        (root / "datasets" / "lettres" / "lettres.csv").write_text(letters(), encoding="utf-8")
    return Course(root)


def in_course(name: str, good: bytes, *reads: Callable[[Course], object]) -> Target:
    """The file ``name`` of a course, spoiled; each of ``reads`` is tried, whatever the others say."""

    def read(folder: Path, content: object) -> None:
        course = small_course(folder)
        path = course.root / name
        before = path.read_bytes()
        assert isinstance(content, bytes)
        path.write_bytes(content)
        told: list[CourseError] = []
        try:
            for one in reads:
                try:
                    one(Course(course.root))
                except CourseError as error:
                    told.append(error)
        finally:
            path.write_bytes(before)
        for error in told:
            check_told(error)

    return Target(files(good), read)


def check_told(error: CourseError) -> None:
    """An error that its reader can use: a file, a sentence, a remedy, and text that a terminal can print."""
    assert error.problems
    for problem in error.problems:
        assert problem.file
        assert problem.message
        assert problem.remedy, problem
    str(error).encode("utf-8")


def refused(read: Callable[[], object]) -> None:
    """Run ``read``; a refusal must be one that can be read."""
    try:
        read()
    except CourseError as error:
        check_told(error)


# Good files -----------------------------------------------------------------------------------------------------------

LAB = """---
chapter: 01-essai
duration: 30
objective: Compter.
material: Rien.
marking: Un point chacune.
covers: [C001]
questions:
  essai-a: {name: Question 1, seal: s0123456789ab, hint: Relisez., tolerance: 0.1, points: 2}
---

# Essai

```{code-cell} python
:tags: [solution]
verifier("essai-a", 1)
```
"""
GLOSSARY = "# Glossaire\n\n```{glossary}\nToken\n  Un morceau.\n\nJeton\n  Autre nom.\n```\n"
MEASURES = "page,first_visit_gzip,next_visit_gzip,requests\nbook/index,100,20,3\n"
ASSIGNMENT = """title: Essai
instructions: Répondez *seul*.
opens: 2026-12-01
closes: 2026-12-15
attempts: 2
feedback: closed
items:
  - {id: essai-01, weight: 2}
  - draw: {chapter: [01-essai], format: [qrm, qroc], difficulty: [1, 2], number: 1, seed: 3}
labs: [{slug: essai}]
"""
TABLE = [
    ["Nom", "Prénom", "Adresse de courriel", "Statut", "Commencé le", "Note", "Q. 1 /1,00", "Réponse 1", "Réponse correcte 1"],
    ["Martin", "Zoé", "zoe@exemple.fr", "Terminé", "15 janvier 2026  10:15", "12,00", "1,00", "Deux", "Deux"],
    ["Durand", "Alix", "alix@exemple.fr", "Terminé", "14 janvier 2026  09:00", "5,00", "-", "Trois", "Deux"],
]  # fmt: skip
OWN = """learner,item,response,score,certainty,attempt,date
zoe,essai-02,"a,b",0.5,80 %,1,2026-01-15
al,essai-04,6 tokens,1,,2,15 janvier 2026
"""
SCORM = (
    'Nom,Tentative,Question 0,Réponse 0,Résultat 0\nZoé,1,essai-02,"b,a",correct\nAlix,-,essai-03,token,0.5\n'
)


@cache
def letters() -> str:
    """One letter of the dataset of letters, as a table."""
    rows = list(csv.reader(io.StringIO(LETTERS.read_text(encoding="utf-8"), newline="")))
    name = rows[1][rows[0].index("lettre")]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([rows[0], *(row for row in rows[1:] if row[0] == name)])
    return out.getvalue()


def moodle(separator: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(TABLE)
    return out.getvalue().encode()


@cache
def workbook() -> Mapping[str, bytes]:
    """The members of a spreadsheet."""
    book = Workbook()
    for row in TABLE:
        book.active.append([float(c.replace(",", ".")) if c[0].isdigit() and len(c) < 6 else c for c in row])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@st.composite
def spreadsheets(draw: st.DrawFn) -> bytes:
    """A spreadsheet, one of whose parts is spoiled, or taken out; or its zip is."""
    members = dict(workbook())
    name = draw(st.sampled_from(sorted(members)))
    text = draw(spoiled(members[name].decode()))
    if draw(st.integers(0, 7)):
        members[name] = as_bytes(text)
    else:
        del members[name]
    content = zipped(members)
    cut = draw(st.sampled_from([0, 0, 0, 1, 30, 200]))
    return content[: len(content) - cut] if cut else content


@cache
def weights() -> bytes:
    return (VECTORS / "lm_tiny.safetensors").read_bytes()


# Readers --------------------------------------------------------------------------------------------------------------


@cache
def _material() -> object:
    return load_material(Course(MINI), ["01-essai", "03-formes"])


def cohort(suffix: str) -> Callable[[Path, object], None]:
    def read(folder: Path, content: object) -> None:
        path = folder / f"cohorte.{suffix}"
        assert isinstance(content, bytes)
        path.write_bytes(content)
        refused(lambda: [mark(_material().questions.get(a.item), a.response)  # type: ignore[attr-defined]
                         for a in read_files([path], _material(), Pseudonyms()).answers])  # type: ignore[arg-type]  # fmt: skip

    return read


def _in_folder(name: str, read: Callable[[Path], object]) -> Callable[[Path, object], None]:
    def run(folder: Path, content: object) -> None:
        path = folder / name
        assert isinstance(content, bytes)
        path.write_bytes(content)
        refused(lambda: read(path))

    return run


def _assignment(folder: Path, content: object) -> None:
    course = small_course(folder)
    path = course.root / "devoir.yml"
    assert isinstance(content, bytes)
    path.write_bytes(content)
    refused(lambda: load_assignment(course, path))


def _cells(course: Course) -> None:
    path = course.root / "chapters" / "01-essai.md"
    for cell in read_cells(course, path):
        list(calls(course, path, cell))
    kept_lines(course, path.read_text(encoding="utf-8"))


def _letter(course: Course) -> None:
    try:
        load_document(course, f"lettres/{letters().splitlines()[1].split(',')[0]}")
    except DocumentError as error:
        raise CourseError(Problem("lettres.csv", 0, error.message, error.remedy)) from error


def _texts(folder: Path, given: object) -> None:
    """What a learner types, what a table writes in a cell, what an author writes on a line."""
    text = str(given)
    read_date(text)
    read_share(text, 20)
    parser().renderInline(text)
    for question in _material().questions.values():  # type: ignore[attr-defined]
        assert 0 <= score(question, text).score <= 1
        assert 0 <= score(question, text.split(",")).score <= 1
    bpe = train([text, text], 8)
    whole = text.encode("utf-8", "replace").decode()
    assert bpe.decode(bpe.encode(whole)) == whole


def _own(name: str) -> bytes:
    return (MINI / name).read_bytes()


def _bank(slug: str) -> Target:
    name = f"exercises/banks/{slug}.yml"
    return in_course(name, _own(name), lambda course: load_bank(course, slug))


def _dataset(name: str) -> Target:
    return in_course(
        f"datasets/petit/{name}", _own(f"datasets/petit/{name}"), lambda course: load_dataset("petit", course)
    )


def _front(course: Course) -> object:
    return read_front_matter(course, course.root / "chapters" / "01-essai.md")


def _references(course: Course) -> object:
    return read_references(course.root / "book" / "references.bib")


JSON = json.dumps([[dict(zip(TABLE[0], row, strict=True)) for row in TABLE[1:]]], ensure_ascii=False)
SAID = "−1 234,5 mg, a,b ; « Œdème » 15 janvier 2026 10:15 PM [x](https://x.fr)"
WEIGHTS = st.builds(
    lambda at, byte, cut: (weights()[:at] + byte + weights()[at + len(byte) :])[: len(weights()) - cut],
    st.integers(0, 1200),
    st.binary(min_size=1, max_size=4),
    st.sampled_from([0, 0, 0, 1, 900]),
)
CHAPTER = "chapters/01-essai.md"
TARGETS: dict[str, Target] = {
    "banque": _bank("01-essai"),
    "banque-formes": _bank("03-formes"),
    "chapitre": in_course(CHAPTER, _own(CHAPTER), _front, _cells),
    "travaux-pratiques": in_course("exercises/labs/essai.md", LAB.encode(), read_labs),
    "devoir": Target(files(ASSIGNMENT.encode()), _assignment),
    "jeu-schema": _dataset("schema.yml"),
    "jeu-table": _dataset("petit.csv"),
    "lettres": in_course("datasets/lettres/lettres.csv", letters().encode(), _letter),
    "programme": in_course("book/programme.csv", _own("book/programme.csv"), read_programme),
    "mesures": in_course("book/mesures.csv", MEASURES.encode(), read_measures),
    "sommaire": in_course("_toc.yml", _own("_toc.yml"), lambda course: course.chapters),
    "reglages": in_course("_config.yml", _own("_config.yml"), course_title),
    "glossaire": in_course("book/glossaire.md", GLOSSARY.encode(), read_glossary),
    "references": in_course("book/references.bib", _own("book/references.bib"), _references),
    "cohorte-csv": Target(files(moodle()), cohort("csv")),
    "cohorte-tableur-csv": Target(files(moodle(";")), cohort("csv")),
    "cohorte-chevet": Target(files(OWN.encode()), cohort("csv")),
    "cohorte-scorm": Target(files(SCORM.encode()), cohort("csv")),
    "cohorte-json": Target(files(JSON.encode()), cohort("json")),
    "cohorte-xlsx": Target(spreadsheets(), cohort("xlsx")),
    "cle": Target(files(b"0123456789abcdef" * 4 + b"\n"), _in_folder("cle.txt", load_key)),
    "poids": Target(WEIGHTS, _in_folder("poids.safetensors", read_safetensors)),
    "textes": Target(st.one_of(spoiled(SAID), st.text(max_size=60)), _texts),
}
