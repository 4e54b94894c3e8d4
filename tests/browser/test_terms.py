"""The definition of a term where it is read: at hover, at focus, at a tap, to a screen reader, in a package."""

from __future__ import annotations

import mimetypes
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from chevet.course import Course
from chevet.export.scorm import export_scorm

from .conftest import Reader, chapters

pytestmark = pytest.mark.browser

FIRST = chapters()[0]
PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}

# What the page looks like beside the definition: where each paragraph lies, and how tall the page is. What is sticky
# follows the reader, and lies elsewhere at each scroll.
LAYOUT = """() => {
  const sticky = (e) => e && (getComputedStyle(e).position === "sticky" || sticky(e.parentElement));
  const boxes = [...document.querySelectorAll("main :is(p, li, td, h2)")]
    .filter((e) => e.checkVisibility() && !e.closest(".chevet-bubble") && !sticky(e)).map((e) => e.getBoundingClientRect());
  return [document.documentElement.scrollWidth,
    ...boxes.map((box) => [box.left, box.top + scrollY, box.width, box.height].map(Math.round).join(" "))];
}"""

# The same once drawings have taken their size: thirty frames in a row without a change.
SETTLED = f"""async () => {{
  const layout = {LAYOUT};
  let [last, calm] = ["", 0];
  while (calm < 30) {{
    await new Promise(requestAnimationFrame);
    const now = JSON.stringify(layout());
    calm = now === last ? calm + 1 : 0;
    last = now;
  }}
  return layout();
}}"""

# Opens the definition of a term as the keyboard does and says what of it lies out of the window or over the term.
BOX = """(term) => {
  const box = document.querySelector(".chevet-bubble").getBoundingClientRect();
  const lines = [...term.getClientRects()];
  const over = (line) => box.top < line.bottom && box.bottom > line.top && box.left < line.right && box.right > line.left;
  return { inside: box.left >= 0 && box.right <= innerWidth && box.width > 100, over: over(lines[0]) };
}"""


# The calls that no definition describes, or whose definition shows before it is asked for.
UNSAID = """(links) => links.filter((link) => {
  const told = document.getElementById(link.getAttribute("aria-describedby"));
  const box = told?.getBoundingClientRect();
  return !(told?.textContent.length > 30) || (told.checkVisibility({ visibilityProperty: true }) && box.width && box.height);
}).map((link) => link.outerHTML)"""

# Gives the focus to each term in turn, and tells those whose definition does not open, leaves the window, covers the
# term or moves the page. One question to the browser: a page has sixty terms.
MISPLACED = f"""(terms) => {{
  const layout = {LAYOUT};
  const place = {BOX};
  const before = JSON.stringify(layout());
  return terms.map((term) => {{
    term.focus();
    const opened = document.querySelector(".chevet-bubble")?.checkVisibility({{ visibilityProperty: true }}) ?? false;
    const {{ inside, over }} = opened ? place(term) : {{}};
    return {{ term: term.outerHTML, opened, inside, over, moved: JSON.stringify(layout()) !== before }};
  }}).filter(({{ opened, inside, over, moved }}) => !opened || !inside || over || moved);
}}"""


def terms(page: Page) -> Locator:
    return page.locator("main .chevet-term")


def bubble(page: Page) -> Locator:
    return page.locator(".chevet-bubble")


def described(term: Locator) -> str:
    """The words that the accessibility tree gives as description of the term."""
    identifier = term.get_attribute("aria-describedby")
    return str(term.page.locator(f"[id='{identifier}']").text_content())


@pytest.mark.parametrize("name", chapters())
def test_each_call_of_the_glossary_is_a_link_that_a_definition_describes(
    name: str, reader: Callable[..., Reader]
) -> None:
    page = reader(java_script_enabled=False).open(name, to_the_end=False)
    links = page.locator("main a[href*='glossaire.html#term-']")
    assert links.count() == terms(page).count() > 3
    assert links.evaluate_all(UNSAID) == []
    address = str(links.first.get_attribute("href"))
    links.first.click()
    expect(page.locator(f"#{address.partition('#')[2]}")).to_be_visible()


