"""What every page owes its reader: nothing asked elsewhere, nothing broken, readable by all, at any width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chevet.budgets import first_visit_files
from chevet.course import Course

from .conftest import AXE, Reader, chapters, pages

pytestmark = pytest.mark.browser

ALL_PAGES = [*pages(), "search"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SETTINGS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "390px": {"viewport": {"width": 390, "height": 844}},
}

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


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_page_asks_for_the_files_that_its_budget_counts_and_no_other(
    name: str, reader: Callable[..., Reader], course: Course
) -> None:
    visitor = reader()
    visitor.open(name)
    visitor.page.wait_for_load_state("networkidle")
    loaded = visitor.loaded_files()
    assert loaded
    if name != "search":  # not a page of the table of contents
        icon = {path for path in first_visit_files(course, name) if path.name.startswith("favicon.")}
        assert len(icon) == 1
        # Without a window, Chromium may leave the icon out.
        assert loaded | icon == set(first_visit_files(course, name))


@pytest.mark.parametrize("name", ALL_PAGES)
def test_nothing_sticks_out_of_a_page(name: str, reader: Callable[..., Reader]) -> None:
    visitor = reader()
    visitor.open(name)
    seen = {}
    for width in (320, 390, 1280):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        visitor.read_to_the_end()
        seen[width] = visitor.page.evaluate(STICKING_OUT)
    assert seen == {320: [], 390: [], 1280: []}


def violations(visitor: Reader) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA; its best practices are printed, not required."""
    found = visitor.page.evaluate(
        "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })",
        [*WCAG, "best-practice"],
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


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", ALL_PAGES)
def test_axe_finds_nothing(name: str, setting: str, reader: Callable[..., Reader]) -> None:
    visitor = reader(init_script=AXE.read_text(encoding="utf-8"), **SETTINGS[setting])
    visitor.open(name)
    assert violations(visitor) == []


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", chapters())
def test_axe_finds_nothing_once_questions_are_corrected(
    name: str, setting: str, reader: Callable[..., Reader]
) -> None:
    visitor = reader(init_script=AXE.read_text(encoding="utf-8"), **SETTINGS[setting])
    page = visitor.open(name)
    passed = page.evaluate(
        """() => {
          const buttons = [...document.querySelectorAll(".chevet-quiz button")];
          const passing = buttons.filter((button) => button.textContent.startsWith("Passer"));
          passing.forEach((button) => button.click());
          return passing.length;
        }"""
    )
    assert passed or not page.locator("[data-chevet-widget=quiz]").count()
    assert violations(visitor) == []


def test_axe_sees_a_fault(reader: Callable[..., Reader]) -> None:
    visitor = reader(init_script=AXE.read_text(encoding="utf-8"))
    page = visitor.open(pages()[0])
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [text for text in violations(visitor) if text.startswith("button-name")]


@pytest.mark.parametrize("name", pages())
def test_nothing_moves_when_the_reader_asked_for_stillness(name: str, reader: Callable[..., Reader]) -> None:
    page = reader(reduced_motion="reduce").open(name)
    assert page.evaluate(MOVING) == []


@pytest.mark.parametrize("name", pages())
def test_a_printed_page_holds_its_text_without_the_tools(name: str, reader: Callable[..., Reader]) -> None:
    page = reader().open(name)
    assert page.evaluate(PROSE) > 0
    page.evaluate("document.querySelectorAll('main .chevet-island').forEach((e) => (e.dataset.prose = ''))")
    page.emulate_media(media="print")
    assert page.locator("main h1").first.is_visible()
    for tool in ("nav", ".chevet-skip", "[data-chevet-lamp]", "[data-chevet-menu]"):
        assert not [e for e in page.locator(tool).all() if e.is_visible()], tool
    assert [e.inner_text() for e in page.locator("[data-prose]").all() if not e.is_visible()] == []


@pytest.mark.parametrize("name", chapters())
def test_a_chapter_keeps_its_controls_in_forced_colours(name: str, reader: Callable[..., Reader]) -> None:
    page = reader(forced_colors="active").open(name)
    faded = page.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea, select, a[href]")]
          .filter((e) => e.checkVisibility())
          .filter((e) => { const s = getComputedStyle(e); return s.color === s.backgroundColor; })
          .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert faded == []


def test_the_search_page_finds_a_word_of_the_home_page(reader: Callable[..., Reader], course: Course) -> None:
    home = pages()[0]
    visitor = reader()
    word = max(visitor.open(home).locator("h1").inner_text().split(), key=len)
    visitor.page.goto(f"{visitor.address}/search.html?q={word}")
    link = visitor.page.locator("main a[href*='highlight'], main li a").first
    link.wait_for()
    visitor.page.locator("main .context").first.wait_for()
    assert word.lower() in visitor.page.locator("main .context").first.inner_text().lower()
    assert visitor.faults == []
    link.click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator("h1").count() == 1


def test_the_root_leads_to_the_home_page(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    visitor.page.goto(f"{visitor.address}/")
    visitor.page.wait_for_url(f"**/{pages()[0]}.html")
