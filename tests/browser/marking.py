"""A letter marked as a learner does it with the keyboard alone, whatever page asks it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

Fault = tuple[str, int, int, int, str, int]  # side, line, first word, last word, nature, gravity


def faults(question: dict[str, Any]) -> list[Fault]:
    """The key of a question, from its state."""
    spans = (fault["span"] for fault in question["letter"]["faults"])
    return [(s["side"], s["line"], s["first"], s["last"], s["kind"], s["gravity"]) for s in spans]


def number(card: Locator, side: str, line: int) -> Locator:
    """The button that opens the mark of a line."""
    return card.locator(f".chevet-ann-side-{side} button.chevet-ann-num").nth(line - 1)


def mark_by_keyboard(page: Page, card: Locator, fault: Fault) -> None:
    """From any number: left or right to the side, up or down to the line, Enter, the words, the names, Enter."""
    side, line, first, last, kind, gravity = fault
    press = page.keyboard.press
    press("ArrowLeft" if side == "D" else "ArrowRight")
    press("Home")
    for _ in range(line - 1):
        press("ArrowDown")
    expect(number(card, side, line)).to_be_focused()
    press("Enter")
    for _ in range(first - 1):
        press("ArrowDown")
    press("Tab")
    for _ in range(int(page.evaluate("document.activeElement.value")) - last):
        press("ArrowUp")
    if side == "L":
        press("Tab")
        press("Space")
        for _ in range(["erreur", "ajout"].index(kind)):
            press("ArrowDown")
    press("Tab")
    press("Space")
    for _ in range(gravity - 1):
        press("ArrowDown")
    press("Enter")
    place = f"{'note' if side == 'D' else 'phrase'}\u00a0{line}"
    expect(card.locator(".chevet-ann-status")).to_contain_text(f"{place}, {kind}, gravité\u00a0{gravity}.")
    expect(number(card, side, line)).to_be_focused()


def mark_letter(page: Page, card: Locator, question: dict[str, Any]) -> None:
    """Every fault of the key, then on to the list of marks, near the end of the card."""
    number(card, "L", 1).focus()
    for fault in faults(question):
        mark_by_keyboard(page, card, fault)
    card.locator(".chevet-ann-marks button").last.focus()
