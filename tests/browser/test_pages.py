"""What every page owes its reader: nothing asked elsewhere, nothing broken, readable by all, at any width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from chevet.budgets import first_visit_files
from chevet.course import Course

from .conftest import AXE, DESK, Reader, pages

pytestmark = pytest.mark.browser

ALL_PAGES = [*pages(), "search"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
COLOUR = ["color-contrast", "link-in-text-block"]  # the rules of axe that a theme can change, and the slowest

# Elements that stick out of the page and are not inside a box that scrolls.
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (e) => e && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX)
    || scrolls(e.parentElement));
  const out = [...document.body.querySelectorAll("*")].filter((e) => {
    const { left, right, width: own } = e.getBoundingClientRect();
    return own > 0 && (right > width + 1 || left < -1) && !scrolls(e.parentElement)
      && e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  });
  return [document.documentElement.scrollWidth > width ? "page" : "", ...out.map((e) => e.outerHTML.slice(0, 90))]
    .filter(Boolean);
}"""

MOVING = """() => {
  const seconds = (text) => Math.max(...text.split(",").map((t) => parseFloat(t) * (t.includes("ms") ? 1 : 1000)));
  const moving = [...document.querySelectorAll("*")].filter((e) => {
    const style = getComputedStyle(e);
    return seconds(style.transitionDuration) > 10 || (style.animationName !== "none" && seconds(style.animationDuration) > 10);
  });
  return moving.map((e) => e.outerHTML.slice(0, 90));
}"""

# Marks what a reader reads, and counts it.
PROSE = """() => {
  const read = [...document.querySelectorAll("main p, main li, main dd, main td, main figure")].filter((e) =>
    e.checkVisibility() && e.textContent.trim() && !e.closest("nav, summary, .chevet-island, .chevet-actions, .chevet-score"));
  for (const e of read) e.dataset.prose = "";
  return read.length;
}"""


# What is in the page and cannot be seen; and whether a tool of the screen shows.
PRINTED = """() => {
  const read = [...document.querySelectorAll("[data-prose], main .chevet-island")];
  const tools = [...document.querySelectorAll("nav, .chevet-skip, [data-chevet-lamp], [data-chevet-menu]")];
  const shows = (e) => e.checkVisibility({ visibilityProperty: true })
    && e.getBoundingClientRect().width * e.getBoundingClientRect().height > 0;
  return { title: shows(document.querySelector("main h1")),
    unread: read.filter((e) => !shows(e)).map((e) => e.outerHTML.slice(0, 90)),
    tools: tools.filter(shows).map((e) => e.outerHTML.slice(0, 90)) };
}"""

FADED = """() => [...document.querySelectorAll("button, input, textarea, select, a[href]")]
  .filter((e) => e.checkVisibility())
  .filter((e) => { const s = getComputedStyle(e); return s.color === s.backgroundColor; })
  .map((e) => e.outerHTML.slice(0, 90))"""


@dataclass(frozen=True)
class Read:
    """A page that somebody who asked for stillness has read to its end, and the files that this took."""

    name: str
    visitor: Reader
    files: set[Path]


# Gives up on every question, which shows its correction; those asked before reading only take an answer.
GIVE_UP = """() => {
  for (const card of document.querySelectorAll(".chevet-quiz")) {
    const passing = [...card.querySelectorAll("button")].find((one) => one.textContent.startsWith("Passer"));
    if (!passing) card.querySelector("input").click();
    (passing ?? card.querySelector("[type=submit]")).click();
  }
  return document.querySelectorAll(".chevet-quiz .chevet-result").length;
}"""


@pytest.fixture(scope="module")
def read(request: pytest.FixtureRequest, chromium: Browser, site: str, course: Course) -> Iterator[Read]:
    """One opening for all the tests that only look; each says first under which conditions it looks."""
    context = chromium.new_context(**DESK, reduced_motion="reduce")
    visitor = Reader(context.new_page(), site, course.site_dir.resolve())
    visitor.open(request.param)
    visitor.page.wait_for_load_state("networkidle")
    yield Read(request.param, visitor, visitor.loaded_files())
    context.close()
    visitor.check()


@pytest.mark.parametrize("read", ALL_PAGES, indirect=True)
def test_a_page_asks_for_the_files_that_its_budget_counts_and_no_other(read: Read, course: Course) -> None:
    assert read.files
    if read.name != "search":  # not a page of the table of contents
        icon = {path for path in first_visit_files(course, read.name) if path.name.startswith("favicon.")}
        assert len(icon) == 1
        # Without a window, Chromium may leave the icon out.
        assert read.files | icon == set(first_visit_files(course, read.name))


