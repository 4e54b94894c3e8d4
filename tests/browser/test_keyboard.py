"""With the keyboard alone: everything is reached, seen when it is reached, and can be moved."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

import pytest

from .conftest import Reader, chapters, pages

pytestmark = pytest.mark.browser

# Everything Tab should stop at, each under a number. A group of radios is one stop; what is in a closed
# <details> or a menu that is not shown is none.
NUMBER_THE_STOPS = """() => {
  const native = "a[href], button, input, select, textarea, summary, [tabindex]";
  const groups = new Set();
  const stops = [...document.querySelectorAll(native)].filter((e) => {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({ visibilityProperty: true })) return false;
    if (e.type !== "radio") return true;
    const group = [...(e.form ?? document).querySelectorAll("input[type=radio]")].filter((r) => r.name === e.name);
    const stop = group.find((r) => r.checked) ?? group[0];
    // Shift decides which radio of an unchecked group receives the focus: the group is what counts.
    group.forEach((r) => (r.dataset.group = [...document.querySelectorAll("input")].indexOf(group[0])));
    return e === stop && !groups.has(group[0]) && groups.add(group[0]);
  });
  for (const e of document.querySelectorAll("[data-stop]")) delete e.dataset.stop; // of another width
  stops.forEach((e, i) => (e.dataset.stop = i));
  // Tab starts again from the top, wherever it was.
  document.body.tabIndex = -1;
  document.body.focus({ focusVisible: false });
  document.body.removeAttribute("tabindex");
  window.scrollTo(0, 0);
  return stops.map((e) => e.outerHTML.slice(0, 100));
}"""

# Writes down, each time Tab is about to leave, where the focus is: its number, and whether one sees it there.
FOLLOW = """() => {
  window.visited = [];
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Tab") return;
    const e = document.activeElement;
    if (!e || e === document.body) return void visited.push(null);
    const radio = e.type === "radio" && document.querySelector(`[data-stop][data-group="${e.dataset.group}"]`);
    const ringed = [e, e.parentElement, e.closest("label")].filter(Boolean).some((one) => {
      const style = getComputedStyle(one);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5;
    });
    const box = e.getBoundingClientRect();
    // The bar that stays at the foot of the window hides nothing that takes the focus.
    const bar = document.querySelector(".chevet-way");
    const foot = bar && !bar.contains(e) ? Math.min(innerHeight, bar.getBoundingClientRect().top) : innerHeight;
    const seen = box.bottom > 0 && box.top < foot && (box.height > innerHeight / 2 || box.bottom < foot + 1);
    visited.push({ stop: Number((radio || e).dataset.stop ?? -1), ringed, seen, what: e.outerHTML.slice(0, 100) });
  }, { capture: true });
}"""


@pytest.mark.parametrize("name", pages())
def test_tab_reaches_the_skip_link_first_then_everything_and_the_arrows_move_every_slider(
    name: str, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    visitor.open(name).evaluate(FOLLOW)
    for width in (1280, 390):
        page = visitor.show(width=width)
        stops = page.evaluate(NUMBER_THE_STOPS)
        assert len(stops) > 5
        for _ in range(len(stops) + 6):  # the key is held down: half as many messages as presses
            page.keyboard.down("Tab")
        page.keyboard.up("Tab")
        visited = list(takewhile(bool, page.evaluate("visited.splice(0).slice(1)")))  # the first: nowhere yet
        reached = {where["stop"] for where in visited}
        assert 'href="#contenu"' in stops[visited[0]["stop"]]
        assert [stop for number, stop in enumerate(stops) if number not in reached] == []
        order = [where["stop"] for where in visited if where["stop"] >= 0]
        assert order == sorted(order), "Tab does not follow the page"
        assert [where["what"] for where in visited if not where["ringed"]] == [], "nothing shows the focus"
        assert [where["what"] for where in visited if not where["seen"]] == [], "the focus is off the screen"
    for slider in page.locator("input[type=range]:visible:enabled").all():
        slider.focus()
        before = slider.input_value()
        page.keyboard.press("ArrowRight" if before != slider.get_attribute("max") else "ArrowLeft")
        assert slider.input_value() != before
        page.keyboard.press("Home")
        assert slider.input_value() == (slider.get_attribute("min") or "0")


def test_the_skip_link_leads_to_the_text(reader: Callable[..., Reader]) -> None:
    page = reader().open(pages()[1])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (320, 640)])
def test_the_neighbours_and_the_progress_stay_in_view(
    width: int, height: int, reader: Callable[..., Reader]
) -> None:
    """At the foot of the window, wherever one reads, on one line or two; with a large text, at the end of the page."""
    page = reader(viewport={"width": width, "height": height}).open(chapters()[0])
    bar = page.get_by_role("navigation", name="Avancer dans le cours")
    page.locator("[data-chevet-answered]", has_text=re.compile(r"\d\sréponse")).wait_for()
    for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"scrollTo(0, {place})")
        box = bar.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] == pytest.approx(height, abs=1)
        assert box["height"] < height / 9
    assert bar.get_by_role("link").evaluate_all("links => links.map((one) => one.rel)") == ["prev", "next"]
    assert bar.locator("p span").first.inner_text() == f"Chapitre\u00a01 sur\u00a0{len(chapters())}"
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.evaluate("scrollTo(0, 0)")
    assert bar.evaluate("e => e.getBoundingClientRect().top > innerHeight")


def test_the_menu_of_a_narrow_screen_opens_and_closes(reader: Callable[..., Reader]) -> None:
    page = reader(viewport={"width": 390, "height": 800}).open(pages()[1])
    button = page.locator("[data-chevet-menu]")
    assert not page.locator("#chapitres").is_visible()
    button.press("Enter")
    assert page.locator("#chapitres").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#chapitres").is_visible()
    assert page.evaluate("document.activeElement.matches('[data-chevet-menu]')")


def test_the_lamp_darkens_the_page_and_is_remembered(reader: Callable[..., Reader]) -> None:
    page = reader().open(pages()[1])
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("[data-chevet-lamp]").press("Enter")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != before
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
