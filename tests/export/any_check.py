"""What any export of any bank must keep: the questions of the bank, read back, with their words and their worth."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, settings

from chevet.course import Course
from chevet.export import formats
from chevet.export.rich import Place, plain, rich, writable
from chevet.export.sources import chosen_chapters
from chevet.export.zip import zip_bytes
from chevet.problems import CourseError
from chevet.quiz.bank import load_bank
from chevet.quiz.fold import fold
from chevet.quiz.model import MultipleChoice, Numeric, Qroc, Question
from chevet.quiz.scoring import score
from chevet.quiz.types.estimation import Estimation
from chevet.quiz.types.matching import Matching
from chevet.quiz.types.ordering import Ordering
from chevet.quiz.types.qrp import Qrp
from chevet.quiz.types.qrpl import Qrpl
from chevet.quiz.types.tcs import Tcs

from .inert import assert_inert
from .moodle_reader import Read, mark_choices, mark_gaps, match_number, match_text

MINI = Path(__file__).parents[1] / "mini_course"
# Examples are small as they come: shrinking one would write a course hundreds of times more.
ROUGH = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
    ],
)


def small_course(folder: Path) -> Course:
    """A course whose one bank each example writes again."""
    return Course(Path(shutil.copytree(MINI, folder / "cours", ignore=shutil.ignore_patterns("_build"))))


def fake_package(course: Course, slug: str, folder: Path) -> Path:
    """Instead of ``export_scorm``, where the site is not built."""
    path = folder / f"{slug}.zip"
    path.write_bytes(zip_bytes({"index.html": b"", "imsmanifest.xml": b"<manifest/>"}))
    return path


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


def check(question: Question, one: Read, course: Course) -> None:
    """``one`` is ``question``: its words, its answers, their worth."""
    place = Place(course, "banque", question.id)

    def html(text: str) -> str:
        return stripped(rich(text, place).html)

    above = f"<p>{rich(question.stem, place).html}</p>"
    if case := question.case:
        assert re.match(rf"{question.id} : {case.rank}/{case.count} ", one.name)
        assert {case.kind, f"dossier {case.id}"} <= set(one.tags)
        assert one.category[-1].startswith(f"Dossier {case.id} : ")
        facts = "".join(
            f'<p class="chevet-fait"><strong>Nouvelle donnée.</strong> {rich(fact, place).html}</p>'
            for fact in case.facts
            if fact
        )
        above = (
            f'<p class="chevet-vignette">{rich(case.vignette, place).html}</p>{facts}'
            f'<p class="chevet-etape">Question {case.rank} sur {case.count} du dossier.</p>{above}'
        )
    if isinstance(question, Estimation):  # a brace is a gap
        above = above.replace("{", "&#123;").replace("}", "&#125;")
    assert one.stem.startswith(above)
    told = [f"<p>{rich(hint, place).html}</p>" for hint in question.hints]
    assert [hint for hint in one.hints if hint] == told
    choices = [a.text for a in one.answers] if one.kind in ("multichoice", "ordering") else []
    texts = (one.stem, one.general, *choices, *one.hints, *(asked for asked, _ in one.pairs))
    for text in (*texts, *(a.feedback for a in one.answers)):
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
