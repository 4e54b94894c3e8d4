"""What GIFT can say is read back as Moodle XML is; what it cannot is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chevet.course import Course
from chevet.export import formats
from chevet.export.gift import escape
from chevet.export.sources import chosen_chapters
from chevet.quiz.bank import load_banks

from .gift_reader import read_gift
from .moodle_reader import Answer, Read, read

MINI = Path(__file__).parents[1] / "mini_course"
GOLDEN = Path(__file__).parents[1] / "golden" / "export"


def both(course: Course) -> tuple[dict[str, Read], dict[str, Read], formats.Rendered]:
    chapters = chosen_chapters(course, None)
    xml, gift = (formats.render(name, course, chapters, lambda _: None) for name in ("moodle-xml", "gift"))
    (one,), (two,) = xml.files.values(), gift.files.values()
    return {q.idnumber: q for q in read(one)[0]}, {q.idnumber: q for q in read_gift(two)}, gift


def on_one_line(answers: list[Answer]) -> list[tuple[Any, ...]]:
    return [
        (" ".join(a.text.split()), a.fraction, " ".join(a.feedback.split()), a.tolerance) for a in answers
    ]


def test_the_course_says_in_gift_what_it_says_in_moodle_xml(real_course: Course) -> None:
    xml, gift, found = both(real_course)
    exam = {q.id for bank in load_banks(real_course).values() for q in bank if q.usage == "examen"}
    omitted = {loss.question for loss in found.losses if loss.kind == "omise"}
    assert set(gift) == set(xml) - exam - omitted
    assert len(gift) >= 200
    for name, one in gift.items():
        other = xml[name]
        assert (one.kind, one.name, one.category, one.tags) == (
            other.kind,
            other.name,
            other.category,
            other.tags,
        )
        if not other.files:
            assert " ".join(one.stem.split()) == " ".join(other.stem.split())
            assert " ".join(one.general.split()) == " ".join(other.general.split())
            assert on_one_line(one.answers) == on_one_line(other.answers)
            assert one.pairs == other.pairs
        if one.kind == "multichoice":
            assert one.single == other.single


@pytest.mark.parametrize("text", ["a:b", "x = 2", "~{}#", "\\n et \\", "100 %", "://", "\\\\:"])
def test_signs_of_the_format_are_escaped(text: str) -> None:
    block = f"// [id:x-01]\n::n::[html]{escape(text)}{{=%100%a#b}}"
    (one,) = read_gift(block.encode())
    assert one.stem == text


def test_the_small_course_is_written_as_before() -> None:
    """After a wanted change: chevet --cours tests/mini_course export gift 01-essai --out tests/golden/export."""
    found = formats.render("gift", Course(MINI), chosen_chapters(Course(MINI), ["01-essai"]), lambda _: None)
    for name, content in found.files.items():
        assert content == (GOLDEN / name).read_bytes()
