"""« Refaire mes erreurs » inside a package: a retry, which the page can take up again, and no new mark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chevet.quiz.model import Question

from .test_scorm import Learner, learner, lms_site, questions, right, wrong  # noqa: F401

pytestmark = pytest.mark.browser


def test_errors_are_done_again_and_the_first_score_stays(
    learner: Learner,  # noqa: F811
    questions: tuple[Question, ...],  # noqa: F811
) -> None:
    plain = [q for q in questions if q.type in ("qru", "qroc", "numeric") and q.case is None][:2]
    learner.enrol("double")
    redo = learner.launch().locator("[data-chevet-redo]")
    expect(redo).to_be_hidden()
    for question in plain:
        before = learner.answer(question, wrong(question))
    expect(redo).to_have_text("Refaire mes erreurs (2)")
    redo.press("Enter")
    expect(learner.frame.locator(".chevet-score")).to_contain_text(
        "Votre premier essai reste celui qui compte."
    )
    after = learner.answer(plain[0], right(plain[0]))
    assert (after["raw"], after["interactions"]) == (before["raw"], before["interactions"])
    assert after["violations"] == []
    expect(redo).to_have_text("Refaire mes erreurs (1)")

    learner.leave()
    redo = learner.launch().locator("[data-chevet-redo]")
    expect(redo).to_have_text("Refaire mes erreurs (1)")
    assert learner.see()["raw"] == before["raw"]
    notes = "Object.keys(localStorage).filter((key) => key.includes('/_note/'))"
    assert learner.frame.evaluate(notes) == [], "an LMS has no page to review from"
