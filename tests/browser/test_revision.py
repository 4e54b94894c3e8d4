"""What was answered comes back: on its day, because it went wrong, or in a mock exam. By keyboard, and on any clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Reader, pages
from .test_answers import REFUSALS, answer, card_of, kept, questions, right_response, tab_to, with_questions
from .test_pages import STICKING_OUT

pytestmark = pytest.mark.browser

PAGE = "book/reviser"
DAY_0 = datetime(2026, 11, 23, 10, 30)
# For a moment when the site has no such page: a course may leave it out.
needs_page = pytest.mark.skipif(PAGE not in pages(), reason="no page « Réviser » in this course")


def two_questions(name: str) -> list[dict[str, Any]]:
    """Two that count and stand alone, of the types that every bank has."""
    alone = [q for q in questions(name) if not q["moment"] and not q.get("case")]
    return [q for q in alone if q["type"] in WRONG][:2]


WRONG: dict[str, Callable[[dict[str, Any]], list[str] | str]] = {
    "qru": lambda q: [next(choice["id"] for choice in q["choices"] if not choice["right"])],
    "qrm": lambda q: [choice["id"] for choice in q["choices"] if not choice["right"]],
    "qroc": lambda q: "zzz",
    "numeric": lambda q: "98765,4321",
}
CHAPTER = next(name for name in with_questions() if len(two_questions(name)) == 2)


def wrong_response(question: dict[str, Any]) -> list[str] | str:
    return WRONG[question["type"]](question)


def give(page: Page, card: Locator, question: dict[str, Any], response: list[str] | str) -> None:
    """Answer on this very card, wherever it stands."""
    for letter in response if "choices" in question else ():
        card.locator(f"input[value={letter}]").press("Space")
    if "choices" not in question:
        page.keyboard.type(str(response))
    if question.get("certainty"):
        card.locator(".chevet-certainty input").first.press("Space")
    card.locator("button[type=submit]").press("Enter")


def set_day(page: Page, days: float) -> None:
    """The clock of the page, this many days after the first."""
    page.clock.set_fixed_time(DAY_0 + timedelta(days=days))


def answer_chapter(visitor: Reader, *, right: tuple[bool, bool]) -> str:
    """Answer the two questions in their chapter; the words of its total."""
    page = visitor.open(CHAPTER)
    for question, well in zip(two_questions(CHAPTER), right, strict=True):
        card = answer(page, question, right_response(question) if well else wrong_response(question))
        expect(card.locator("[role=status]")).not_to_be_empty()
    return page.locator("[data-chevet-total]").inner_text()


def status(page: Page) -> Locator:
    return page.locator(".chevet-revision form [role=status]")


def choose(page: Page, words: str) -> None:
    """One of the three ways, with the keyboard: Tab reaches the group, the arrows choose."""
    page.locator("#contenu").focus()  # where the skip link leads
    wanted = page.get_by_role("radio", name=re.compile(words))
    checked = page.locator(".chevet-revision [type=radio]:checked")
    tab_to(page, checked)
    for _ in range(3):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not choose {words}")


def begin(page: Page) -> Locator:
    """Press « Commencer »; the card that comes, ready to be answered."""
    page.locator("#contenu").focus()
    tab_to(page, page.get_by_role("button", name="Commencer"))
    page.keyboard.press("Enter")
    card = page.locator(".chevet-revision-session .chevet-quiz").first
    # Not the first card's: in an exam taken up again it may be kept already.
    expect(page.locator(".chevet-revision-session button[type=submit]").first).to_be_visible()
    return card


def next_of(page: Page) -> None:
    follow = page.locator(".chevet-revision-session > .chevet-actions button").first
    tab_to(page, follow)
    page.keyboard.press("Enter")


@needs_page
def test_an_error_is_done_again_and_a_question_comes_back_on_its_day(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    set_day(visitor.page, 0)
    missed = two_questions(CHAPTER)[1]
    total = answer_chapter(visitor, right=(True, False))

    page = visitor.open(PAGE)
    assert [path for path in visitor.asked if "/parts/book-reviser/" in path] == [], "asked before a gesture"
    assert page.get_by_role("radio", name=re.compile("Refaire mes erreurs")).is_checked()
    expect(status(page)).to_have_text("Une question à refaire.")
    begin(page)
    assert len([path for path in visitor.asked if "/parts/book-reviser/" in path]) == 1
    assert page.evaluate("document.activeElement.textContent") == "Question"
    card = answer(page, missed, right_response(missed))
    expect(card.locator("[role=status]")).to_contain_text("Juste")
    next_of(page)
    expect(page.locator(".chevet-revision-session [role=status]")).to_contain_text(
        "1 réponse entièrement juste"
    )
    expect(status(page)).to_contain_text("aucune erreur à refaire")

    record = kept(page)[missed["id"]]
    assert (record["first"]["score"], record["last"]["score"], record["attempts"]) == (0, 1, 2)
    assert visitor.open(CHAPTER).locator("[data-chevet-total]").inner_text() == total

    # The next day the one that went wrong is due, and no other; done well, it waits for two days.
    set_day(page, 1)
    page = visitor.open(PAGE)
    expect(status(page)).to_contain_text("Une question à revoir aujourd’hui, sur 2")
    begin(page)
    assert page.locator(f".chevet-quiz[aria-label$=', {missed['id']}']").count() == 1
    answer(page, missed, right_response(missed))
    next_of(page)
    expect(status(page)).to_have_text("Rien à revoir aujourd’hui. La prochaine question revient demain.")
    assert visitor.open(CHAPTER).locator("[data-chevet-total]").inner_text() == total

    set_day(page, 40)
    page = visitor.open(PAGE)
    expect(status(page)).to_contain_text(re.compile(r"^2\squestions à revoir"))


@needs_page
def test_a_question_missed_on_its_day_goes_back_to_the_first_box(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    set_day(visitor.page, 0)
    answer_chapter(visitor, right=(True, True))
    page = visitor.page
    set_day(page, 2)
    visitor.open(PAGE)
    expect(status(page)).to_contain_text(re.compile(r"^2\squestions"))
    begin(page)
    for _ in range(2):
        card = page.locator(".chevet-revision-session .chevet-quiz")
        tab_to(page, card.get_by_role("button", name="Voir la correction"))
        page.keyboard.press("Enter")  # seen, not answered: it stays due
        expect(card.locator("[role=status]")).not_to_be_empty()
        shown = card.get_attribute("aria-label") or ""
        next_of(page)
        expect(page.locator(f".chevet-quiz[aria-label='{shown}']")).to_have_count(0)
    expect(page.locator(".chevet-revision-session [role=status]")).to_contain_text("Aucune réponse")
    expect(status(page)).to_contain_text(re.compile(r"^2\squestions"))
    begin(page)
    first = page.locator(".chevet-revision-session [data-chevet-question]").get_attribute(
        "data-chevet-question"
    )
    question = next(q for q in two_questions(CHAPTER) if q["id"] == first)
    answer(page, question, wrong_response(question))
    page.get_by_role("button", name="Arrêter là").press("Enter")
    expect(page.locator(".chevet-revision-session [role=status]")).to_contain_text(
        "Une question revient demain."
    )
    page.locator(".chevet-revision summary").press("Enter")
    counts = page.locator(".chevet-revision tbody td:last-child").all_inner_texts()
    assert counts == ["1", "1", "0", "0", "0", "0"]


@pytest.mark.parametrize("spoilt", ["cut sho", '{"box":99,"due":"soon","digest":1}', "far ahead"])
@needs_page
def test_boxes_that_cannot_be_read_lose_nothing(spoilt: str, reader: Callable[..., Reader]) -> None:
    """Damaged, or written under a clock that was years ahead: the questions are due."""
    visitor = reader()
    set_day(visitor.page, 0)
    answer_chapter(visitor, right=(True, False))
    records = kept(visitor.page)
    if spoilt == "far ahead":
        set_day(visitor.page, 4000)
        page = visitor.open(PAGE)
        expect(status(page)).to_contain_text(re.compile(r"^2\squestions"))
        begin(page)
        for _ in range(2):
            asked = page.locator(".chevet-revision-session [data-chevet-question]")
            question = next(
                q for q in two_questions(CHAPTER) if q["id"] == asked.get_attribute("data-chevet-question")
            )
            answer(page, question, right_response(question))
            next_of(page)
        expect(status(page)).to_contain_text("Rien à revoir")
        set_day(page, 0)
    else:
        spoil = """(text) => Object.keys(localStorage).filter((key) => key.includes("/_note/"))
          .map((key) => localStorage.setItem(key, text)).length"""
        assert visitor.page.evaluate(spoil, spoilt) == 2
    page = visitor.open(PAGE)
    expect(status(page)).to_contain_text(re.compile(r"^2\squestions à revoir"))
    assert {id: record["first"] for id, record in kept(page).items()} == {
        id: record["first"] for id, record in records.items()
    }


@needs_page
def test_what_is_erased_no_longer_comes_back(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    set_day(visitor.page, 0)
    answer_chapter(visitor, right=(False, False))
    page = visitor.open(PAGE)
    begin(page)
    page.locator("[data-chevet-erase]").press("Enter")
    page.locator("dialog button[value=erase]").press("Enter")
    expect(page.locator(".chevet-revision-session")).to_have_count(0)
    expect(status(page)).to_contain_text("Vous n’avez encore répondu à aucune question.")
    left = "Object.keys(localStorage).filter((key) => key.startsWith('chevet/') && !key.endsWith('/_seed'))"
    assert page.evaluate(left) == []


@pytest.mark.parametrize("refusal", REFUSALS)
@needs_page
def test_where_nothing_is_kept_the_page_says_so_and_still_gives_an_exam(
    refusal: str, reader: Callable[..., Reader]
) -> None:
    page = reader(init_script=REFUSALS[refusal]).open(PAGE)
    expect(status(page)).to_contain_text(
        {"full": "n’a plus de place", "unreadable": "ne garde pas vos réponses"}[refusal]
    )
    page.locator("#contenu").focus()
    tab_to(page, page.get_by_role("button", name="Commencer"))
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("Pas encore")
    choose(page, "épreuve")
    expect(status(page)).to_contain_text("Choisissez au moins un chapitre.")
    tab_to(page, page.locator(".chevet-revision [type=checkbox]").first)
    page.keyboard.press("Space")
    begin(page)


@needs_page
def test_an_exam_is_drawn_by_its_number_left_taken_up_again_and_ended(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    set_day(visitor.page, 0)
    answer_chapter(visitor, right=(True, False))
    page = visitor.open(PAGE)

    def compose() -> list[str]:
        choose(page, "épreuve")
        page.get_by_label("Questions", exact=True).select_option("10")
        begin(page)
        cards = page.locator(".chevet-exam [data-chevet-question]")
        return [str(card.get_attribute("data-chevet-question")) for card in cards.all()]

    choose(page, "épreuve")
    tab_to(page, page.get_by_label("Tirage n°"))
    page.keyboard.press("Control+A")
    page.keyboard.type("412")
    drawn = compose()
    assert drawn
    before = kept(page)
    one = next(q for q in questions(CHAPTER) if f"{q['id']}@exam" in drawn and q["type"] in WRONG)
    card = page.locator(f".chevet-exam [data-chevet-question='{one['id']}@exam']")
    card.locator("input").first.focus()
    give(page, card, one, right_response(one))
    expect(page.locator(".chevet-exam-foot [role=status]")).to_contain_text("1 réponse gardée")
    assert {id: one for id, one in kept(page).items() if "@" not in id} == before, "marked before the end"

    visitor.open(PAGE)
    choose(page, "épreuve")
    assert page.get_by_label("Tirage n°").input_value() == "412"
    assert compose() == drawn
    expect(page.locator(".chevet-exam-foot [role=status]")).to_contain_text("1 réponse gardée")
    page.get_by_role("button", name="Terminer l’épreuve").press("Enter")
    page.locator("dialog button[value=end]").press("Enter")
    expect(page.locator(".chevet-exam-foot [role=status]")).to_contain_text("Épreuve terminée")
    expect(status(page)).to_contain_text("Vous avez déjà répondu à toutes")
    after = kept(page)
    assert {id: after[id]["first"] for id in before} == {id: before[id]["first"] for id in before}

    def draw_of(other: Page) -> list[str]:
        cards = other.locator(".chevet-exam [data-chevet-question]")
        return [str(card.get_attribute("data-chevet-question")).split("@")[0] for card in cards.all()]

    # Somebody else, the same chapter, the same number: the same exam.
    another = reader().open(PAGE)
    choose(another, "épreuve")
    rank = with_questions().index(CHAPTER)
    another.locator(".chevet-revision [type=checkbox]").nth(rank).press("Space")
    another.get_by_label("Questions", exact=True).select_option("10")
    another.get_by_label("Tirage n°").fill("412")
    begin(another)
    assert draw_of(another) == [id.split("@")[0] for id in drawn]


@needs_page
def test_questions_fit_a_narrow_screen(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    set_day(visitor.page, 0)
    answer_chapter(visitor, right=(False, False))
    page = visitor.open(PAGE)
    page.locator(".chevet-revision summary").press("Enter")
    seen = {}
    for way in ("erreurs", "épreuve"):
        choose(page, way)
        begin(page)
        for width in (320, 390, 1280):
            seen[way, width] = visitor.show(width=width).evaluate(STICKING_OUT)
    assert {where: out for where, out in seen.items() if out} == {}
    small = """() => [...document.querySelectorAll(".chevet-revision :is(button, select, input, summary, label)")]
      .filter((e) => e.checkVisibility() && !(e.closest("label") && e.tagName === "INPUT") && (!e.control || e.children.length))
      .filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.outerHTML.slice(0, 80))"""
    assert visitor.show(width=390).evaluate(small) == []


def test_a_chapter_asks_its_errors_again_in_their_place(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    asked = two_questions(CHAPTER)
    total = answer_chapter(visitor, right=(False, False))
    page = visitor.open(CHAPTER, to_the_end=False)  # cards still off screen are asked again too
    redo = page.locator("[data-chevet-redo]")
    expect(redo).to_have_text("Refaire mes erreurs (2)")
    redo.press("Enter")
    expect(page.locator(".chevet-score")).to_contain_text("2 questions vous sont reposées")
    expect(page.locator(".chevet-score")).to_contain_text("Votre premier essai reste celui qui compte.")
    for question in asked:
        expect(card_of(page, question).locator("button[type=submit]")).to_be_visible()
    first = card_of(page, asked[0])
    assert first.evaluate("card => card.contains(document.activeElement)"), (
        "the focus is not in the first card"
    )
    top = first.evaluate("card => card.getBoundingClientRect().top")
    assert -2 <= top < 100, "the first card is not in view"
    answer(page, asked[0], right_response(asked[0]))
    expect(redo).to_have_text("Refaire mes erreurs (1)")
    answer(page, asked[1], right_response(asked[1]))
    expect(redo).to_be_hidden()
    assert page.locator("[data-chevet-total]").inner_text() == total
