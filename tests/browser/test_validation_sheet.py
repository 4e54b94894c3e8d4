"""A decision on a text: nothing lost while it is incomplete, dated when it is whole, kept, printed alone, erased."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Island, Reader, chapters, islands

pytestmark = pytest.mark.browser
WHY = "La phrase 2 contredit le dossier, relu ligne à ligne."
# A browser that keeps nothing, as a platform's frame may be.
REFUSES = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } });"


def one_sheet() -> list[Island]:
    return [island for island in islands() if island.widget == "validation_sheet"][:1]


def show(visitor: Reader, island: Island) -> Locator:
    page = visitor.open(island.page, to_the_end=False)
    shown = page.locator(".chevet-island").nth(island.rank)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_attribute("data-chevet-mounted", "true")
    return shown


def decide(sheet: Locator, decision: str, why: str) -> None:
    sheet.locator(f"input[value={decision}]").check()
    sheet.locator("textarea").fill(why)
    sheet.locator("button[type=submit]").click()


@pytest.mark.parametrize("island", one_sheet(), ids=str)
def test_an_incomplete_sheet_says_what_is_missing_and_loses_nothing(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    sheet = show(visitor, island)
    sheet.locator("textarea").fill("Trop court")
    sheet.locator("button[type=submit]").focus()
    visitor.page.keyboard.press("Enter")
    expect(sheet.locator("[role=status]")).to_contain_text("il manque la décision, la justification")
    expect(sheet.locator("input[value=valider]")).to_be_focused()
    expect(sheet.locator("textarea")).to_have_value("Trop court")
    expect(sheet.locator(".chevet-trace li")).to_have_count(0)
    sheet.locator("textarea").fill(WHY)
    expect(sheet.locator("textarea")).to_have_attribute("aria-invalid", "false")
    expect(show(visitor, island).locator("textarea")).to_have_value(WHY)  # after coming back


@pytest.mark.parametrize("island", one_sheet(), ids=str)
def test_a_decision_is_dated_and_kept_and_the_next_one_is_added(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    sheet = show(visitor, island)
    decide(sheet, "valider", WHY)
    expect(sheet.locator("[role=status]")).to_have_text(re.compile(r"Décision datée\s: \d+"))
    sheet.locator("button[type=submit]").click()
    expect(sheet.locator("[role=status]")).to_contain_text("déjà gardée")
    decide(sheet, "rejeter", WHY)
    records = show(visitor, island).locator(".chevet-trace li")
    expect(records).to_have_count(2)
    expect(records.nth(0)).to_contain_text("Valider")
    expect(records.nth(1)).to_contain_text("Rejeter")
    page = visitor.open(chapters()[0], to_the_end=False)
    page.locator("button[data-chevet-erase]").click()
    page.locator("dialog button[value=erase]").click()
    expect(show(visitor, island).locator("textarea")).to_have_value("")


@pytest.mark.parametrize("island", one_sheet(), ids=str)
def test_where_nothing_is_kept_the_sheet_says_so_and_gives_its_text(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader(init_script=REFUSES)
    sheet = show(visitor, island)
    expect(sheet.locator(".chevet-notice")).to_contain_text("n’est pas gardée")
    decide(sheet, "corriger", WHY)
    expect(sheet.locator(".chevet-trace li")).to_have_count(1)
    with visitor.page.expect_download() as download:
        sheet.locator("a[download]").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert WHY in text
    assert island.state["lines"][0] in text


@pytest.mark.parametrize("island", one_sheet(), ids=str)
def test_the_sheet_alone_is_printed_with_what_was_decided(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    sheet = show(visitor, island)
    page = visitor.page
    page.evaluate("() => { window.print = () => {}; }")
    decide(sheet, "corriger", WHY)
    sheet.get_by_role("button", name="Imprimer la fiche").click()
    page.emulate_media(media="print")
    expect(sheet.locator(".chevet-paper")).to_contain_text(WHY)
    expect(sheet.locator(".chevet-paper")).to_be_visible()
    expect(sheet.locator("form")).to_be_hidden()
    expect(page.locator("h1")).to_be_hidden()
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(page.locator("h1")).to_be_visible()
