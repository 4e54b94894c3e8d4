"""A learner answers a whole chapter, each kind of question with the keyboard, comes back, and erases everything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Reader, chapters, islands
from .marking import mark_letter

pytestmark = pytest.mark.browser

BY_KEYBOARD_ALONE = ("annotation", "ordering")  # a mark and a rank are made by several gestures

UNKEPT = {
    "unreadable": "Ce navigateur ne garde pas vos réponses.",
    "full": "vos nouvelles réponses ne le sont que dans cette page.",
}
REFUSALS = {
    "unreadable": """Object.defineProperty(window, "localStorage", {
      get() { throw new DOMException("denied", "SecurityError"); } });""",
    "full": """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };""",
}


def questions(name: str) -> list[dict[str, Any]]:
    """Every question shown on the page, each with the moment of its quiz ("" when it counts)."""
    return [
        {**question, "moment": island.state["moment"]}
        for island in islands(name)
        if island.widget == "quiz"
        for question in island.state["questions"]
    ]


def with_questions() -> list[str]:
    return [name for name in chapters() if questions(name)]


def first_with_questions() -> list[str]:
    """For what the code of the quiz alone decides, whatever the chapter asks."""
    return with_questions()[:1]


def card_of(page: Page, question: dict[str, Any]) -> Locator:
    cards = page.locator(f".chevet-quiz[aria-label$=', {question['id']}']")
    return cards.nth(1 if question["moment"] == "after" and cards.count() > 1 else 0)


def right_response(question: dict[str, Any]) -> list[str] | str:
    if question["type"] == "tcs":
        return [max(question["choices"], key=lambda choice: int(choice["votes"]))["id"]]
    if question["type"] == "ordering":
        return [item["id"] for item in question["items"]]
    if question["type"] == "matching":
        return [f"{rank}.{pair['right']}" for rank, pair in enumerate(question["pairs"], 1)]
    if question["type"] == "estimation":
        return [f"{question['answer']:g}".replace(".", ",")] * 2
    if "choices" in question:
        return [choice["id"] for choice in question["choices"] if choice["right"]]
    if question["type"] == "annotation":
        return []  # marking.py marks the faults of the key
    if question["type"] == "qroc":
        return str(next(answer["texts"][0] for answer in question["answers"] if answer["credit"] == 1))
    return f"{question['answer']:g}".replace(".", ",")


def tab_to(page: Page, target: Locator) -> None:
    wanted = target.element_handle()
    for _ in range(30):
        if page.evaluate("e => e === document.activeElement", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def step(question: dict[str, Any]) -> int:
    """Its rank in a progressive case, 1 outside: the card of a later step comes with « Question suivante »."""
    return int(question.get("case", {}).get("rank", 1))


def open_step(page: Page, question: dict[str, Any]) -> None:
    if step(question) > 1:
        case = page.locator(f".chevet-dossier[aria-label$=', {question['case']['id']}']")
        case.get_by_role("button", name="Question suivante").press("Enter")


def kind(question: dict[str, Any]) -> tuple[Any, ...]:
    """What decides which keys answer a question."""
    return question["type"], bool(question.get("certainty")), step(question) > 1


def first_of_each_kind() -> set[str]:
    """The questions that are answered with the keyboard, control after control: one of each kind in the course."""
    firsts: dict[tuple[Any, ...], str] = {}
    for name in with_questions():
        for question in questions(name):
            firsts.setdefault(kind(question), question["id"])
    return set(firsts.values())


def answer(page: Page, question: dict[str, Any], response: list[str] | str) -> Locator:
    """Answer with the keyboard alone, from the control that Tab reaches first in the card."""
    open_step(page, question)
    card = card_of(page, question)
    card.locator("input, select, .chevet-ann-num").first.focus()
    if question["type"] == "annotation":
        mark_letter(page, card, question)
    elif question["type"] in ("qru", "tcs"):
        page.keyboard.press("Space")
        for _ in question["choices"]:
            if page.evaluate("document.activeElement.value") in response:
                break
            page.keyboard.press("ArrowDown")
    elif question["type"] == "ordering":
        put_in_order(page, card, question)
    elif question["type"] == "matching":
        for pair in response:
            line, letter = pair.split(".")
            listed = card.locator("select").nth(int(line) - 1)
            listed.focus()
            for _ in question["rights"]:
                if listed.input_value() != letter:
                    page.keyboard.press("ArrowDown")
    elif question["type"] == "estimation":
        page.keyboard.type(response[0])
        page.keyboard.press("Tab")
        page.keyboard.type(response[1])
    elif "choices" in question:
        for letter in response:
            box = card.locator(f"input[value={letter}]")
            box.focus()
            page.keyboard.press("Space")
    else:
        page.keyboard.type(str(response))
    if question.get("certainty"):
        card.locator(".chevet-certainty input").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    tab_to(page, card.locator("button[type=submit]"))
    page.keyboard.press("Enter")
    return card


# The controls of a card, set in one message: the way of answering a type is shown once, on the first of its kind.
FILL = """(card, response) => {
  const set = (control, value) => {
    control.value = value;
    for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
  };
  const lists = [...card.querySelectorAll("select")];
  const boxes = [...card.querySelectorAll("input[name=choice]")];
  const texts = [...card.querySelectorAll("input:not([type=radio], [type=checkbox])")];
  if (boxes.length) for (const box of boxes) response.includes(box.value) && box.click();
  else if (lists.length) for (const [i, list] of lists.entries()) set(list, response[i]);
  else for (const [i, text] of texts.entries()) set(text, response[i]);
  card.querySelectorAll(".chevet-certainty input")[1]?.click();
}"""


def fill(page: Page, question: dict[str, Any], response: list[str] | str) -> Locator:
    """The same answer without the walk from control to control; Enter on the button takes it."""
    if question["type"] in BY_KEYBOARD_ALONE:
        return answer(page, question, response)
    open_step(page, question)
    card = card_of(page, question)
    values = response if isinstance(response, list) else [response]
    if question["type"] == "matching":
        values = [pair.split(".")[1] for pair in values]
    card.evaluate(FILL, values)
    card.locator("button[type=submit]").press("Enter")
    return card


def put_in_order(page: Page, card: Locator, question: dict[str, Any]) -> None:
    """Each item up to its place, with its button; the focus stays on it."""
    for place, item in enumerate(question["items"], 1):
        row = card.locator("li").filter(
            has=page.locator("span.chevet-txt", has_text=re.compile(f"^{item['text']}$"))
        )
        up = row.get_by_role("button", name="Monter")
        up.focus()
        for _ in question["items"]:
            if int(row.locator("select").input_value()) > place:
                page.keyboard.press("Enter")
                assert up.evaluate("e => e === document.activeElement")


def kept(page: Page) -> dict[str, Any]:
    """What the browser keeps: record by question id."""
    found: dict[str, Any] = page.evaluate(
        """() => Object.fromEntries(Object.entries(localStorage)
          .filter(([key]) => key.startsWith("chevet/") && !key.includes("/_"))
          .map(([key, text]) => [key.split("/")[2], JSON.parse(text)]))"""
    )
    return found


@pytest.mark.parametrize("name", with_questions())
def test_a_chapter_answered_is_kept_counted_and_erased(name: str, reader: Callable[..., Reader]) -> None:
    asked = questions(name)
    counted = {question["id"] for question in asked if not question["moment"]}
    visitor = reader()
    page = visitor.open(name)
    total = page.locator("[data-chevet-total]")
    assert re.search(rf"\b0\squestion sur\s{len(counted)}\b", total.inner_text())

    shown = first_of_each_kind()
    for done, question in enumerate(asked):
        respond = answer if question["id"] in shown else fill
        card = respond(page, question, right_response(question))
        status = card.locator("[role=status]")
        expect(status).not_to_be_empty()
        assert page.evaluate("document.activeElement !== document.body"), (
            f"{question['id']}: the focus is lost"
        )
        counted_so_far = {q["id"] for q in asked[: done + 1] if not q["moment"]}
        assert re.search(rf"\b{len(counted_so_far)}\squestions? sur\s{len(counted)}\b", total.inner_text())

    records = kept(page)
    wrong = [id for id, record in records.items() if record["first"]["score"] != 1]
    assert wrong == [], "the right response did not get the point"
    sure = {question["id"] for question in asked if question.get("certainty")}
    assert {id for id, record in records.items() if record["first"].get("certainty") == 30} == sure
    assert counted <= set(records)
    told = total.inner_text()
    n = len(counted)
    assert re.search(rf"\b{n}\spoints? sur\s{n}\b", told)

    page.reload()
    visitor.read_to_the_end()
    assert page.locator("[data-chevet-total]").inner_text() == told
    for question in asked:
        expect(card_of(page, question).locator("[role=status]")).not_to_be_empty()
    assert kept(page) == records

    page.locator("[data-chevet-erase]").press("Enter")
    page.locator("dialog button[value=no]").press("Enter")
    assert kept(page) == records
    page.locator("[data-chevet-erase]").press("Enter")
    page.locator("dialog button[value=erase]").press("Enter")
    expect(page.locator("[data-chevet-total]")).to_contain_text(re.compile(rf"\b0\squestion sur\s{n}\b"))
    assert kept(page) == {}
    expect(page.locator(".chevet-quiz button[type=submit]")).to_have_count(sum(step(q) == 1 for q in asked))


@pytest.mark.parametrize("name", first_with_questions())
def test_a_second_attempt_changes_neither_the_total_nor_the_first_answer(
    name: str, reader: Callable[..., Reader]
) -> None:
    question = next(q for q in questions(name) if q["type"] == "qru" and not q["moment"] and "case" not in q)
    wrong = next(choice["id"] for choice in question["choices"] if not choice["right"])
    page = reader().open(name)
    card = answer(page, question, [wrong])
    expect(card.locator("[role=status]")).not_to_be_empty()
    first = page.locator("[data-chevet-total]").inner_text()
    card.get_by_role("button", name="Réessayer").press("Enter")
    answer(page, question, right_response(question))
    expect(card.locator("[role=status]")).to_contain_text("Juste")
    assert page.locator("[data-chevet-total]").inner_text() == first
    record = kept(page)[question["id"]]
    assert (record["first"]["score"], record["last"]["score"], record["attempts"]) == (0, 1, 2)


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("name", first_with_questions())
def test_a_browser_that_keeps_nothing_says_so_and_still_asks(
    name: str, refusal: str, reader: Callable[..., Reader]
) -> None:
    page = reader(init_script=REFUSALS[refusal]).open(name)
    question = next(q for q in questions(name) if not q["moment"])
    expect(page.get_by_text(UNKEPT[refusal]).locator("visible=true")).to_have_count(1)
    card = answer(page, question, right_response(question))
    expect(card.locator("[role=status]")).not_to_be_empty()
    expect(page.locator("[data-chevet-total]")).to_contain_text(re.compile(r"\b1\squestion sur"))


@pytest.mark.parametrize("name", first_with_questions())
def test_a_learner_sees_the_same_order_at_each_visit(name: str, reader: Callable[..., Reader]) -> None:
    def order(page: Page) -> list[str]:
        found: list[str] = page.locator(
            ".chevet-quiz input[type=radio], .chevet-quiz input[type=checkbox]"
        ).evaluate_all("inputs => inputs.map((input) => input.value)")
        return found

    visitor = reader()
    first = order(visitor.open(name))
    assert order(visitor.open(name)) == first
    assert any(order(reader().open(name)) != first for _ in range(3)), "every learner sees the same order"
