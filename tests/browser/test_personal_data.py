"""What the page « Vos données » lists is what the code writes: compared by reading the code and by walking the course."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

import chevet
from chevet.course import Course
from chevet.site.stored import read_stored

from .conftest import Reader, islands, pages

pytestmark = pytest.mark.browser
PACKAGE = Path(chevet.__file__).parent
WRITES = re.compile(
    r"\.setItem\(|notes\.put\(|caches\.open\(|indexedDB|sessionStorage|document\.cookie|cookieStore|sendBeacon"
)
# What a browser may keep that a page can list.
KEPT = """async () => ({
    keys: Array.from({length: localStorage.length}, (_, i) => localStorage.key(i)),
    session: sessionStorage.length,
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({name}) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def modules() -> list[Path]:
    found = [*PACKAGE.glob("web/*.js"), *PACKAGE.glob("widgets/*/*.js"), *PACKAGE.glob("site/theme/**/*.js")]
    return [path for path in found if not path.name.endswith(".test.js")]


def test_every_file_that_keeps_something_is_in_the_table(course: Course) -> None:
    writers = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if WRITES.search(path.read_text(encoding="utf-8"))
    }
    assert writers == {file for one in read_stored(course) for file in one.code}


def test_every_element_exchanged_with_a_platform_is_in_the_table(course: Course) -> None:
    told = {
        element
        for path in PACKAGE.glob("web/scorm*.js")
        if not path.name.endswith(".test.js")
        for element in re.findall(r"cmi\.[a-z_.]+", path.read_text(encoding="utf-8"))
    }
    assert told == {element for one in read_stored(course) for element in one.elements}


def test_what_the_whole_course_keeps_is_in_the_table(reader: Callable[..., Reader], course: Course) -> None:
    """One reader opens every page, changes the lamp, answers, decides; then everything kept is compared."""
    visitor = reader()
    for name in pages():
        visitor.open(name)
    visitor.page.locator("[data-chevet-lamp]").click()
    quiz = next(island for island in islands() if island.widget == "quiz")
    page = visitor.open(quiz.page)
    card = page.locator(".chevet-island").nth(quiz.rank).locator("form").first
    card.locator("input").first.check()
    card.locator("button[type=submit]").click()
    expect(card.locator(".chevet-outcome [role=status]")).not_to_be_empty()
    sheet = next(island for island in islands() if island.widget == "validation_sheet")
    visitor.open(sheet.page).locator(".chevet-island").nth(sheet.rank).locator("textarea").fill("Relu.")
    visitor.page.wait_for_function("Object.keys(localStorage).some((key) => key.includes('/_note/'))")

    kept = visitor.page.evaluate(KEPT)
    table = [one for one in read_stored(course) if one.where == "navigateur"]
    unknown = [
        key for key in kept.pop("keys") if not any(re.fullmatch(k, key) for one in table for k in one.keys)
    ]
    assert not unknown
    assert kept == {"session": 0, "cookies": "", "databases": [], "caches": [], "workers": 0}
    # A page left early gives up its icon; nothing else may fail.
    visitor.faults = [fault for fault in visitor.faults if "favicon" not in fault]
    visitor.check()


def test_a_reader_sees_takes_away_and_erases_what_is_kept(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    page = visitor.open("book/donnees-personnelles")
    place = page.locator("[data-chevet-data]")
    expect(place.get_by_role("status")).to_have_text("Ce navigateur ne garde rien du cours.")
    expect(place.get_by_role("button")).to_be_hidden()
    page.evaluate(
        "localStorage.setItem('chevet/1/tokens-01', '{\"attempts\": 1}'); localStorage.setItem('autre', 'x');"
        "localStorage.setItem('chevet/_theme', 'dark')"
    )
    page.reload()
    expect(place.get_by_role("status")).to_contain_text("1\u00a0réponse, 1\u00a0réglage")
    address = place.get_by_role("link").get_attribute("href") or ""
    taken = json.loads(unquote(address.partition(",")[2]))
    assert taken == {"chevet/1/tokens-01": {"attempts": 1}, "chevet/_theme": "dark"}
    place.get_by_role("button", name="Tout effacer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("localStorage.length") == 3
    place.get_by_role("button", name="Tout effacer").click()
    page.get_by_role("dialog").get_by_role("button", name="Tout effacer").click()
    expect(place.get_by_role("status")).to_have_text("Tout est effacé.")
    assert page.evaluate("Object.keys(localStorage)") == ["autre"]
    visitor.check()


def test_where_nothing_can_be_kept_the_page_says_so(reader: Callable[..., Reader]) -> None:
    visitor = reader("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });")
    page = visitor.open("book/donnees-personnelles")
    expect(page.locator("[data-chevet-data] [role=status]")).to_contain_text("refuse de garder")
    visitor.check()
