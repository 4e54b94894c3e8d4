"""What every page owes its reader: nothing asked elsewhere, nothing broken, readable by all, at any width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page

from chevet.course import Course
from chevet.visits import first_visit_files

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

# A style of the reader's: the page's policy says nothing of it.
ADOPT = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return sheet;
}"""
LEAVE = "(sheet) => { document.adoptedStyleSheets = [...document.adoptedStyleSheets].filter((one) => one !== sheet); }"

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
  const read = [...document.querySelectorAll("main p, main li, main dd, main td, main th, main figure")].filter((e) =>
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


# Spaces that a reader may set, which WCAG 1.4.12 says a page must bear.
LOOSE = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""

# Texts cut by their own box: it hides what does not fit, and something does not. What is hidden on purpose is a pixel.
CUT = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const { overflowX, overflowY } = getComputedStyle(e);
  const cuts = (how) => how === "hidden" || how === "clip";
  return e.checkVisibility({ visibilityProperty: true }) && e.clientWidth > 1 && e.clientHeight > 1 && e.textContent.trim()
    && ((cuts(overflowX) && e.scrollWidth > e.clientWidth + 1) || (cuts(overflowY) && e.scrollHeight > e.clientHeight + 1));
}).map((e) => e.outerHTML.slice(0, 90))"""

# Two texts, one on the other: more than a few pixels of their lines are shared. Neither what is said and not shown, nor
# what stays in place over the text that scrolls below it, nor the part of a box that is scrolled away.
OVERLAPPING = """() => {
  const above = (e) => (e ? [e, ...above(e.parentElement)] : []);
  const lines = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("svg, math, script, sup, sub")
      || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const styles = above(parent).map((e) => [e, getComputedStyle(e)]);
    if (styles.some(([, s]) => s.clipPath !== "none" || ["sticky", "fixed"].includes(s.position))) continue;
    const boxes = styles.filter(([, s]) => s.overflowX !== "visible").map(([e]) => e.getBoundingClientRect());
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      const all = [line, ...boxes];
      const [left, top] = [Math.max(...all.map((b) => b.left)), Math.max(...all.map((b) => b.top))];
      const [right, bottom] = [Math.min(...all.map((b) => b.right)), Math.min(...all.map((b) => b.bottom))];
      if (right - left > 3 && bottom - top > 3) lines.push({ left, top, right, bottom, parent });
    }
  }
  lines.sort((a, b) => a.top - b.top);
  const found = [];
  lines.forEach((one, i) => {
    for (let j = i + 1; j < lines.length && lines[j].top < one.bottom - 4; j += 1) {
      const other = lines[j];
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - other.top;
      // Lines set close touch by their accents: a third of the height is an overlap, not that.
      if (other.parent !== one.parent && wide > 3 && high > Math.min(one.bottom - one.top, other.bottom - other.top) / 3)
        found.push(`${one.parent.outerHTML.slice(0, 70)} / ${other.parent.outerHTML.slice(0, 70)}`);
    }
  });
  return found;
}"""


# Controls whose visible words are not in the name that is said; choices that no named group holds.
MISNAMED = """() => {
  // A mark that stands for a space is said « espace »: letters and figures are what a voice command repeats.
  const words = (text) => (text.toLowerCase().match(/[\\p{L}\\p{N}]+/gu) ?? []).join(" ");
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
  const other = shown(":is(a[href], button, summary)[aria-label]").filter((e) =>
    /\\p{L}/u.test(e.innerText) && !words(e.ariaLabel).includes(words(e.innerText)));
  const alone = shown("input[type=radio]").filter((e) => {
    const group = e.closest("fieldset, [role=group], [role=radiogroup]");
    return !group?.querySelector(":scope > legend")?.textContent.trim()
      && !group?.ariaLabel && !group?.getAttribute("aria-labelledby");
  });
  return [...other, ...alone].map((e) => e.outerHTML.slice(0, 90));
}"""


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
def test_larger_or_looser_text_stays_whole(read: Read) -> None:
    """Twice as large, as who sets it in their browser; or loose. The window keeps its width in pixels."""
    found = {}
    session = read.visitor.page.context.new_cdp_session(read.visitor.page)
    for width in (1280, 390, 320):
        page = read.visitor.show(width=width)
        for how in ("twice as large", "loose") if width > 320 else ("twice as large",):
            if how == "loose":
                sheet = page.evaluate_handle(ADOPT, LOOSE)
            else:
                session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
            page.evaluate(TWO_FRAMES)
            for what, look in (("out", STICKING_OUT), ("cut", CUT), ("on another", OVERLAPPING)):
                if texts := page.evaluate(look):
                    found[width, how, what] = texts[:5]
            if how == "loose":
                page.evaluate(LEAVE, sheet)
            else:
                session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    session.detach()
    assert found == {}


@pytest.mark.parametrize("read", ALL_PAGES, indirect=True)
def test_what_takes_the_focus_and_every_image_has_a_name(read: Read) -> None:
    """As Chromium tells it to a screen reader: a role that says what it is, and a name."""
    page = read.visitor.show()
    session = page.context.new_cdp_session(page)
    nameless = []
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        role = node["role"]["value"]
        focusable = any(one["name"] == "focusable" for one in node.get("properties", []))
        if node["ignored"] or not (focusable or role == "image"):
            continue
        if role in ("generic", "none") or not node["name"].get("value", "").strip():
            told = session.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"]})["node"]
            attributes = dict(zip(told["attributes"][::2], told["attributes"][1::2], strict=True))
            if attributes.get("tabindex") != "-1":  # a place where a script puts the reader: its text is said
                nameless.append(f"{role}: <{told['localName']} {attributes}>")
    session.detach()
    assert nameless == []
    assert page.evaluate(MISNAMED) == []


@pytest.mark.parametrize("read", ALL_PAGES, indirect=True)
def test_nothing_moves_when_the_reader_asked_for_stillness(read: Read) -> None:
    assert read.visitor.show().evaluate(MOVING) == []


@pytest.mark.parametrize("read", ALL_PAGES, indirect=True)
def test_a_page_keeps_its_controls_in_forced_colours(read: Read) -> None:
    assert read.visitor.show(forced_colors="active").evaluate(FADED) == []


@pytest.mark.parametrize("read", pages(), indirect=True)
def test_a_printed_page_holds_its_text_without_the_tools(read: Read) -> None:
    def look() -> tuple[int, object]:
        prose = read.visitor.show().evaluate(PROSE)
        return prose, read.visitor.show(media="print").evaluate(PRINTED)

    prose, printed = read.visitor.survive(look)
    assert prose > 0
    assert printed == {"title": True, "unread": [], "tools": []}


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_tab_that_dies_is_opened_again_once(deaths: int, reader: Callable[..., Reader]) -> None:
    visitor, looks = reader(), []
    visitor.open(pages()[0])

    def look() -> int:
        looks.append(visitor.page)
        if len(looks) <= deaths:
            with pytest.raises(Error, match="ERR_ABORTED"):
                visitor.page.goto("chrome://crash")
        return int(visitor.show().evaluate(PROSE))

    if deaths == 1:
        assert visitor.survive(look) > 0
    else:
        with pytest.raises(Error, match="crashed"):
            visitor.survive(look)
    assert len(looks) == 2


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


def test_the_search_forgets_accents(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    page, address = visitor.page, visitor.address

    def found(word: str) -> set[str]:  # pages: a section whose title has the very word comes beside its page
        page.goto(f"{address}/search.html?q={word}")
        page.locator("#search-results a").first.wait_for()
        page.wait_for_load_state("networkidle")
        return {text.partition(" > ")[0] for text in page.locator("#search-results li > a").all_inner_texts()}

    for accented, plain in (("température", "temperature"), ("œdème", "oedeme")):
        assert found(plain) == found(accented)


def test_the_root_leads_to_the_home_page(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    visitor.page.goto(f"{visitor.address}/")
    visitor.page.wait_for_url(f"**/{pages()[0]}.html")