@pytest.mark.parametrize("read", ALL_PAGES, indirect=True)
def test_nothing_sticks_out_of_a_page(read: Read) -> None:
    seen = {width: read.visitor.show(width=width).evaluate(STICKING_OUT) for width in (320, 390, 1280)}
    assert seen == {320: [], 390: [], 1280: []}


@pytest.mark.parametrize("read", ALL_PAGES, indirect=True)
def test_nothing_moves_when_the_reader_asked_for_stillness(read: Read) -> None:
    assert read.visitor.show().evaluate(MOVING) == []


@pytest.mark.parametrize("read", ALL_PAGES, indirect=True)
def test_a_page_keeps_its_controls_in_forced_colours(read: Read) -> None:
    assert read.visitor.show(forced_colors="active").evaluate(FADED) == []


@pytest.mark.parametrize("read", pages(), indirect=True)
def test_a_printed_page_holds_its_text_without_the_tools(read: Read) -> None:
    assert read.visitor.show().evaluate(PROSE) > 0
    printed = read.visitor.show(media="print").evaluate(PRINTED)
    assert printed == {"title": True, "unread": [], "tools": []}


# The page watches its size, and hears of a change with the next frame: a box that now scrolls takes the focus then.
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def light(page: Page, scheme: str) -> None:
    """Make it night or day, and wait until the page has followed."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")


def violations(visitor: Reader, within: str = "html", *, rules: list[str] | None = None) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA, or against some rules only.

    Its best practices are printed, not required.
    """
    found = visitor.page.evaluate(
        "([within, rules]) => axe.run(within, { runOnly: rules, resultTypes: ['violations'] })",
        [within, rules or [*WCAG, "best-practice"]],
    )["violations"]
    told = [
        (bool(set(WCAG) & set(rule["tags"])), f"{rule['id']}: {node['target']} {node['failureSummary']}")
        for rule in found
        for node in rule["nodes"]
    ]
    for required, text in told:
        if not required:
            print("best practice,", text)
    return [text for required, text in told if required]


@pytest.mark.parametrize("name", ALL_PAGES)
def test_axe_finds_nothing(name: str, reader: Callable[..., Reader]) -> None:
    """Every rule by day on a wide screen, then by night on a narrow one once questions are corrected.

    In between, what is left of the cards: their colours by night before they are corrected, by day after.
    """
    visitor = reader(init_script=AXE.read_text(encoding="utf-8"), color_scheme="light")
    page = visitor.open(name)
    found = {"by day": violations(visitor)}
    if asked := page.locator(".chevet-quiz").count():
        light(page, "dark")
        found["by night, cards"] = violations(visitor, ".chevet-quiz", rules=COLOUR)
        assert page.evaluate(GIVE_UP) == asked
        light(page, "light")
        found["corrected by day, cards"] = violations(visitor, ".chevet-quiz", rules=COLOUR)
    light(page, "dark")
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(TWO_FRAMES)
    found["by night, narrow"] = violations(visitor)
    assert {when: what for when, what in found.items() if what} == {}


def test_axe_sees_a_fault(reader: Callable[..., Reader]) -> None:
    visitor = reader(init_script=AXE.read_text(encoding="utf-8"))
    page = visitor.open(pages()[0])
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [text for text in violations(visitor) if text.startswith("button-name")]


def test_the_search_page_finds_a_word_of_the_home_page(reader: Callable[..., Reader], course: Course) -> None:
    home = pages()[0]
    visitor = reader()
    word = max(visitor.open(home).locator("h1").inner_text().split(), key=len)
    visitor.page.goto(f"{visitor.address}/search.html?q={word}")
    link = visitor.page.locator("main a[href*='highlight'], main li a").first
    link.wait_for()
    visitor.page.locator("main .context").first.wait_for()
    assert word.lower() in visitor.page.locator("main .context").first.inner_text().lower()
    # The pages whose words are still being fetched: leaving would cut them short.
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.faults == []
    link.click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator("h1").count() == 1


def test_the_root_leads_to_the_home_page(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    visitor.page.goto(f"{visitor.address}/")
    visitor.page.wait_for_url(f"**/{pages()[0]}.html")
