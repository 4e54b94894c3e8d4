"""The Moodle file is read back into the same questions, and Moodle marks them as the report says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from chevet.course import Course
from chevet.export import formats
from chevet.export.loss import KINDS, Loss, describe
from chevet.export.moodle_questions import MAPPINGS
from chevet.export.sources import chosen_chapters
from chevet.problems import CourseError
from chevet.quiz.bank import load_banks
from chevet.quiz.fold import fold
from chevet.quiz.model import Numeric, Qrm, Qroc, Qru, Question
from chevet.quiz.scoring import TYPES, score

from .moodle_reader import Read, mark_choices, match_number, match_text, read

MINI = Path(__file__).parents[1] / "mini_course"
GOLDEN = Path(__file__).parents[1] / "golden" / "export"
MARKDOWN = MarkdownIt("commonmark", {"html": False})


def export(course: Course, *slugs: str) -> tuple[dict[str, Read], tuple[Loss, ...]]:
    """The questions read back, by id, and the losses."""
    found = formats.render("moodle-xml", course, chosen_chapters(course, slugs or None), lambda _: None)
    (content,) = found.files.values()
    questions, _ = read(content)
    by_id = {question.idnumber: question for question in questions}
    assert len(by_id) == len(questions) == found.questions
    return by_id, found.losses


@pytest.fixture(scope="module")
def whole(real_course: Course) -> tuple[dict[str, Read], tuple[Loss, ...]]:
    return export(real_course)


@pytest.fixture(scope="module")
def bank(real_course: Course) -> dict[str, Question]:
    return {q.id: q for bank in load_banks(real_course).values() for q in bank if not q.retired}


def same(html: str, markdown: str | None) -> bool:
    """Whether ``html`` is ``markdown`` as an independent renderer writes it; quotations are ours, and code to it."""
    html = re.sub("<q>(.*?)</q>", "{q}<code>«\u00a0\\1\u00a0»</code>", html)
    one, two = (
        str(BeautifulSoup(f"<div>{text}</div>", "html.parser"))
        for text in (html, MARKDOWN.renderInline(markdown or ""))
    )
    return one == two


def test_every_question_of_the_course_comes_back(whole: Any, bank: dict[str, Question]) -> None:
    back, _ = whole
    assert set(back) == set(bank)
    assert len(bank) >= 235
    for name, question in bank.items():
        one = back[name]
        assert question.type in one.tags
        assert one.tag("difficulté ") == str(question.difficulty)
        assert one.tag("niveau ") == question.level
        assert [tag for tag in one.tags if tag[1:].isdigit()] == list(question.covers)
        assert ("ouverture" in one.tags, "examen" in one.tags) == (
            question.opening,
            question.usage == "examen",
        )
        assert [tag for tag in one.tags if tag.startswith("dossier ")] == (
            [f"dossier {question.case.id}"] if question.case else []
        )
        review = "pending" if "relecture en attente" in one.tags else one.tag("relu ")
        assert review == question.review
        assert one.name.startswith(f"{name} : ")
        leaf = f"Dossier {question.case.id} " if question.case else f"{question.covers[0]} "
        assert f"{one.category[-1]} ".startswith(leaf)
        for css, label, text in (
            ("chevet-explication", "", question.feedback),
            ("chevet-relire", "À relire\u00a0: ", question.section),
            ("chevet-source", "Source\u00a0: ", question.source),
        ):
            said = one.paragraph(css)
            assert (said is None) == (text is None)
            assert same((said or "").removeprefix(label), text)


def of_type(bank: dict[str, Question], *models: type[Question]) -> list[Any]:
    found = [q for q in bank.values() if isinstance(q, models)]
    assert found
    return found


def test_a_qru_keeps_its_choices_and_its_marks(whole: Any, bank: dict[str, Question]) -> None:
    for question in of_type(bank, Qru):
        one = whole[0][question.id]
        assert (one.kind, one.single) == ("multichoice", True)
        above, _, stem = one.stem.rpartition("<p>")
        assert same(stem.removesuffix("</p>"), question.stem)
        assert bool(above) == bool(question.case)
        assert len(one.answers) == len(question.choices)
        for rank, (letter, choice) in enumerate(question.lettered.items()):
            assert same(one.answers[rank].text, choice.text)
            assert same(one.answers[rank].feedback, choice.feedback)
            assert mark_choices(one, [rank]) == score(question, letter.split()).score


def test_a_qrm_is_as_far_from_the_scale_as_the_report_says(whole: Any, bank: dict[str, Question]) -> None:
    told = {loss.question: loss for loss in whole[1] if loss.kind == "bareme" and loss.type == "qrm"}
    for question in of_type(bank, Qrm):
        one = whole[0][question.id]
        assert (one.kind, one.single) == ("multichoice", False)
        assert sum(a.fraction for a in one.answers if a.fraction > 0) == pytest.approx(1, abs=0.005)
        letters = list(question.lettered)
        for rank, choice in enumerate(question.choices):
            assert same(one.answers[rank].text, choice.text)
            assert (one.answers[rank].fraction > 0) == choice.right
            assert (one.answers[rank].fraction == -1) == choice.unacceptable
        gaps = []
        for ticks in itertools.product((False, True), repeat=len(letters)):
            ranks = [rank for rank, ticked in enumerate(ticks) if ticked]
            exact = score(question, [letters[rank] for rank in ranks]).score
            gaps.append(abs(mark_choices(one, ranks) - exact))
        assert told[question.id].error == pytest.approx(sum(gaps) / len(gaps), abs=1e-6)
        assert told[question.id].worst == pytest.approx(max(gaps), abs=1e-6)
        assert mark_choices(one, [r for r, c in enumerate(question.choices) if c.right]) == pytest.approx(1)


def test_a_qroc_gives_each_writing_its_credit_and_its_words(whole: Any, bank: dict[str, Question]) -> None:
    for question in of_type(bank, Qroc):
        one = whole[0][question.id]
        assert one.kind == "shortanswer"
        parts = [(part, getattr(part, "credit", 0)) for part in (*question.answers, *question.traps)]
        known = {fold(text): (credit, part.feedback) for part, credit in parts for text in part.texts}
        assert {fold(a.text) for a in one.answers[:-1]} == set(known)
        for text in (text for part, _ in parts for text in part.texts):
            for typed in (text, f" {text} ", text.upper(), fold(text), text.replace("’", "'")):
                found = match_text(one, typed)
                assert found is not None
                credit, feedback = known[fold(text)]
                assert found.fraction == score(question, typed).score == credit
                assert same(found.feedback, feedback)
        other = match_text(one, "tout autre chose")
        assert other is not None
        assert other.fraction == 0
        assert same(other.feedback, question.feedback_wrong)


def test_a_number_is_accepted_and_refused_alike(whole: Any, bank: dict[str, Question]) -> None:
    for question in of_type(bank, Numeric):
        one = whole[0][question.id]
        assert one.kind == "numerical"
        assert one.units[:1] == ((question.unit,) if question.unit else ())
        far = question.answer + question.tolerance * 1.01 + 0.001
        edges = (question.answer, question.answer + question.tolerance, question.answer - question.tolerance)
        for value in (*edges, far, *(trap.value for trap in question.traps)):
            typed = f"{value:.12g}".replace(".", ",")
            ours = score(question, typed)
            found = match_number(one, typed)
            assert found is not None
            assert found.fraction == ours.score, (question.id, typed)
            if ours.matched_kind == "trap":
                assert ours.matched is not None
                assert same(found.feedback, question.traps[ours.matched].feedback)
            elif ours.score:
                assert same(found.feedback, question.feedback_right)
            else:
                assert same(found.feedback, question.feedback_wrong)


def test_categories_go_from_the_course_to_the_objective(real_course: Course) -> None:
    found = formats.render(
        "moodle-xml", real_course, chosen_chapters(real_course, ["01-tokens"]), lambda _: None
    )
    questions, categories = read(found.files["chevet-01-tokens.moodle.xml"])
    assert len(set(categories.values())) == len(categories)
    assert all(categories.values())
    paths = {question.category for question in questions}
    assert {len(path) for path in paths} == {4}
    assert {path[:3] for path in paths} == {("L’IA au chevet", "I. Comprendre", "01 Du texte aux tokens")}
    assert all(path[:n] in categories for path in paths for n in range(1, 5))


@pytest.fixture
def write_bank(tmp_path: Path) -> Callable[..., Course]:
    """The small course with another bank."""
    import shutil

    root = Path(shutil.copytree(MINI, tmp_path / "cours"))

    def write(*items: dict[str, Any]) -> Course:
        text = yaml.safe_dump(list(items), allow_unicode=True)
        (root / "exercises" / "banks" / "01-essai.yml").write_text(text, encoding="utf-8")
        return Course(root)

    return write


def choices(*right: bool, **more: Any) -> list[dict[str, Any]]:
    return [{"text": f"P{n}", "right": one, "feedback": "f", **more} for n, one in enumerate(right)]


def item(**more: Any) -> dict[str, Any]:
    return {
        "id": "essai-01",
        "type": "qru",
        "stem": "?",
        "choices": choices(True, False, False, False),
    } | more


@pytest.mark.parametrize(
    ("right", "penalty", "error"),
    [(1, -0.4, 0.04), (2, -0.4, 0.03), (3, -0.5, 0.04), (4, -0.5, 0.13)],
)
def test_the_fit_of_five_choices_is_the_one_known(
    right: int, penalty: float, error: float, write_bank: Callable[..., Course]
) -> None:
    """Figures found beforehand, by another program, against a real Moodle."""
    course = write_bank(item(type="qrm", choices=choices(*(n < right for n in range(5)))))
    back, losses = export(course, "01-essai")
    assert {a.fraction for a in back["essai-01"].answers if a.fraction < 0} == {penalty}
    (loss,) = (loss for loss in losses if loss.kind == "bareme")
    assert loss.error == pytest.approx(error, abs=0.0051)


def test_an_exam_question_is_exported_apart_and_a_retired_one_never(
    write_bank: Callable[..., Course],
) -> None:
    exam = item(id="essai-02", usage="examen", covers=["C001"])
    back, _ = export(write_bank(item(), exam, item(id="essai-03", retired=True)), "01-essai")
    assert set(back) == {"essai-01", "essai-02"}
    assert back["essai-02"].category[-2:] == ("Examen", back["essai-02"].category[-1])
    assert "examen" in back["essai-02"].tags
    assert "Examen" not in back["essai-01"].category


def test_an_image_travels_in_the_file(write_bank: Callable[..., Course]) -> None:
    stem = "Que montre ![une coupe](figures/01-essai/coupe.svg) ?"
    course = write_bank(item(stem=stem))
    (name,) = (back := export(course)[0]["essai-01"]).files
    assert back.files[name] == (MINI / "chapters" / "figures" / "01-essai" / "coupe.svg").read_bytes()
    assert f'<img src="@@PLUGINFILE@@{name}" alt="une coupe">' in back.stem


@pytest.mark.parametrize(
    "address",
    ["figures/rien.svg", "https://exemple.org/x.png", "../../../etc/passwd", "01-essai.md", "/etc/hostname"],
)
def test_an_image_that_is_not_in_the_course_is_told(address: str, write_bank: Callable[..., Course]) -> None:
    with pytest.raises(
        CourseError, match=r"01-essai.yml, question essai-01 : l'image .* n'est pas dans le cours"
    ):
        export(write_bank(item(stem=f"![x]({address})")))


def test_a_type_without_mapping_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(MAPPINGS, "qrm")
    with pytest.raises(
        CourseError, match=r"essai-02 : le type « qrm » n'a pas encore d'écriture pour Moodle"
    ):
        export(Course(MINI))


def test_every_type_of_the_course_has_a_mapping() -> None:
    assert set(TYPES) <= set(MAPPINGS)


def test_losses_have_names(whole: Any) -> None:
    assert {loss.kind for loss in whole[1]} <= set(KINDS)
    assert list(describe(whole[1], 235)) != list(describe((), 235))


def test_the_small_course_is_written_as_before() -> None:
    """After a wanted change: chevet --cours tests/mini_course export moodle-xml 01-essai --out tests/golden/export."""
    found = formats.render(
        "moodle-xml", Course(MINI), chosen_chapters(Course(MINI), ["01-essai"]), lambda _: None
    )
    for name, content in found.files.items():
        assert content == (GOLDEN / name).read_bytes()
