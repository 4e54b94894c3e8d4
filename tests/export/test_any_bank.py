"""Any bank that loads is exported to Moodle and read back as it was, by type and by case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chevet.course import Course
from chevet.quiz.model import Question
from chevet.quiz.scoring import TYPES

from .any_bank import BODIES, any_bank, cases, items
from .any_check import ROUGH, bank_of, check, export, fake_package, small_course
from .gift_reader import read_gift
from .mbz_reader import read_mbz, unzip
from .moodle_reader import Answer, Read, read


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("any"))


def check_all(bank: Sequence[Question], back: Sequence[Read], course: Course) -> None:
    by_id = {one.idnumber: one for one in back}
    assert set(by_id) == {question.id for question in bank}
    assert len(by_id) == len(back)
    for question in bank:
        check(question, by_id[question.id], course)


@pytest.mark.parametrize("kind", sorted(BODIES))
@ROUGH
@given(data=st.data())
def test_any_question_is_exported_and_read_back(kind: str, course: Course, data: st.DataObject) -> None:
    bank = bank_of(course, data.draw(st.lists(items(kind), min_size=1, max_size=2)))
    check_all(bank, read(export(course, "moodle-xml"))[0], course)


@ROUGH
@given(case=cases())
def test_the_steps_of_any_case_stand_together_in_their_order(course: Course, case: dict[str, Any]) -> None:
    bank = bank_of(course, [case])
    back, categories = read(export(course, "moodle-xml"))
    check_all(bank, back, course)
    assert [one.idnumber for one in back] == [question.id for question in bank]
    assert len({one.category for one in back}) == 1
    assert categories[back[0].category].endswith("dossier-essai-01")


@ROUGH
@given(written=any_bank)
def test_any_bank_is_in_gift_what_it_is_in_moodle_xml(course: Course, written: list[dict[str, Any]]) -> None:
    bank = bank_of(course, written)
    xml = {one.idnumber: one for one in read(export(course, "moodle-xml"))[0]}
    gift = read_gift(export(course, "gift"))
    held = [q.id for q in bank if q.usage != "examen" and xml[q.id].kind not in ("cloze", "ordering")]
    assert sorted(one.idnumber for one in gift) == sorted(held)
    for one in gift:
        other = xml[one.idnumber]
        assert (one.kind, one.name, one.category, one.tags) == (
            other.kind,
            other.name,
            other.category,
            other.tags,
        )
        assert _on_one_line(one) == _on_one_line(other)


def _on_one_line(one: Read) -> list[Any]:
    def line(text: str) -> str:
        return " ".join(text.split())

    def told(answer: Answer) -> tuple[Any, ...]:
        return line(answer.text), pytest.approx(answer.fraction), line(answer.feedback), answer.tolerance

    pairs = [(line(asked), line(answer)) for asked, answer in one.pairs]
    known = [answer for answer in one.answers if one.kind != "shortanswer" or "->" not in answer.text]
    return [line(one.stem), line(one.general), pairs, *map(told, known)]


@ROUGH
@given(written=any_bank)
def test_any_bank_is_in_a_backup_and_read_back(course: Course, written: list[dict[str, Any]]) -> None:
    bank = bank_of(course, written)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chevet.export.mbz.export_scorm", fake_package)
        backup = unzip(export(course, "mbz"))
    check_all([q for q in bank if q.usage != "examen"], read_mbz(backup), course)


def test_no_type_is_left_out() -> None:
    # Those whose text or picture is a file of the course are in test_moodle_types.py.
    assert set(BODIES) == set(TYPES) - {"annotation", "qzp"}
