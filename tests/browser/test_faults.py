"""What the browser keeps badly — full, forbidden, corrupted, in two tabs — costs no answer, and is told in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import chevet

from .conftest import READ_TO_THE_END, Reader, islands, pages
from .test_answers import REFUSALS, first_with_questions

pytestmark = pytest.mark.browser

# Full or not as the page wishes, from its first line.
FULL_WHEN_TOLD = """
const write = Storage.prototype.setItem;
Storage.prototype.setItem = function (...args) {
  if (sessionStorage.getItem("plein") && this === localStorage) throw new DOMException("full", "QuotaExceededError");
  return write.apply(this, args);
};"""
FILL = "sessionStorage.setItem('plein', '1')"
EMPTY = "sessionStorage.removeItem('plein')"
# Each key is read as one of these.
GARBAGE: list[str] = [
    "", "{", "null", "true", "42", '"x"', "[]", "{}", "[null]", "\ud83d", "a" * 70_000,
    json.dumps({"digest": 1, "first": [], "last": None, "attempts": "trois"}),
    json.dumps({"digest": "d", "first": {"response": "a", "score": 1}, "last": {"response": 3, "score": 9}, "attempts": 1}),
    json.dumps({"digest": "d", "box": -1, "due": "demain"}),
    json.dumps({"draft": {"decision": 7, "reason": None}, "decisions": [None, {"at": 1}, 3]}),
    json.dumps({"draft": [], "decisions": {"length": 2}}),
    json.dumps({"digest": "d", "marks": {"a": 1}}),
    json.dumps({"digest": "d", "marks": [None, {"start": "x"}, []]}),
    json.dumps({"seed": "x", "run": -1, "readings": [None, {}], "open": {"ms": "x"}}),
    json.dumps({"slugs": "tout", "count": -3, "draw": {}}),
]  # fmt: skip
CORRUPT = """
const read = Storage.prototype.getItem;
const hash = (text) => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 0);
Storage.prototype.getItem = function (key) {
  if (!key.startsWith("chevet/")) return read.call(this, key);
  (window.asked ??= []).push(key);
  return GARBAGE[hash(key) % GARBAGE.length];
};"""
MOUNTED = "[...document.querySelectorAll('.chevet-island')].map((i) => [i.dataset.chevetWidget, i.dataset.chevetMounted])"


def that_keep() -> set[str]:
    """The widgets whose code reads or writes what is kept; the others could not tell a storage from none."""
    folders = (Path(chevet.__file__).parent / "widgets").iterdir()
    modules = {
        folder.name: "".join(p.read_text(encoding="utf-8") for p in folder.glob("*.js")) for folder in folders
    }
    return {name for name, code in modules.items() if "web/store.js" in code or "web/notes.js" in code}


def one_of_each() -> list[str]:
    """As few pages as may be with each of these widgets, and those of the course that show what is kept."""
    kinds = {page: {island.widget for island in islands(page)} for page in pages()}
    wanted = that_keep() & set().union(*kinds.values())
    chosen = ["book/donnees-personnelles", "book/hors-ligne"]
    while wanted:
        best = max(kinds, key=lambda page: len(kinds[page] & wanted))
        chosen.append(best)
        wanted -= kinds[best]
    return [page for page in chosen if page in kinds]


def forgive_icons(visitor: Reader) -> None:
    """A page left early gives up its icon; nothing else may fail."""
    visitor.faults = [fault for fault in visitor.faults if "favicon" not in fault]


def cards(page: Page) -> Locator:
    """The questions that ticking an answer is enough for, opening ones apart."""
    with_choices = page.locator(
        ".chevet-quiz:has(input[type=radio], input[type=checkbox]):has(button[type=submit])"
    )
    return with_choices.and_(page.locator("[data-chevet-question]:not([data-chevet-question*='@'])"))


def give(card: Locator) -> str:
    """Answer a question with its first proposition; its identifier."""
    card.locator("input").first.check()
    if card.locator(".chevet-certainty").count():
        card.locator(".chevet-certainty input").first.check()
    identifier = str(card.get_attribute("data-chevet-question"))
    card.locator("button[type=submit]").click()
    expect(card.locator(".chevet-outcome [role=status]")).not_to_be_empty()
    return identifier


def shown(page: Page, identifier: str) -> Locator:
    return page.locator(f"[data-chevet-question='{identifier}'] .chevet-outcome [role=status]")


def kept(page: Page) -> dict[str, Any]:
    """The answers in localStorage, by question."""
    stored: dict[str, str] = page.evaluate("({...localStorage})")
    return {
        key.split("/")[-1]: json.loads(text)
        for key, text in stored.items()
        if key.count("/") == 2 and "/_" not in key
    }


def open_cards(page: Page) -> list[str]:
    found = cards(page).evaluate_all("all => all.map((one) => one.dataset.chevetQuestion)")
    return list(dict.fromkeys(map(str, found)))


def card(page: Page, identifier: str) -> Locator:
    return page.locator(f"[data-chevet-question='{identifier}']")


@pytest.mark.parametrize("name", first_with_questions())
def test_a_storage_that_fills_up_loses_nothing_and_says_what_it_does_not_keep(
    name: str, reader: Callable[..., Reader]
) -> None:
    visitor = reader(FULL_WHEN_TOLD)
    page = visitor.open(name)
    told = page.locator(".chevet-unkept[role=status]")
    promise = page.locator("[data-chevet-kept]")
    first, second, third, *_ = open_cards(page)
    give(card(page, first))
    expect(told).to_be_empty()
    expect(promise).to_contain_text("restent dans ce navigateur")

    page.evaluate(FILL)
    give(card(page, second))
    expect(told).to_contain_text("n’a plus de place")
    expect(page.get_by_text("Ce navigateur ne garde pas vos réponses")).to_have_count(
        0
    )  # the first one is kept
    expect(told).to_be_visible()
    expect(promise).to_be_empty()
    assert sorted(kept(page)) == [first]

    page.evaluate(EMPTY)
    give(card(page, third))  # there is room again: what waited is kept with it
    expect(told).to_contain_text("garde de nouveau")
    assert sorted(kept(page)) == sorted([first, second, third])

    page.evaluate(FILL)
    page.reload()  # full from the start: what was kept is still read
    visitor.read_to_the_end()
    for identifier in (first, second, third):
        expect(shown(page, identifier)).not_to_be_empty()
    expect(told).to_contain_text("n’a plus de place")


@pytest.mark.parametrize("name", first_with_questions())
def test_two_tabs_of_a_chapter_keep_the_answers_of_both(name: str, reader: Callable[..., Reader]) -> None:
    visitor = reader()
    one = visitor.open(name)
    two = one.context.new_page()
    two.goto(one.url)
    two.evaluate(READ_TO_THE_END)
    first, second, third, *_ = open_cards(one)
    give(card(one, first))
    expect(shown(two, first)).not_to_be_empty()  # without a reload
    card(two, second).locator("input").first.check()
    give(card(one, second))
    expect(card(two, second).locator("input").first).to_be_checked()  # not taken from under the hand
    give(card(two, third))
    expect(shown(one, third)).not_to_be_empty()
    records = kept(one)
    assert set(records) == {first, second, third}
    assert [records[one]["attempts"] for one in (first, second, third)] == [1, 1, 1]
    give(card(two, second))  # its first answer is the other tab's
    assert kept(two)[second]["attempts"] == 2
    assert kept(two)[second]["first"] == records[second]["first"]
    two.close()


def test_whatever_is_read_back_every_widget_opens(reader: Callable[..., Reader]) -> None:
    visitor = reader(CORRUPT.replace("GARBAGE", json.dumps(GARBAGE)))
    asked: set[str] = set()
    for name in one_of_each():
        page = visitor.open(name)
        failed = [widget for widget, mounted in page.evaluate(MOUNTED) if mounted != "true"]
        assert not failed, f"{name}: {failed}"
        asked |= set(page.evaluate("window.asked ?? []"))
    forgive_icons(visitor)
    # The seed, the lamp, and the notes of the instruments were all asked for.
    for fragment in ("/_seed", "/_theme", "/_note/validation/", "/_note/epreuve"):
        assert any(fragment in key or key.endswith(fragment) for key in asked), f"{fragment} was never read"


@pytest.mark.parametrize("name", first_with_questions())
def test_a_corrupted_answer_is_asked_again_and_takes_no_other(
    name: str, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    page = visitor.open(name)
    first, second, *_ = open_cards(page)
    give(card(page, first))
    give(card(page, second))
    page.evaluate(
        "([id]) => { for (const key of Object.keys(localStorage)) if (key.endsWith(`/${id}`) && !key.includes('/_'))"
        " localStorage.setItem(key, localStorage.getItem(key).slice(0, 20)); }",
        [first],
    )
    page.reload()
    visitor.read_to_the_end()
    expect(shown(page, second)).not_to_be_empty()
    expect(card(page, first).locator("button[type=submit]")).to_be_visible()
    give(card(page, first))
    assert set(kept(page)) == {first, second}


def test_where_storage_is_forbidden_every_page_works_and_says_so(reader: Callable[..., Reader]) -> None:
    denied = 'get() { throw new DOMException("denied", "SecurityError"); }'
    caches = "".join(
        f"Object.defineProperty({where}, '{name}', {{ configurable: true, {denied} }});"
        for where, name in (
            ("window", "caches"),
            ("window", "indexedDB"),
            ("Navigator.prototype", "serviceWorker"),
        )
    )
    visitor = reader(REFUSALS["unreadable"] + caches)
    for name in one_of_each():
        page = visitor.open(name)
        failed = [widget for widget, mounted in page.evaluate(MOUNTED) if mounted != "true"]
        assert not failed, f"{name}: {failed}"
        if page.locator("[data-chevet-kept]").count():
            expect(page.locator(".chevet-unkept[role=status]")).to_contain_text("refuse de garder")
        if name == "book/hors-ligne":
            expect(page.locator("[data-chevet-offline] [role=status]")).to_contain_text(
                "ne permet pas de garder"
            )
        if name == "book/donnees-personnelles":
            expect(page.locator("[data-chevet-data] [role=status]")).to_contain_text("refuse de garder")
    forgive_icons(visitor)


def test_a_copy_that_the_browser_refuses_to_read_is_told(reader: Callable[..., Reader]) -> None:
    """The interfaces are there and every call fails: a broken disk, or data that a policy forbids."""
    visitor = reader(
        "for (const name of ['match', 'open', 'keys', 'delete'])"
        " CacheStorage.prototype[name] = () => Promise.reject(new DOMException('broken', 'UnknownError'));"
        "ServiceWorkerContainer.prototype.getRegistration = () => Promise.reject(new DOMException('no', 'SecurityError'));"
    )
    page = visitor.open("book/hors-ligne")
    expect(page.locator("[data-chevet-offline] [role=status]")).to_contain_text("ne permet pas de garder")
    expect(page.locator("[data-chevet-offline]").get_by_role("button")).to_have_count(0)
