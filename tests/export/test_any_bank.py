"""Any bank that loads is exported, any export is read back, nothing in a bank becomes a script."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from chevet.course import Course
from chevet.export import formats
from chevet.export.rich import Place, plain, rich, writable
from chevet.export.sources import chosen_chapters
from chevet.problems import CourseError
from chevet.quiz.bank import load_bank
from chevet.quiz.fold import fold
from chevet.quiz.model import MultipleChoice, Numeric, Qroc, Question
from chevet.quiz.scoring import TYPES, score
from chevet.quiz.types.estimation import Estimation
from chevet.quiz.types.matching import Matching
from chevet.quiz.types.ordering import Ordering
from chevet.quiz.types.qrp import Qrp
from chevet.quiz.types.qrpl import Qrpl
from chevet.quiz.types.tcs import Tcs

from .any_bank import BODIES, items
from .inert import assert_inert
from .moodle_reader import Read, mark_choices, mark_gaps, match_number, match_text, read

MINI = Path(__file__).parents[1] / "mini_course"
# Examples are small as they come: shrinking one would write a course hundreds of times more.
ROUGH = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
    ],
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose one bank each example writes again."""
    return Course(Path(shutil.copytree(MINI, tmp_path_factory.mktemp("any") / "cours")))


def bank_of(course: Course, bank: list[dict[str, Any]]) -> tuple[Question, ...]:
    """The questions of a bank written as an author's file; an example that breaks a rule is left out."""
    path = course.banks_dir / "01-essai.yml"
    named = [{"id": f"essai-{rank:02}"} | one for rank, one in enumerate(bank, 1)]
    path.write_text(yaml.safe_dump(named, allow_unicode=True), encoding="utf-8")
    try:
        return load_bank(course, "01-essai")
    except CourseError:
        assume(False)
        raise


def export(course: Course, name: str) -> bytes:
    found = formats.render(name, course, chosen_chapters(course, ["01-essai"]), lambda _: None)
    (content,) = found.files.values()
    return content


def stripped(text: str) -> str:
    return text.strip(" \t\n\r\0\x0b")


@pytest.mark.parametrize("kind", sorted(BODIES))
@ROUGH
@given(data=st.data())
def test_any_bank_is_exported_and_read_back(kind: str, course: Course, data: st.DataObject) -> None:
    bank = bank_of(course, data.draw(st.lists(items(kind), min_size=1, max_size=2)))
    questions, _ = read(export(course, "moodle-xml"))
    assert {one.idnumber for one in questions} == {question.id for question in bank}
    by_id = {one.idnumber: one for one in questions}
    for question in bank:
        check(question, by_id[question.id], course)


def check(question: Question, one: Read, course: Course) -> None:
    """``one`` is ``question``: its words, its answers, their worth."""
    place = Place(course, "banque", question.id)

    def html(text: str) -> str:
        return stripped(rich(text, place).html)

    stem = f"<p>{rich(question.stem, place).html}</p>"
    if isinstance(question, Estimation):  # a brace is a gap
        stem = stem.replace("{", "&#123;").replace("}", "&#125;")
    assert one.stem.startswith(stem)
    for text in (one.stem, one.general, *(a.feedback for a in one.answers)):
        assert_inert(text)
    if isinstance(question, MultipleChoice):
        assert [a.text for a in one.answers] == [html(c.text) for c in question.choices]
        assert [a.feedback for a in one.answers] == [html(c.feedback) for c in question.choices]
        assert [a.fraction > 0 for a in one.answers] == [c.right for c in question.choices]
        right = [rank for rank, choice in enumerate(question.choices) if choice.right]
        assert mark_choices(one, right) == pytest.approx(1)
        if isinstance(question, Qrp | Qrpl) and not any(c.indispensable for c in question.choices):
            wrong = next(rank for rank, choice in enumerate(question.choices) if not choice.right)
            for ranks in (right, [*right[1:], wrong]):  # n ticks: what the student is told to do
                letters = [list(question.lettered)[rank] for rank in ranks]
                assert mark_choices(one, ranks) == pytest.approx(score(question, letters).score, abs=1e-4)
    elif isinstance(question, Tcs):
        assert one.single
        for rank, letter in enumerate(question.lettered):
            assert mark_choices(one, [rank]) == pytest.approx(score(question, [letter]).score, abs=0.051)
    elif isinstance(question, Matching):
        wanted = [(html(pair.left), plain(pair.match)) for pair in question.pairs]
        assert one.pairs == [*wanted, *(("", plain(other)) for other in question.others)]
    elif isinstance(question, Ordering):
        assert [a.text for a in one.answers] == [html(item.text) for item in question.items]
        assert len(one.hints) >= 2
    elif isinstance(question, Estimation):
        answer, widest = question.answer, question.widest
        for low, high, mark in (
            (answer, answer, 1),
            (answer - widest, answer + widest, 1),
            (answer - widest * 2, answer, 0.75),
            (answer - widest * 2, answer + widest * 2, 0.5),
            (answer + widest / 4, answer + widest / 2, 0.5),
        ):
            assert mark_gaps(one, [low, high]) == mark
    elif isinstance(question, Qroc):
        known = {fold(t): (a.credit, a.feedback) for a in question.answers for t in a.texts}
        known |= {fold(t): (0, trap.feedback) for trap in question.traps for t in trap.texts}
        for words, (credit, feedback) in known.items():
            found = match_text(one, words)
            assert found is not None
            assert (found.fraction, found.feedback) == (credit, html(feedback))
    elif isinstance(question, Numeric):
        assert one.units[:1] == ((writable(question.unit),) if question.unit else ())
        for value in (question.answer, *(trap.value for trap in question.traps)):
            gap = abs(value - question.answer) - question.tolerance
            if value == question.answer or gap > 1e-9 * max(
                1, abs(value)
            ):  # nearer, the two programs round apart
                typed = format(Decimal(repr(value)), "f")
                found = match_number(one, typed)
                assert found is not None
                assert found.fraction == score(question, typed).score


def test_no_type_is_left_out() -> None:
    # Those whose text or picture is a file of the course are in test_moodle_types.py.
    assert set(BODIES) == set(TYPES) - {"annotation", "qzp"}
