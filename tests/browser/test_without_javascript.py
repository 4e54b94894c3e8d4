"""Without JavaScript, on paper or in an old browser, what an instrument says can still be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

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


@pytest.mark.parametrize("name", pages())
def test_every_page_can_be_read(name: str, reader: Callable[..., Reader]) -> None:
    page = reader(java_script_enabled=False).open(name, to_the_end=False)
    assert page.locator("h1").first.is_visible()
    hollow = [b.inner_text() for b in page.locator("button").all() if b.is_visible()]
    assert hollow == [], "a button that does nothing without JavaScript must not show"


@pytest.mark.parametrize("island", islands(), ids=str)
def test_every_instrument_can_be_read(island: Island, reader: Callable[..., Reader]) -> None:
    page = reader(java_script_enabled=False).open(island.page, to_the_end=False)
    fallback = page.locator(".chevet-island").nth(island.rank).locator(".chevet-fallback")
    text = words(fallback.inner_text())
    assert len(text) > 40
    assert [one for one in what_must_be_read(island) if one not in text] == []


@pytest.mark.parametrize("island", [i for i in islands() if i.state.get("text")], ids=str)
def test_the_pieces_of_a_text_can_be_read(island: Island, reader: Callable[..., Reader]) -> None:
    """Every letter of the text an explorer starts from is in its fallback, in order, among the cuts."""
    page = reader(java_script_enabled=False).open(island.page, to_the_end=False)
    shown = page.locator(".chevet-island").nth(island.rank).locator(".chevet-fallback").inner_text()
    waiting: Any = iter(shown)
    missing = [sign for sign in island.state["text"] if sign.isalnum() and sign not in waiting]
    assert missing == []
