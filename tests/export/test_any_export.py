"""Any bank that loads goes on paper, on cards, in notebooks and in a package; what is garbage is told, never a crash."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from chevet.answers import seal
from chevet.assignments.draw import draw_units
from chevet.assignments.files import load_assignment
from chevet.course import Course
from chevet.export import formats
from chevet.export.anki import HEADERS, identifier
from chevet.export.assignment import render_assignment
from chevet.export.nbgrader import checked, graded_notebook
from chevet.export.paper import paper_of_chapters, render_paper
from chevet.export.scorm_edition import EDITIONS
from chevet.export.scorm_parts import check_size, slot_of
from chevet.export.sources import chosen_chapters
from chevet.labs import read_labs
from chevet.problems import CourseError
from chevet.quiz.bank import counted, load_bank, published
from chevet.quiz.model import MultipleChoice, Question
from chevet.quiz.types.qroc import Qroc
from chevet.widgets.quiz.quiz import question_state

from .any_bank import any_bank, text
from .any_check import ROUGH, bank_of, small_course
from .inert import assert_inert, faults

SLUG = "01-essai"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("any"))


def render(course: Course, name: str) -> formats.Rendered:
    return formats.render(name, course, chosen_chapters(course, [SLUG]), lambda _: None)


def words(markup: str) -> str:
    """What is read of a piece of HTML."""
    return " ".join(BeautifulSoup(f"<div>{markup}</div>", "html.parser").get_text().split())


def read_paper(page: Tag) -> Iterator[tuple[str, Tag]]:
    """(text of the vignette above, or nothing; section), in the order of the sheets."""
    vignette = ""
    for part in page.select("main > *"):
        if part.name == "div":
            vignette = words(part.decode_contents())
        else:
            yield vignette, part
            vignette = ""


@ROUGH
@given(written=any_bank, seed=st.integers(0, 9))
def test_any_bank_is_printed_whole_and_its_cases_in_order(
    course: Course, written: list[dict[str, Any]], seed: int
) -> None:
    bank = counted(bank_of(course, written))
    paper = paper_of_chapters(course, chosen_chapters(course, [SLUG]))
    found = render_paper(paper, "essai", variants=2, seed=seed, pdf=False)
    assert found.questions == len(bank)
    for name, content in found.files.items():
        page = BeautifulSoup(content, "html.parser")
        assert page.main is not None
        assert faults(str(page.main)) == []
        corrected = name.endswith("corrige.html")
        sections = list(read_paper(page))
        for question, (vignette, section) in zip(bank, sections, strict=True):
            state, case = question_state(question), question.case
            said = words(section.decode_contents())
            assert words(state["stem"]) in said
            assert bool(vignette) == bool(case and case.rank == 1)
            if case:
                shown = state["case"]
                assert not vignette or words(shown["vignette"]) in vignette
                fact = section.select_one(".fact")
                assert (fact is not None) == bool(shown["facts"][-1])
                assert fact is None or words(shown["facts"][-1]) in words(str(fact))
                new_sheet = fact is not None and case.rank > 1 and not corrected
                assert ("sheet" in (section.get("class") or [])) == new_sheet
            if isinstance(question, MultipleChoice):
                items = [words(li.decode_contents()) for li in section.select("ul > li")]
                for choice in state["choices"]:
                    assert any(words(choice["text"]) in item for item in items)
                if not corrected:
                    assert len(items) == len(state["choices"])
            assert bool(section.select(".right")) == corrected
        waits = [bool(section.select(".wait")) for _, section in sections]
        sheets = ["sheet" in (section.get("class") or []) for _, section in sections]
        assert waits[:-1] == sheets[1:]  # one is told to answer before each sheet that says more
        rows = page.select(".grid tbody tr")
        for question, row in zip(bank, rows, strict=True):
            if isinstance(question, MultipleChoice):
                on = len(row.select("td.on"))
                assert on == (len(question.right_ids) if corrected else 0)


@ROUGH
@given(written=any_bank)
def test_any_open_question_is_a_card_that_is_read_alone(
    course: Course, written: list[dict[str, Any]]
) -> None:
    bank = published(bank_of(course, written))
    found = render(course, "anki")
    (content,) = found.files.values()
    lines = content.decode().removeprefix(HEADERS).split("\n")
    assert lines.pop() == ""
    rows = {row[0]: row for row in (line.split("\t") for line in lines)}
    assert len(rows) == len(lines)
    assert {len(row) for row in rows.values()} <= {5}
    for question in bank:
        row = rows.get(identifier(question.id))
        assert (row is not None) == isinstance(question, Qroc)
        omitted = [loss.question for loss in found.losses if loss.kind == "omise"]
        assert (question.id in omitted) == (row is None)
        if row:
            told = (question.stem, *((question.case.vignette, *question.case.facts) if question.case else ()))
            for one in filter(None, told):
                assert "".join(words(_inline(one)).split()) in "".join(words(row[2]).split())
            for field in row[2:4]:
                assert not field.startswith('"'), "Anki would read up to the next quote"
                assert_inert(field)


def _inline(markdown: str) -> str:
    from chevet.export.anki import _html

    return _html(markdown)


@ROUGH
@given(written=any_bank)
def test_any_bank_travels_with_its_notebooks(
    course: Course, written: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    bank = bank_of(course, written)
    free = tuple(question for question in bank if question.usage != "examen")
    for name, content in render(course, "notebooks").files.items():
        folder = tmp_path_factory.mktemp("notebooks")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)
        unpacked = Course(folder / name.removesuffix(".zip"))
        kept = bank if "enseignant" in name else free
        if kept:
            back = load_bank(unpacked, SLUG)
            assert [(one, one.case, one.digest) for one in back] == [
                (one, one.case, one.digest) for one in kept
            ]
        for path in (unpacked.root / "chapters").glob("*.ipynb"):
            nbformat.validate(nbformat.read(path, as_version=4))


@ROUGH
@given(written=any_bank)
def test_any_question_has_its_place_in_a_package(course: Course, written: list[dict[str, Any]]) -> None:
    bank = published(bank_of(course, written))
    for edition in EDITIONS.values():
        slots = [slot_of(question, edition) for question in bank]
        json.dumps(slots, allow_nan=False)
        try:
            check_size("banque", "", slots, edition)
        except CourseError:
            assert edition.key == "1.2"  # told to the author: too many long answers
        for question, slot in zip(bank, slots, strict=True):
            correct = str(slot["correct"])
            assert correct.strip()
            assert len(correct) <= 255
            assert edition.key != "1.2" or correct.isascii()
            assert "\n" not in correct
            assert slot["digest"] == question.digest


# Practical works ------------------------------------------------------------------------------------------------------

code = st.one_of(
    st.sampled_from(
        [
            "x = 1",
            'verifier("essai-a", x)',
            'x = 2\nverifier("essai-b", x)\nprint(x)',
            'for k in "ab":\n    verifier(f"essai-{k}", k)',
            'def f():\n    verifier("essai-a", 1)',
            "x =",
            "verifier()",
            "verifier(x)",
            'verifier("autre", 1)',
            "%time x",
        ]
    ),
    text.filter(lambda one: "`" not in one and "\n---" not in one),
)


@ROUGH
@given(
    said=st.fixed_dictionaries({"name": text, "hint": text}),
    marking=text,
    points=st.lists(st.integers(1, 5), min_size=2, max_size=2),
    cells=st.lists(code, max_size=4),
)
def test_any_practical_work_is_an_assignment_of_nbgrader(
    course: Course, said: dict[str, str], marking: str, points: list[int], cells: list[str]
) -> None:
    questions = {
        f"essai-{name}": said | {"seal": seal(f"essai-{name}", 1, 0.1), "tolerance": 0.1, "points": worth}
        for name, worth in zip("ab", points, strict=True)
    }
    front = {"chapter": SLUG, "marking": marking, "questions": questions}
    body = "\n\n".join(f"```{{code-cell}} python\n{cell}\n```" for cell in cells)
    path = course.root / "exercises" / "labs" / "essai.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n\n# Essai\n\n{body}\n", encoding="utf-8"
    )
    try:
        (lab,) = read_labs(course)
        made = graded_notebook(course, lab)
        rendered = render(course, "nbgrader")
    except CourseError:
        return
    finally:
        path.unlink()
    notebook = nbformat.reads(made, as_version=4)
    nbformat.validate(notebook)
    graded = [cell.metadata["nbgrader"] for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert len({one["grade_id"] for one in graded}) == len(graded)
    assert all(one["points"] > 0 for one in graded)
    assert sum(one["points"] for one in graded if one["locked"]) <= sum(points)
    assert any(name.endswith("essai.ipynb") for name in rendered.files)


@ROUGH
@given(source=st.lists(code, max_size=3).map("\n".join))
def test_a_cell_parted_from_its_checks_loses_no_line(source: str) -> None:
    found = checked(source, ["essai-a", "essai-b"])
    if found:
        kept = f"{found.rest}\n" + "\n".join(found.calls)
        assert sorted(kept.split()) == sorted(source.split())


# Assignments ----------------------------------------------------------------------------------------------------------

rule = st.fixed_dictionaries(
    {"number": st.integers(1, 6), "seed": st.integers(0, 3)},
    optional={
        "format": st.lists(st.sampled_from(["qru", "qroc", "dp", "kfp", "tcs"]), max_size=3, unique=True),
        "difficulty": st.lists(st.integers(1, 3), max_size=2, unique=True),
        "covers": st.just(["C001"]),
        "usage": st.sampled_from(["entrainement", "examen", "tous"]),
    },
)


@ROUGH
@given(written=any_bank, draws=st.lists(rule, min_size=1, max_size=2), named=st.integers(1, 4))
def test_an_assignment_has_whole_cases_in_order_in_every_format(
    course: Course, written: list[dict[str, Any]], draws: list[dict[str, Any]], named: int
) -> None:
    bank = bank_of(course, written)
    items = [{"id": f"essai-{named:02}"}, *({"draw": one | {"chapter": [SLUG]}} for one in draws)]
    path = course.root / "devoir.yml"
    path.write_text(yaml.safe_dump({"title": "Essai", "items": items}), encoding="utf-8")
    try:
        read = load_assignment(course, path)
    except CourseError:
        return
    _check_whole(bank, [one.question for one in read.asked])
    for format in ("moodle-xml", "gift", "papier"):
        found = render_assignment(course, read, format, pdf=False)
        assert found.questions == len(read.asked)


def _check_whole(bank: tuple[Question, ...], asked: list[Question]) -> None:
    ids = [question.id for question in asked]
    assert len(set(ids)) == len(ids)
    for rank, question in enumerate(asked):
        if question.case and question.case.rank == 1:
            steps = [one.id for one in bank if one.asked_as == question.asked_as]
            assert ids[rank : rank + question.case.count] == steps
    started = sum(q.case.count for q in asked if q.case and q.case.rank == 1)
    assert started == sum(bool(q.case) for q in asked)


@ROUGH
@given(
    sizes=st.lists(st.sampled_from([1, 1, 1, 2, 3, 5]), min_size=1, max_size=8),
    number=st.integers(1, 10),
    seed=st.integers(0, 5),
)
def test_a_draw_is_exact_whenever_it_can_be(sizes: list[int], number: int, seed: int) -> None:
    named = {f"x-{rank:02}": size for rank, size in enumerate(sizes)}
    drawn = draw_units(seed, named, number)
    sums = {0}
    for size in sizes:
        sums |= {one + size for one in sums}
    assert (drawn is not None) == (number in sums)
    assert drawn is None or sum(named[one] for one in drawn) == number


# Garbage --------------------------------------------------------------------------------------------------------------

scalars = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.floats(), text)
keys = st.sampled_from(
    ["id", "type", "stem", "steps", "choices", "answers", "title", "items", "draw", "number", "fact", "text"]
)
tree = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=8,
)
garbage = st.one_of(
    st.binary(max_size=60),
    text.map(str.encode),
    tree.map(lambda one: yaml.safe_dump(one, allow_unicode=True).encode()),
    st.sampled_from(
        [b"", b"@article{", b"@misc{a}", b"@misc{a, year = {}}", b"---\n- \n---\n", b"```{code-cell}\n"]
    ),
)
FORMATS = sorted(set(formats.FORMATS) - {"mbz"})  # it reads the same files, then the built site
SPOILT = (
    f"exercises/banks/{SLUG}.yml",
    f"chapters/{SLUG}.md",
    "_config.yml",
    "_toc.yml",
    "book/references.bib",
    "book/glossaire.md",
    "exercises/labs/essai.md",
    "datasets/petit/schema.yml",
)


@pytest.mark.parametrize("name", SPOILT)
@ROUGH
@given(content=garbage)
def test_garbage_in_a_file_of_the_course_is_told(name: str, course: Course, content: bytes) -> None:
    path = course.root / name
    before = path.read_bytes() if path.is_file() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    try:
        for format in FORMATS:
            with contextlib.suppress(CourseError):
                render(Course(course.root), format)
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)


@ROUGH
@given(content=garbage)
def test_garbage_in_an_assignment_is_told(course: Course, content: bytes) -> None:
    path = Path(course.root / "devoir.yml")
    path.write_bytes(content)
    with contextlib.suppress(CourseError):
        load_assignment(course, path)
