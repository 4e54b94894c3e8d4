"""Every instrument of every page: each control does something, and a broken instrument leaves its text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from chevet.site.assets import widget_folders

from .conftest import Island, Reader, islands

pytestmark = pytest.mark.browser

# Mounts one island anew, as at a first visit, so that each control is tried from the same state.
FRESH = """async (rank) => {
  window.localStorage.clear();
  window.source ??= new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const island = document.importNode(source.querySelectorAll(".chevet-island")[rank], true);
  document.querySelectorAll(".chevet-island")[rank].replaceWith(island);
  const modules = JSON.parse(document.getElementById("chevet-modules").textContent);
  const host = await import(document.querySelector("script[type=module][src*='/host.']").src);
  await host.mount(island, new URL(modules[island.dataset.chevetWidget], document.baseURI).href);
  island.scrollIntoView();
  // An instrument of the language model gains controls once the model is there: load it, so that their ranks hold.
  for (const gate of island.querySelectorAll(".chevet-gate[data-chevet-gate=idle] button")) gate.click();
  while (island.querySelector(".chevet-gate[data-chevet-gate=loading]")) await new Promise(requestAnimationFrame);
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  window.island = island;
  window.controls = () => [...island.querySelectorAll("input, select, textarea, button")]
    .filter((e) => e.checkVisibility() && !e.disabled);
  window.told = (own) => JSON.stringify([island.innerText, ...controls().filter((e) => e !== own)
    .map((e) => [e.tagName, e.type, e.value, e.checked, e.getAttribute("aria-pressed"), e.getAttribute("aria-disabled")])]);
  window.names = () => controls().map((e) => [e.tagName.toLowerCase(), e.type, e.getAttribute("aria-label")
    || e.textContent.trim() || e.labels?.[0]?.textContent.trim() || e.name].join(" "));
  return names();
}"""

START = """(i) => {
  window.control = controls()[i];
  if (!control) return null; // what was used before this one has taken it away
  control.focus();
  window.before = told(control);
  return { tag: control.tagName, type: control.type, checked: control.checked, value: control.value, max: control.max };
}"""

# Whether anything but the control itself has changed; drawing may wait for a frame, a table for a calm moment.
CHANGED = """async () => {
  const end = performance.now() + 4000;
  while (performance.now() < end) {
    if (told(control) !== before) return true;
    await new Promise(requestAnimationFrame);
  }
  return false;
}"""


def operate(reader: Reader, number: int) -> bool:
    """Use one control with the keyboard; whether the rest of the instrument shows it."""
    page = reader.page
    control = page.evaluate(START, number)
    if control is None:
        return False
    if control["tag"] == "TEXTAREA" or control["type"] in ("text", "search", "number"):
        page.keyboard.press("End")
        page.keyboard.type(" 7")
        if page.evaluate("() => told(control) !== before"):
            return True
        page.keyboard.press("Enter")  # a field that waits to be validated
    elif control["tag"] == "SELECT":
        page.keyboard.press("ArrowDown")
    elif control["type"] == "range":
        page.keyboard.press("ArrowLeft" if control["value"] == control["max"] else "ArrowRight")
    elif control["type"] == "radio" and control["checked"]:
        page.keyboard.press("ArrowDown")
    else:
        page.keyboard.press("Space")
    return bool(page.evaluate(CHANGED))


def operate_after_another(reader: Reader, island: Island, number: int) -> bool:
    """A button that waits for an answer, or puts things back: change something else first."""
    others = reader.page.evaluate(
        """(i) => {
          const all = controls();
          const near = (e) => e !== all[i] && e.tagName !== "BUTTON" && e.form === all[i].form;
          return all.flatMap((e, j) => (near(e) ? [j] : [])).slice(0, 3);
        }""",
        number,
    )
    for other in others:
        name = reader.page.evaluate(FRESH, island.rank)[number]
        if not operate(reader, other):
            continue
        names = reader.page.evaluate("() => names()")  # the other one may have brought or taken controls
        ranks = [rank for rank, other_name in enumerate(names) if other_name == name]
        nearest = min(
            ranks, key=lambda rank: abs(rank - number), default=None
        )  # « Valider », once a question
        if nearest is not None and operate(reader, nearest):
            return True
    return False


@pytest.mark.parametrize("island", islands(), ids=str)
def test_every_control_changes_something_else(island: Island, reader: Callable[..., Reader]) -> None:
    visitor = reader()
    visitor.open(island.page, to_the_end=False)
    # The first time loads the model if there is one; every later mount finds it there.
    visitor.page.evaluate(FRESH, island.rank)
    names = visitor.page.evaluate(FRESH, island.rank)
    assert names, "an instrument without a control"
    idle = []
    for number, name in enumerate(names):
        visitor.page.evaluate(FRESH, island.rank)
        waits = visitor.page.evaluate("(i) => controls()[i].ariaDisabled === 'true'", number)
        if (waits or not operate(visitor, number)) and not operate_after_another(visitor, island, number):
            idle.append(name)
    assert idle == []


def test_every_widget_is_shown_by_a_page_and_so_tested() -> None:
    assert {folder.name for folder in widget_folders()} <= {island.widget for island in islands()}


def first_of_each_widget() -> list[Island]:
    return list({island.widget: island for island in reversed(islands())}.values())


@pytest.mark.parametrize("island", first_of_each_widget(), ids=str)
def test_a_module_that_cannot_be_read_leaves_the_text_and_says_so(
    island: Island, reader: Callable[..., Reader]
) -> None:
    def spoil(route: Route) -> None:
        route.fulfill(content_type="text/javascript", body="export default { render( ;")

    visitor = reader()
    visitor.page.context.route(f"**/_static/chevet/{island.widget}.*.js", spoil)
    page = visitor.open(island.page)
    broken = page.locator(".chevet-island").nth(island.rank)
    assert broken.get_attribute("data-chevet-mounted") == "failed"
    assert broken.locator(".chevet-fallback").is_visible()
    assert "n’a pas pu démarrer" in broken.locator("[role=status]").inner_text()
    # The others live, and the console tells whoever repairs.
    others = page.locator(f".chevet-island:not([data-chevet-widget={island.widget}])")
    assert {one.get_attribute("data-chevet-mounted") for one in others.all()} <= {"true"}
    assert visitor.faults
    assert all(f"Chevet : {island.widget}" in fault for fault in visitor.faults)
    visitor.faults.clear()