def test_the_pointer_opens_it_may_enter_it_and_closes_it_by_leaving(reader: Callable[..., Reader]) -> None:
    visit = reader()
    visit.page.clock.install()  # the two delays pass when the test says so
    page = visit.open(FIRST, to_the_end=False)
    term = terms(page).first
    term.hover()
    page.clock.run_for(1000)
    expect(bubble(page)).to_have_text(described(term))
    bubble(page).hover()
    page.clock.run_for(60_000)
    expect(bubble(page)).to_be_visible()
    page.mouse.move(1, 1)
    page.clock.run_for(1000)
    expect(bubble(page)).to_be_hidden()
    # Closed with Escape, it stays closed while the pointer stays; crossing a term opens nothing.
    term.hover()
    page.clock.run_for(1000)
    page.keyboard.press("Escape")
    expect(bubble(page)).to_be_hidden()
    term.hover(position={"x": 3, "y": 8})
    page.clock.run_for(1000)
    expect(bubble(page)).to_be_hidden()
    page.mouse.move(1, 1)
    term.hover()
    page.mouse.move(1, 1)
    page.clock.run_for(1000)
    expect(bubble(page)).to_be_hidden()


def test_the_focus_opens_it_and_escape_closes_it_where_one_is(reader: Callable[..., Reader]) -> None:
    page = reader().open(FIRST, to_the_end=False)
    first, second = terms(page).nth(0), terms(page).nth(1)
    page.keyboard.press("Tab")
    first.focus()
    expect(bubble(page)).to_have_text(described(first))
    page.keyboard.press("Escape")
    expect(bubble(page)).to_be_hidden()
    expect(first).to_be_focused()
    second.focus()
    expect(bubble(page)).to_have_text(described(second))
    assert bubble(page).locator("a").count() == 0  # one stop of Tab for each term: its definition adds none
    page.emulate_media(media="print")
    expect(bubble(page)).to_be_hidden()
    page.emulate_media(media="screen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossaire.html#term-*")


def test_a_tap_opens_it_and_the_reader_stays_where_they_are(reader: Callable[..., Reader]) -> None:
    page = reader(**PHONE).open(FIRST)  # to its end: what is mounted above changes the height of the page
    term = terms(page).nth(2)
    term.scroll_into_view_if_needed()
    place = page.evaluate("[location.href, scrollY]")
    term.tap()
    expect(bubble(page)).to_contain_text(described(term))
    assert page.evaluate("[location.href, scrollY]") == place
    term.tap()
    expect(bubble(page)).to_be_hidden()
    term.tap()
    page.touchscreen.tap(4, 4)
    expect(bubble(page)).to_be_hidden()
    term.tap()
    link = bubble(page).get_by_role("link", name="Voir le glossaire")
    assert link.bounding_box()["height"] >= 44  # type: ignore[index]
    link.tap()
    page.wait_for_url("**/glossaire.html#term-*")


def test_escape_in_the_definition_gives_the_focus_back_to_the_term(reader: Callable[..., Reader]) -> None:
    page = reader(**PHONE).open(FIRST, to_the_end=False)
    term = terms(page).first
    term.tap()
    page.keyboard.press("Tab")
    expect(bubble(page).get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(bubble(page)).to_be_hidden()
    expect(term).to_be_focused()


@pytest.mark.parametrize("name", chapters())
def test_it_moves_nothing_and_stays_in_the_window(name: str, reader: Callable[..., Reader]) -> None:
    visitor = reader()
    page = visitor.open(name)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        visitor.read_to_the_end()
        page.keyboard.press("Tab")  # from here on, a focus is that of a keyboard
        before = page.evaluate(SETTLED)
        assert len(before) > 20
        assert terms(page).evaluate_all(MISPLACED) == []
        assert page.evaluate(LAYOUT) == before


@pytest.fixture(scope="module")
def package(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_scorm(course, FIRST.removeprefix("chapters/"), tmp_path_factory.mktemp("paquet"))


def open_package(chromium: Browser, package: Path, **options: Any) -> Page:
    """The package read as plain files, by a browser that finds nothing else."""
    context = chromium.new_context(**options)
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}

    def send(route: Route) -> None:
        name = route.request.url.removeprefix("http://paquet.test/")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        route.fulfill(body=files[name], content_type=f"{kind}; charset=utf-8")

    context.route("**/*", send)
    page = context.new_page()
    page.goto("http://paquet.test/index.html")
    return page


def test_a_package_keeps_the_definitions_and_leads_to_no_glossary(chromium: Browser, package: Path) -> None:
    page = open_package(chromium, package, **PHONE)
    assert terms(page).count() > 3
    assert page.locator("main a[href*='glossaire']").count() == 0
    term = page.get_by_role("button", name=terms(page).first.inner_text(), exact=True).first
    term.tap()
    expect(bubble(page)).to_have_text(described(term))
    assert bubble(page).get_by_role("link").count() == 0
    term.tap()
    expect(bubble(page)).to_be_hidden()
    term.focus()
    page.keyboard.press("Enter")
    expect(bubble(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(bubble(page)).to_be_hidden()
    page.context.close()
