"""The reading study of chapter 11 inside a package: what an LMS keeps of it, which is nothing, and what is said of that."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Frame, expect

from chevet import ReadingStudy, load_dataset
from chevet.course import Course
from chevet.export.scorm_edition import DEFAULT
from chevet.export.scorm_page import bare_page
from chevet.export.scorm_parts import Told, pack, slot_of
from chevet.export.suspend import add_tags
from chevet.quiz.bank import counted, load_bank
from chevet.widgets.quiz.quiz import Quiz, question_state
from chevet.widgets.reading_study.results import SURE

from .conftest import served
from .test_scorm import ROOT, Learner, write_lms

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An LMS page and a package with the study and one question; no site is needed."""
    folder = tmp_path_factory.mktemp("study")
    question = counted(load_bank(Course(ROOT / "tests" / "mini_course"), "01-essai"))[0]
    islands = (ReadingStudy(load_dataset("lectures-ecg")), Quiz(questions=[question_state(question)]))
    body = f"<h1>Lire</h1>{''.join(one.island_html() for one in islands)}"
    course = Course(ROOT)
    told = Told("11-lire", "Lire", "Une étude.", "")
    _, content = pack(
        course, bare_page(course, "Lire", body), add_tags([slot_of(question, DEFAULT)]), told, DEFAULT
    )
    with zipfile.ZipFile(BytesIO(content)) as archive:
        archive.extractall(folder / "content")
    write_lms(folder)
    with served(folder) as where:
        yield where


@pytest.fixture
def learner(chromium: Browser, address: str) -> Iterator[Learner]:
    context = chromium.new_context(viewport={"width": 1280, "height": 1200}, locale="fr-FR")
    context.set_default_timeout(10_000)
    one = Learner(context.new_page(), address)
    yield one
    context.close()
    assert (one.foreign, one.faults) == ([], [])


def first_case(frame: Frame) -> str:
    """Begins the study: what its first case says."""
    frame.get_by_role("button", name="Commencer l’étude").click()
    expect(frame.get_by_role("heading", name="Cas 1 sur ")).to_be_focused()
    return frame.locator(".chevet-case-card").inner_text()


def read_cases(frame: Frame, count: int) -> None:
    for rank in range(1, count + 1):
        card = frame.locator(".chevet-case-card")
        card.locator("fieldset").nth(0).locator("input").first.check()
        card.locator("fieldset").nth(1).locator("input").nth(SURE.index(SURE[-1])).check()
        card.locator("button[type=submit], .chevet-btn-main").last.click()
        expect(frame.get_by_role("heading", name=f"Cas {rank + 1} sur ")).to_be_focused()


def test_a_study_played_left_and_come_back_to_tells_the_lms_nothing_and_says_it_keeps_nothing(
    learner: Learner,
) -> None:
    learner.enrol("double")
    frame = learner.launch()
    study = frame.locator('[data-chevet-widget="reading_study"]')
    expect(study).to_contain_text("Rien n’est envoyé, et rien n’entre dans votre score.")
    expect(study).to_contain_text("si vous la fermez, elles sont perdues")
    before = learner.see()
    calls = learner.page.evaluate("player.lms.log.length")
    first = first_case(frame)
    read_cases(frame, 3)
    assert learner.page.evaluate("player.lms.log.length") == calls, "a reading was told to the LMS"
    learner.leave()

    seen = learner.see()
    assert (seen["status"], seen["raw"], seen["interactions"]) == ("incomplete", "", [])
    assert (
        seen["suspended"] == before["suspended"]
    )  # the seed alone, which puts the cases in the same order again
    assert seen["violations"] == []
    kept = learner.page.evaluate("Object.keys(localStorage)")
    assert [key for key in kept if "_note" in key] == [], "readings stay on a machine that others may use"

    frame = learner.launch()
    expect(frame.get_by_text("Vous en êtes au cas")).to_have_count(0)
    assert first_case(frame) == first


def test_an_answer_to_a_question_during_the_study_takes_nothing_from_it(learner: Learner) -> None:
    learner.enrol("double")
    frame = learner.launch()
    first_case(frame)
    read_cases(frame, 2)
    card = learner.card("essai-01")
    card.locator('input[value="b"]').check()
    card.get_by_role("button", name="Valider").click()
    learner.page.wait_for_function("player.see().raw === '100'")
    expect(frame.get_by_role("heading", name="Cas 3 sur ")).to_be_visible()
    learner.leave()
    seen = learner.see()
    assert (seen["status"], seen["interactions"]) == ("completed", [["essai-01", "correct"]])
    assert seen["violations"] == []
