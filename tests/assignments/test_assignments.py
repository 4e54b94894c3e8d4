"""What a teacher may write in an assignment, what it asks, and what is said when it cannot be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from chevet.assignments.draw import draw_order
from chevet.assignments.files import load_assignment, write_template
from chevet.assignments.preview import describe
from chevet.course import Course, find_course
from chevet.problems import CourseError

COURSE = find_course(Path(__file__).parent)


def read(tmp_path: Path, text: str):
    path = tmp_path / "devoir.yml"
    path.write_text(text, encoding="utf-8")
    return load_assignment(COURSE, path)


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(CourseError) as caught:
        read(tmp_path, text)
    return [f"{p.line}: {p.message} {p.remedy}" for p in caught.value.problems]


def draw(**rule: object) -> str:
    written = ", ".join(f"{key}: {value}" for key, value in rule.items())
    return f"title: Essai\nitems:\n  - draw: {{{written}}}\n"


def test_the_template_is_an_assignment_that_loads(tmp_path: Path):
    path = tmp_path / "devoirs" / "partie-1.yml"
    write_template(COURSE, path)
    found = load_assignment(COURSE, path)
    assert found.assignment.title == "Partie 1"
    assert len(found.asked) == 5
    assert {one.chapter for one in found.asked} == {COURSE.chapters[0].slug}


def test_a_template_never_replaces_a_file(tmp_path: Path):
    path = tmp_path / "devoir.yml"
    path.write_text("à moi", encoding="utf-8")
    with pytest.raises(CourseError, match="existe déjà"):
        write_template(COURSE, path)
    assert path.read_text(encoding="utf-8") == "à moi"


def test_a_draw_obeys_every_condition_of_its_rule(tmp_path: Path):
    found = read(
        tmp_path,
        draw(chapter="[01-tokens, 06-hallucinations]", format="[qru, qrm]", difficulty="[2]", number=6),
    )
    assert len(found.asked) == 6
    for one in found.asked:
        assert one.chapter in ("01-tokens", "06-hallucinations")
        assert one.question.type in ("qru", "qrm")
        assert one.question.difficulty == 2
        assert not one.question.opening


def test_a_draw_by_row_of_the_programme_asks_for_that_row(tmp_path: Path):
    found = read(tmp_path, draw(covers="[C013]", number=2))
    assert all("C013" in one.question.covers for one in found.asked)


def test_a_seed_always_gives_the_same_questions_and_another_seed_others(tmp_path: Path):
    def ids(seed: int) -> list[str]:
        return [one.question.id for one in read(tmp_path, draw(number=8, seed=seed)).asked]

    assert ids(1) == ids(1)
    assert ids(1) != ids(2)


def test_a_question_added_to_a_bank_moves_at_most_one_question_of_a_draw():
    bank = [f"tokens-{n:02}" for n in range(30)]
    for seed in range(20):
        before, after = draw_order(seed, bank)[:8], draw_order(seed, [*bank, "tokens-30"])[:8]
        assert len(set(before) - set(after)) <= 1


def test_every_question_can_be_drawn():
    bank = [f"tokens-{n:02}" for n in range(10)]
    assert {draw_order(seed, bank)[0] for seed in range(200)} == set(bank)


def test_two_draws_never_ask_the_same_question(tmp_path: Path):
    rule = "  - draw: {chapter: [01-tokens], number: 6, seed: 1}\n"
    found = read(tmp_path, f"title: Essai\nitems:\n  - id: tokens-03\n{rule}{rule}")
    ids = [one.question.id for one in found.asked]
    assert len(ids) == len(set(ids)) == 13


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: Essai\nitems:\n  - id: tokens-99\n", "3: la question tokens-99 n'existe pas."),
        ("title: Essai\natempts: 2\nitems:\n  - id: tokens-03\n", "2: clé inconnue « atempts »."),
        ("title: Essai\nitems:\n  - weight: 2\n", "3: une ligne porte ou bien id, ou bien draw."),
        ("title: Essai\n", "1: ce devoir ne demande rien."),
        (
            draw(chapter="[01-token]", number=1),
            "3: « 01-token » n'existe pas. Vouliez-vous dire « 01-tokens » ?",
        ),
        (draw(format="[qcm]", number=1), "3: « qcm » n'existe pas."),
        (draw(chapter="[01-tokens]", number=150), "3: 150 questions demandées, "),
        ("title: Essai\nlabs:\n  - slug: nulle-part\n", "3: le travail pratique nulle-part n'existe pas."),
        (
            "title: Essai\nopens: 2026-12-15\ncloses: 2026-12-01\nitems:\n  - id: tokens-03\n",
            "3: il se ferme le 2026-12-01, avant de s'ouvrir.",
        ),
        (
            "title: Essai\nfeedback: closed\nitems:\n  - id: tokens-03\n",
            "2: la correction attend un dernier jour",
        ),
        (
            "title: Essai\nitems:\n  - id: tokens-03\n  - id: tokens-03\n",
            "4: la question tokens-03 est demandée",
        ),
        ("- id: tokens-03\n", "1: un devoir est fait de clés."),
        ("a: [1\n", "2: le YAML ne se lit pas."),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_remedy(tmp_path: Path, text: str, said: str):
    assert any(fault.startswith(said) for fault in faults(tmp_path, text)), faults(tmp_path, text)


def test_exam_questions_come_only_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from chevet.assignments import files

    banks = files.load_banks(COURSE)
    exam = banks["01-tokens"][1].model_copy(update={"usage": "examen"})
    mixed = {"01-tokens": (banks["01-tokens"][0], exam, *banks["01-tokens"][2:])}
    monkeypatch.setattr(files, "load_banks", lambda course: mixed)
    usual = {one.question.id for one in read(tmp_path, draw(number=len(mixed["01-tokens"]) - 2)).asked}
    assert exam.id not in usual
    assert [one.question.id for one in read(tmp_path, draw(number=1, usage="examen")).asked] == [exam.id]


def test_the_preview_shows_each_question_with_its_share_of_the_mark(tmp_path: Path):
    found = read(tmp_path, "title: Essai\nitems:\n  - {id: tokens-03, weight: 3}\n  - id: tokens-02\n")
    lines = list(describe(found))
    assert any("1. tokens-03" in line and "75 %" in line for line in lines)
    assert any("2. tokens-02" in line and "25 %" in line for line in lines)
    assert any("sans relecture clinique signée" in line for line in lines)


def test_an_assignment_may_lie_outside_the_course(tmp_path: Path):
    assert isinstance(COURSE, Course)
    assert not tmp_path.is_relative_to(COURSE.root)
    assert read(tmp_path, draw(number=1)).slug == "devoir"
