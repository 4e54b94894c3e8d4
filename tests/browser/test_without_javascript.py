"""Without JavaScript, on paper or in an old browser, what an instrument says can still be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup

from .conftest import Island, Reader, islands, pages

pytestmark = pytest.mark.browser


def words(text: str) -> str:
    return " ".join(text.split())


def plain(html: str) -> str:
    return words(BeautifulSoup(html, "html.parser").get_text())


def what_must_be_read(island: Island) -> Iterator[str]:
    """The stem and the propositions of each question; the texts that an explorer starts from."""
    for question in island.state["questions"] if island.widget == "quiz" else []:
        yield plain(question["stem"])
        yield from (plain(choice["text"]) for choice in question.get("choices", []))
    yield from (section["title"] for section in island.state.get("record", []))


def missing_letters(text: str, shown: str) -> list[str]:
    """The letters of ``text`` that ``shown`` does not hold in order: cuts may stand between them."""
    waiting = iter(shown)
    return [sign for sign in text if sign.isalnum() and sign not in waiting]


@pytest.mark.parametrize("name", pages())
def test_the_page_and_its_instruments_can_be_read(name: str, reader: Callable[..., Reader]) -> None:
    page = reader(java_script_enabled=False).open(name, to_the_end=False)
    assert page.locator("h1").first.is_visible()
    hollow = page.locator("button").locator("visible=true").all_inner_texts()
    assert hollow == [], "a button that does nothing without JavaScript must not show"

    fallbacks = page.locator(".chevet-island .chevet-fallback").all_inner_texts()
    assert len(fallbacks) == len(islands(name)), "an instrument has no text, or several"
    unread = {}
    for island, shown in zip(islands(name), fallbacks, strict=True):
        text = words(shown)
        lost = [one for one in what_must_be_read(island) if one not in text]
        # Every letter of the text that an explorer starts from, in order, among the cuts.
        lost += missing_letters(island.state.get("text", ""), shown)
        if lost or len(text) <= 40:
            unread[str(island)] = lost or text
    assert unread == {}, "texts that are lost, or fallbacks of forty letters at most"
