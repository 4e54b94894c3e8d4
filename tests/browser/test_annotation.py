"""A letter marked from end to end: by keyboard, by touch, come back to, corrected; what it holds is never markup.

The question is put in the first quiz of a built chapter, in the place of those it asks: what is tested is the type, on
a letter whose faults are known here, with the scripts and the policy of a real page.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chevet.quiz.types.annotation import Annotation
from chevet.widgets.quiz import question_state

from .asking import ask
from .conftest import AXE, Reader, chapters, islands
from .marking import mark_by_keyboard, mark_letter, number
from .test_pages import light, violations

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ITEM = {
    "id": "lettre-91",
    "type": "annotation",
    "document": "lettres-de-sortie/hanche",
    "stem": "Relisez cette lettre.",
    "feedback": "Deux lectures.",
}
OPENED = """() => { window.opened = []; document.addEventListener("chevet:answered", (e) => opened.push(e.detail)); }"""


def question(change: Callable[[dict[str, Any]], None] = lambda _: None) -> dict[str, Any]:
    asked = question_state(Annotation.model_validate(ITEM, context={"root": ROOT}))
    change(asked)
    return asked


def open_letter(visitor: Reader, asked: dict[str, Any] | None = None) -> Page:
    page = ask(visitor, [asked or question()])
    visitor.read_to_the_end()
    page.locator(".chevet-ann").scroll_into_view_if_needed()
    return page


def press_button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_a_whole_letter_is_marked_with_the_keyboard_alone(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    page = open_letter(visitor)
    page.evaluate(OPENED)
    card = page.locator(".chevet-quiz")
    press_button(page, "Valider")
    assert page.evaluate("opened") == [], "nothing is marked yet"
    mark_letter(page, card, question())
    expect(page.locator(".chevet-ann-marks li")).to_have_count(7)
    press_button(page, "Valider")
    expect(card.locator(".chevet-result .chevet-verdict")).to_have_text(
        "Juste\u00a0: 1\u00a0point sur\u00a01"
    )
    expect(card.locator(".chevet-outcome")).to_be_focused()
    (answered,) = page.evaluate("opened")
    assert (answered["type"], answered["score"], len(answered["response"])) == ("annotation", 1, 7)
    assert card.locator(".chevet-is-wrong, .chevet-is-partial").count() == 0
    expect(card).to_contain_text("l’accord est complet")
    page.reload()
    visitor.read_to_the_end()
    expect(page.locator(".chevet-result .chevet-verdict")).to_have_text(
        "Juste\u00a0: 1\u00a0point sur\u00a01"
    )


def test_what_is_grave_and_missed_is_said_first(reader: Callable[..., Reader]) -> None:
    page = open_letter(reader())
    number(page.locator(".chevet-quiz"), "L", 1).focus()
    mark_by_keyboard(page, page.locator(".chevet-quiz"), ("L", 5, 10, 11, "erreur", 1))
    mark_by_keyboard(page, page.locator(".chevet-quiz"), ("L", 9, 1, 3, "ajout", 2))
    press_button(page, "Valider")
    told = page.locator(".chevet-quiz")
    expect(told.locator(".chevet-result")).to_contain_text("Trois fautes graves manquées")
    titles = told.locator(".chevet-reasons .chevet-ann-title").all_inner_texts()
    assert titles == [
        "Graves et manquées",
        "Les autres fautes",
        "Vos marques sans faute dessous",
        "Fidèles, malgré l’apparence",
        "Vos mesures",
    ]
    first = told.locator(".chevet-ann-faults").first
    assert all("gravité\u00a03" in text for text in first.locator(".chevet-verdict").all_inner_texts())
    expect(first).to_contain_text("Le dossier, note\u00a010")
    expect(told).to_contain_text("Marquée, mais fidèle\u00a0: vous aviez mis ajout, gravité\u00a02")
    expect(told).to_contain_text("Rappel\u00a0: 1\u00a0÷\u00a07\u00a0= 0,14")
    press_button(page, "Réessayer")
    expect(number(page.locator(".chevet-quiz"), "L", 1)).to_be_focused()
    expect(page.locator(".chevet-ann-marks li")).to_have_count(0)


def test_a_passage_is_touched_changed_and_taken_away(reader: Callable[..., Reader]) -> None:
    page = open_letter(reader(viewport={"width": 390, "height": 844}, has_touch=True))
    line = page.locator(".chevet-ann-side-L .chevet-ann-line").nth(4)
    word = line.locator(".chevet-ann-text [data-word]")
    word.nth(9).tap()
    expect(line.locator(".chevet-ann-held")).to_have_text("deux")
    word.nth(10).tap()
    expect(line.locator(".chevet-ann-held")).to_have_text("deux fois")
    put = line.get_by_role("button", name="Poser la marque")
    put.tap()
    expect(line.locator(".chevet-error")).to_have_text("Choisissez la nature et la gravité.")
    line.get_by_label("erreur").check()
    line.get_by_label("la conduite reste la même").check()
    put.tap()
    mine = page.locator(".chevet-ann-marks li")
    expect(mine).to_contain_text("Phrase\u00a05, «\u00a0deux fois\u00a0»\u00a0: erreur, gravité\u00a01")
    expect(line.locator(".chevet-ann-erreur")).to_have_text("deux fois")
    mine.get_by_role("button", name="Modifier").tap()
    line.get_by_label("le patient peut en souffrir").check()
    line.get_by_role("button", name="Changer la marque").tap()
    expect(mine).to_contain_text("gravité\u00a03")
    mine.get_by_role("button", name="Retirer").tap()
    expect(mine).to_have_count(0)
    expect(page.locator(".chevet-ann-status")).to_have_text(
        "Marque retirée\u00a0: phrase\u00a05. Aucune marque."
    )


def test_a_passage_selected_with_the_mouse_is_the_one_marked(reader: Callable[..., Reader]) -> None:
    page = open_letter(reader())
    line = page.locator(".chevet-ann-side-L .chevet-ann-line").nth(13)
    line.scroll_into_view_if_needed()
    start, end = (line.locator(f"[data-word='{rank}']").bounding_box() for rank in (2, 4))
    assert start
    assert end
    page.mouse.move(start["x"] + 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()
    expect(line.locator(".chevet-ann-held")).to_have_text("reste suspendu jusqu’à")
    page.keyboard.press("Escape")
    expect(line.locator(".chevet-ann-form")).to_have_count(0)
    expect(number(page.locator(".chevet-quiz"), "L", 14)).to_be_focused()


def test_marks_not_yet_answered_are_there_at_the_next_visit(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    page = open_letter(visitor)
    number(page.locator(".chevet-quiz"), "L", 1).focus()
    mark_by_keyboard(page, page.locator(".chevet-quiz"), ("L", 5, 10, 11, "erreur", 1))
    page.reload()
    visitor.read_to_the_end()
    expect(page.locator(".chevet-ann-marks li")).to_have_count(1)
    expect(page.locator(".chevet-ann-status")).to_have_text(
        "Vos marques d’une visite précédente sont là. Une marque."
    )


@pytest.mark.parametrize("way", ["keys", "pointer"])
def test_from_a_sentence_to_the_file_and_back_on_a_narrow_screen(
    way: str, reader: Callable[..., Reader]
) -> None:
    page = open_letter(reader(viewport={"width": 390, "height": 844}))

    def go(rank: int, key: str) -> None:
        if way == "keys":
            page.keyboard.press(key)
            return
        box = page.locator(".chevet-ann-jump button").nth(rank).bounding_box()
        assert box
        assert 0 <= box["y"] < 844, "the bar stays in sight"
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    number(page.locator(".chevet-quiz"), "L", 12).focus()
    go(0, "ArrowLeft")
    expect(number(page.locator(".chevet-quiz"), "D", 1)).to_be_focused()
    number(page.locator(".chevet-quiz"), "D", 9).focus()
    go(1, "ArrowRight")
    expect(number(page.locator(".chevet-quiz"), "L", 12)).to_be_focused()
    expect(number(page.locator(".chevet-quiz"), "L", 12)).to_be_in_viewport()
    go(0, "ArrowLeft")
    expect(number(page.locator(".chevet-quiz"), "D", 9)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_axe_finds_nothing_while_marking_nor_once_corrected(reader: Callable[..., Reader]) -> None:
    visitor = reader(init_script=AXE.read_text(encoding="utf-8"), color_scheme="light")
    page = open_letter(visitor)
    number(page.locator(".chevet-quiz"), "L", 1).focus()
    mark_by_keyboard(page, page.locator(".chevet-quiz"), ("L", 5, 10, 11, "erreur", 1))
    mark_by_keyboard(page, page.locator(".chevet-quiz"), ("L", 9, 1, 3, "ajout", 2))
    number(page.locator(".chevet-quiz"), "L", 7).click()
    found = {"marking": violations(visitor, ".chevet-quiz")}
    light(page, "dark")
    page.set_viewport_size({"width": 390, "height": 844})
    found["marking by night, narrow"] = violations(visitor, ".chevet-quiz")
    press_button(page, "Valider")
    found["corrected by night, narrow"] = violations(visitor, ".chevet-quiz")
    light(page, "light")
    found["corrected"] = violations(visitor, ".chevet-quiz")
    assert {when: what for when, what in found.items() if what} == {}


ATTACK = '<img src="x" onerror="window.pwned = 1"><script>window.pwned = 1</script> fin'


def test_markup_in_a_letter_stays_text(reader: Callable[..., Reader]) -> None:
    def spoil(question: dict[str, Any]) -> None:
        letter = question["letter"]
        letter["mention"] = letter["genre"] = ATTACK
        for line in (*letter["notes"], *letter["sentences"]):
            line["heading"] = line["text"] = ATTACK
        for fault in letter["faults"]:
            fault |= {"why": ATTACK, "said": ATTACK, "sort": ATTACK, "note": 1}
            fault["span"] |= {"first": 1, "last": 2}
        letter["faithful"] = [[1, ATTACK], [2, ATTACK]]

    visitor = reader()
    page = open_letter(visitor, question(spoil))
    number(page.locator(".chevet-quiz"), "L", 1).focus()
    mark_by_keyboard(page, page.locator(".chevet-quiz"), ("L", 5, 1, 2, "erreur", 1))
    mark_by_keyboard(page, page.locator(".chevet-quiz"), ("L", 1, 1, 2, "erreur", 1))
    press_button(page, "Valider")
    card = page.locator(".chevet-quiz")
    expect(card).to_contain_text('<img src="x" onerror=')
    assert card.locator("img, script").count() == 0
    assert page.evaluate("window.pwned") is None


def test_only_the_pages_that_ask_it_load_it(reader: Callable[..., Reader]) -> None:
    asked = {island.page for island in islands() if '"annotation"' in json.dumps(island.state)}
    without = next(name for name in chapters() if name not in asked)
    plain, marked = reader(), reader()
    plain.open(without)
    open_letter(marked)

    def modules(visitor: Reader) -> set[str]:
        return {path.rsplit("/", 1)[1].split(".")[0] for path in visitor.asked if "/annotation" in path}

    assert modules(plain) == set()
    assert {"annotation", "annotation_view", "annotation_score"} <= modules(marked)
