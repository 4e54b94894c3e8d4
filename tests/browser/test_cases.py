"""A progressive case played from end to end, hints, and a mock exam: by keyboard, left and taken up again.

The questions are those of the small course of the tests, put in the first quiz of a built chapter: what is tested is
how they are asked, with the scripts and the policy of a real page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from chevet.course import Course
from chevet.quiz.bank import load_bank
from chevet.widgets.quiz import question_state

from .asking import ask
from .conftest import AXE, Reader
from .test_answers import kept, tab_to
from .test_pages import light, violations

pytestmark = pytest.mark.browser

MINI = Course(Path(__file__).parents[1] / "mini_course")
PHONE = {"viewport": {"width": 390, "height": 844}}
HEARD = """() => { window.heard = []; for (const name of ["chevet:answered", "chevet:kept"])
  document.addEventListener(name, ({ type, detail }) => heard.push([type, detail.id, detail.attempts ?? 0])); }"""
STEPS = [f"formes-08-0{rank}" for rank in (1, 2, 3, 4)]


def questions(*names: str) -> list[dict[str, Any]]:
    return [question_state(q) for q in load_bank(MINI, "03-formes") if q.asked_as in names]


def show(page: Page) -> None:
    page.locator(".chevet-island").first.scroll_into_view_if_needed()
    page.locator(".chevet-island[data-chevet-mounted=true]").first.wait_for()


def open_quiz(
    visitor: Reader, asked: list[dict[str, Any]], page: Page | None = None, **settings: Any
) -> Page:
    page = ask(visitor, asked, page, **settings)
    show(page)
    return page


def press(page: Page, within: Locator, name: str) -> None:
    """Reach a button by Tab from where the focus is, as a reader of the keyboard does, and press it."""
    tab_to(page, within.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def choose(page: Page, card: Locator, letter: str) -> None:
    """Tab to the propositions, then the arrows to the one wanted."""
    first = card.locator("input").first
    tab_to(page, first)
    if first.get_attribute("type") == "checkbox":
        tab_to(page, card.locator(f"input[value={letter}]"))
        page.keyboard.press("Space")
        return
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value") != letter:
        page.keyboard.press("ArrowDown")


def card(page: Page, name: str) -> Locator:
    return page.locator(f".chevet-quiz[aria-label$=', {name}']")


def now(page: Page) -> Locator:
    return page.locator(".chevet-dossier-now")


def test_a_case_is_played_by_keyboard_on_a_phone_without_way_back(reader: Callable[..., Reader]) -> None:
    page = open_quiz(reader(**PHONE), questions("formes-08"))
    case = page.locator(".chevet-dossier")
    page.evaluate(HEARD)
    expect(case).to_contain_text("Dossier progressif")
    expect(case).to_contain_text("Quatre questions (DP)")
    expect(case).to_contain_text("Une table de trois lignes")
    assert "morceaux" not in case.inner_text(), "what comes later is not told yet"
    assert card(page, STEPS[1]).count() == 0

    now(page).focus()
    choose(page, card(page, STEPS[0]), "b")
    press(page, now(page), "Valider")
    expect(card(page, STEPS[0]).locator(".chevet-outcome")).to_be_focused()
    expect(card(page, STEPS[0])).to_contain_text("À revoir")
    assert case.get_by_role("button", name="Réessayer").count() == 0
    assert case.get_by_role("button", name="Recommencer").count() == 0
    press(page, now(page), "Question suivante")

    expect(now(page)).to_be_focused()
    expect(now(page)).to_have_attribute("aria-label", "Étape\u00a02 sur\u00a04")
    expect(now(page)).to_contain_text("Nouvelle donnée. Une colonne s’appelle morceaux.")
    expect(now(page)).to_be_in_viewport(ratio=0.2)
    expect(case.locator("summary")).to_have_text(
        "Étape\u00a01 sur\u00a04. À revoir\u00a0: 0\u00a0point sur\u00a01"
    )
    expect(card(page, STEPS[0])).to_be_hidden()
    tab_to(page, now(page).get_by_role("textbox"))
    page.keyboard.type("valeur manquante")
    page.keyboard.press("Enter")
    press(page, now(page), "Question suivante")
    expect(case.locator(".chevet-dossier-facts")).to_contain_text(
        "Étape\u00a02 sur\u00a04. Une colonne s’appelle"
    )
    tab_to(page, now(page).get_by_role("textbox"))
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    press(page, now(page), "Question suivante")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    press(page, now(page), "Passer et voir la correction (0\u00a0point)")
    expect(case.locator(".chevet-dossier-end")).to_contain_text(
        "Dossier terminé\u00a0: 2\u00a0points sur\u00a04."
    )
    assert page.evaluate("heard") == [["chevet:answered", step, 1] for step in STEPS]

    press(page, case, "Recommencer le dossier")
    expect(now(page)).to_be_focused()
    expect(now(page)).to_have_attribute("aria-label", "Étape\u00a01 sur\u00a04")
    assert case.locator("details").count() == 0
    choose(page, card(page, STEPS[0]), "a")
    press(page, now(page), "Valider")
    records = kept(page)
    first = records[STEPS[0]]
    assert (first["first"]["score"], first["last"]["score"], first["attempts"]) == (0, 1, 2)
    assert {records[step]["attempts"] for step in STEPS[1:]} == {1}
    page.reload()
    show(page)
    expect(now(page)).to_have_attribute("aria-label", "Étape\u00a02 sur\u00a04")


def test_a_case_left_in_the_middle_is_taken_up_where_it_was(reader: Callable[..., Reader]) -> None:
    page = open_quiz(reader(), questions("formes-08", "formes-09"))
    expect(card(page, "formes-09")).to_have_attribute("aria-label", "Question, formes-09")
    now(page).get_by_label("Le nom des colonnes").check()
    now(page).get_by_role("button", name="Valider").click()
    page.reload()  # without « Question suivante »: validated is validated
    show(page)
    expect(now(page)).to_have_attribute("aria-label", "Étape\u00a02 sur\u00a04")
    assert "La case vide est celle" not in page.locator(".chevet-dossier").inner_text()
    page.locator(".chevet-dossier summary").press("Enter")
    expect(card(page, STEPS[0])).to_contain_text("C’était la réponse.")
    assert card(page, STEPS[0]).get_by_role("button").count() == 0
    page.emulate_media(media="print")
    expect(card(page, STEPS[0])).to_contain_text("Sans lui, un nombre ne dit rien.")


def test_two_tabs_are_one_learner(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    one = open_quiz(visitor, questions("formes-08"))
    two = open_quiz(visitor, questions("formes-08"), visitor.page.context.new_page())
    now(two).get_by_label("La dernière case").check()
    now(one).get_by_label("Le nom des colonnes").check()
    now(one).get_by_role("button", name="Valider").click()
    expect(
        card(two, STEPS[0]).get_by_label("La dernière case")
    ).to_be_checked()  # not taken from under the hand
    now(two).get_by_role("button", name="Valider").click()
    expect(card(two, STEPS[0]).locator("[role=status]")).to_contain_text("dans un autre onglet")
    expect(card(two, STEPS[0])).to_contain_text("Juste")
    assert kept(two)[STEPS[0]]["attempts"] == 1
    now(two).get_by_role("button", name="Question suivante").click()
    now(two).get_by_role("textbox").fill("zéro")
    now(two).get_by_role("button", name="Valider").click()
    expect(card(one, STEPS[0])).to_contain_text("Juste")  # nor is a correction taken from under the eyes
    now(one).get_by_role("button", name="Question suivante").click()
    expect(now(one)).to_have_attribute("aria-label", "Étape\u00a03 sur\u00a04")


def test_hints_come_one_by_one_and_are_counted(reader: Callable[..., Reader]) -> None:
    page = open_quiz(reader(**PHONE), questions("formes-09"))
    asked = card(page, "formes-09")
    choose(page, asked, "b")
    assert "Un espace sépare" not in asked.inner_text()
    press(page, asked, "Indice\u00a01 sur\u00a01")
    expect(asked.locator(".chevet-hints li")).to_be_focused()  # the button is gone
    expect(asked.locator(".chevet-hints li")).to_have_text("Un espace sépare deux mots.")
    expect(asked).to_contain_text("Un indice ne change pas les points.")
    press(page, asked, "Valider")
    expect(asked).to_contain_text("Réponse donnée après un indice. Les points sont les mêmes.")
    press(page, asked, "Réessayer")
    choose(page, asked, "a")
    press(page, asked, "Valider")
    record = kept(page)["formes-09"]
    assert (record["first"]["hints"], record["first"]["score"]) == (1, 1)
    assert "hints" not in record["last"]
    assert "après un indice" not in asked.inner_text()


def test_an_exam_corrects_nothing_before_its_end(reader: Callable[..., Reader]) -> None:
    visitor = reader(**PHONE)
    asked = questions("formes-05", "formes-08", "formes-09")
    page = open_quiz(visitor, asked, exam=True)
    exam = page.locator(".chevet-exam")
    page.evaluate(HEARD)
    expect(exam).to_contain_text(re.compile(r"Pour 6\squestions, au même rythme\s: de 10 à 12\smin"))
    expect(exam).to_contain_text("votre réponse gardée devient votre premier essai")
    assert exam.get_by_role("button", name=re.compile("Indice|Valider|correction")).count() == 0
    press(page, now(page), "Passer sans répondre")
    press(page, now(page), "Question suivante")
    expect(now(page)).to_have_attribute("aria-label", "Étape\u00a02 sur\u00a04")
    expect(page.locator(".chevet-dossier summary")).to_contain_text("Question passée, sans réponse.")
    one = card(page, "formes-09")
    choose(page, one, "a")
    press(page, one, "Garder ma réponse")
    expect(one.locator("[role=status]")).to_contain_text("sans correction pour l’instant")
    expect(exam.locator(".chevet-exam-foot [role=status]")).to_have_text(
        "2\u00a0réponses gardées sur\u00a06."
    )
    assert [name for name in kept(page) if "@" not in name] == [], "nothing that shows a mark has it"
    press(page, one, "Changer ma réponse")
    choose(page, one, "b")
    press(page, one, "Garder ma réponse")
    for told in ("Juste", "À revoir", "C’était la réponse", "Il y a un espace"):
        assert told not in exam.inner_text()
    assert [name for name, *_ in page.evaluate("heard")] == ["chevet:kept"] * 3

    page.reload()
    show(page)
    page.evaluate(HEARD)
    expect(exam.locator(".chevet-exam-foot [role=status]")).to_have_text(
        "2\u00a0réponses gardées sur\u00a06."
    )
    expect(now(page)).to_have_attribute("aria-label", "Étape\u00a02 sur\u00a04")
    exam.get_by_role("button", name="Terminer l’épreuve").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("4\u00a0questions n’ont pas de réponse gardée\u00a0: elles vaudront 0.")
    dialog.get_by_role("button", name="Continuer l’épreuve").press("Enter")
    expect(dialog).to_have_count(0)
    exam.get_by_role("button", name="Terminer l’épreuve").press("Enter")
    dialog.get_by_role("button", name="Terminer l’épreuve").press("Enter")

    expect(exam.locator(".chevet-exam-foot")).to_be_focused()
    expect(exam.locator(".chevet-exam-foot")).to_contain_text(
        "Épreuve terminée. Total\u00a0: 1\u00a0point sur\u00a06."
    )
    expect(card(page, "formes-09")).to_contain_text("C’était la réponse.")
    for step in STEPS:
        expect(card(page, step).locator("[role=status]")).to_be_visible()
    names = [question["id"] for question in asked]
    assert page.evaluate("heard") == [["chevet:answered", name, 1] for name in names]
    records = {name: record for name, record in kept(page).items() if "@" not in name}
    assert {name: record["first"]["score"] for name, record in records.items()} == {
        name: int(name == "formes-09") for name in names
    }
    page.reload()
    show(page)
    expect(exam.locator(".chevet-exam-foot")).to_contain_text("Épreuve terminée.")

    exam.get_by_role("button", name="Recommencer l’épreuve").press("Enter")
    assert page.evaluate("document.activeElement !== document.body")
    expect(exam.locator(".chevet-exam-foot [role=status]")).to_have_text("0\u00a0réponse gardée sur\u00a06.")
    choose(page, card(page, "formes-09"), "a")
    press(page, card(page, "formes-09"), "Garder ma réponse")
    exam.get_by_role("button", name="Terminer l’épreuve").press("Enter")
    dialog.get_by_role("button", name="Terminer l’épreuve").press("Enter")
    expect(exam.locator(".chevet-exam-foot")).to_contain_text(
        "vos premiers essais comptent\u00a0: 1\u00a0point sur\u00a06."
    )
    record = kept(page)["formes-09"]
    assert (record["first"]["score"], record["last"]["score"], record["attempts"]) == (1, 0, 2)


def test_the_errors_of_an_exam_that_ended_are_done_again_on_its_page(reader: Callable[..., Reader]) -> None:
    page = open_quiz(reader(), questions("formes-05", "formes-09"), exam=True)
    redo = page.locator("[data-chevet-redo]")
    foot = page.locator(".chevet-exam-foot")
    expect(redo).to_be_hidden()
    wrong = card(page, "formes-09")
    wrong.locator("input").first.focus()
    choose(page, wrong, "a")
    press(page, wrong, "Garder ma réponse")
    expect(redo).to_be_hidden()  # before the end, nothing tells that it is wrong
    foot.get_by_role("button", name="Terminer l’épreuve").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Terminer l’épreuve").press("Enter")
    ended = "Épreuve terminée. Total\u00a0: 0\u00a0point sur\u00a02."
    expect(foot.get_by_role("status")).to_have_text(ended)
    expect(redo).to_have_text("Refaire mes erreurs (2)")

    redo.press("Enter")
    assert page.evaluate("document.activeElement.closest('.chevet-exam') !== null"), "the focus is in no card"
    wrong.locator("input").first.focus()
    choose(page, wrong, "b")
    press(page, wrong, "Valider")
    expect(wrong).to_contain_text("C’était la réponse.")
    expect(redo).to_have_text("Refaire mes erreurs (1)")
    expect(foot.get_by_role("status")).to_have_text(ended)  # what is done again since is no part of the exam
    record = kept(page)["formes-09"]
    assert (record["first"]["score"], record["last"]["score"], record["attempts"]) == (0, 1, 2)
    page.reload()
    show(page)
    expect(foot).to_contain_text("Vos dernières réponses à ces questions\u00a0: 1\u00a0point sur\u00a02.")
    expect(foot).to_contain_text("vos premiers essais comptent\u00a0: 0\u00a0point sur\u00a02.")

    foot.get_by_role("button", name="Recommencer l’épreuve").press("Enter")
    expect(redo).to_have_text("Refaire mes erreurs (1)")
    redo.press("Enter")  # its card is that of the exam, which corrects nothing before its end
    told = page.locator(".chevet-score")
    expect(told).to_contain_text("Une question est dans l’épreuve en cours\u00a0: terminez-la d’abord.")
    expect(told).not_to_contain_text("reposée")


def test_axe_finds_nothing_in_a_case_nor_in_an_exam(reader: Callable[..., Reader]) -> None:
    found = {}
    for exam in (False, True):
        visitor = reader(init_script=AXE.read_text(encoding="utf-8"), color_scheme="light")
        page = open_quiz(visitor, questions("formes-08", "formes-09"), exam=exam)
        now(page).get_by_label("Le nom des colonnes").check()
        now(page).get_by_role("button", name="Garder ma réponse" if exam else "Valider").click()
        now(page).get_by_role("button", name="Question suivante").click()
        if not exam:
            card(page, "formes-09").get_by_role("button", name="Indice").click()
        found[f"exam {exam}"] = violations(visitor, ".chevet-island, .chevet-island + *")
        light(page, "dark")
        page.set_viewport_size({"width": 320, "height": 844})
        found[f"exam {exam}, by night, narrow"] = violations(visitor, "main")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert {when: what for when, what in found.items() if what} == {}


def test_answers_erased_start_the_case_again(reader: Callable[..., Reader]) -> None:
    page = open_quiz(reader(), questions("formes-08"))
    now(page).get_by_label("Le nom des colonnes").check()
    now(page).get_by_role("button", name="Valider").click()
    page.locator("[data-chevet-erase]").click()
    page.locator("dialog button[value=erase]").click()
    expect(now(page)).to_have_attribute("aria-label", "Étape\u00a01 sur\u00a04")
    expect(now(page).get_by_role("button", name="Valider")).to_be_visible()
