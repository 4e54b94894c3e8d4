"""Every instrument of every page: each control does something, and a broken instrument leaves its text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from chevet.site.assets import widget_folders

from .conftest import Island, Reader, islands

pytestmark = pytest.mark.browser

# Knows whether the page has something left to do: a delay, or a question that its worker has not answered.
WATCH = """(() => {
  const open = new Set();
  const follow = (name, cancel) => {
    const [begin, end] = [window[name], window[cancel]];
    window[name] = (task, ...rest) => {
      const id = begin((...given) => { open.delete(`${name} ${id}`); task(...given); }, ...rest);
      open.add(`${name} ${id}`);
      return id;
    };
    window[cancel] = (id) => { open.delete(`${name} ${id}`); end(id); };
  };
  follow("setTimeout", "clearTimeout");
  follow("requestIdleCallback", "cancelIdleCallback");
  const post = Worker.prototype.postMessage;
  let workers = 0;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (!this.rank) {
      this.rank = workers += 1;
      this.addEventListener("message", ({ data }) =>
        data.event === undefined && open.delete(`worker ${this.rank} ${data.id}`));
    }
    if (message.call !== "stop") open.add(`worker ${this.rank} ${message.id}`);
    return post.call(this, message, ...rest);
  };
  // Until `done`, or until nothing has been left to do for three frames: drawing may wait for a frame.
  window.calm = async (done = () => false) => {
    const end = performance.now() + 4000; // a page that never rests
    for (let frames = 0; frames < 3 && performance.now() < end; frames = open.size > 0 ? 0 : frames + 1) {
      if (done()) return true;
      await new Promise(requestAnimationFrame);
    }
    return done();
  };
})()"""

# Mounts one island anew and alone, as at a first visit, so that each control is tried from the same state.
FRESH = """async (rank) => {
  window.localStorage.clear();
  window.source ??= new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  window.places ??= [...document.querySelectorAll(".chevet-island")].map((one) => {
    const place = document.createElement("div");
    one.replaceWith(place);
    return place;
  });
  const island = document.importNode(source.querySelectorAll(".chevet-island")[rank], true);
  for (const place of places) place.replaceChildren();
  places[rank].append(island);
  const modules = JSON.parse(document.getElementById("chevet-modules").textContent);
  const host = await import(document.querySelector("script[type=module][src*='/host.']").src);
  await host.mount(island, new URL(modules[island.dataset.chevetWidget], document.baseURI).href);
  island.scrollIntoView();
  // An instrument of the language model gains controls once the model is there: load it, so that ranks hold.
  const gates = island.querySelectorAll(".chevet-gate[data-chevet-gate=idle] button");
  for (const gate of gates) gate.click();
  while (island.querySelector(".chevet-gate[data-chevet-gate=loading]")) await new Promise(requestAnimationFrame);
  await calm();
  window.island = island;
  window.controls = () => [...island.querySelectorAll("input, select, textarea, button")]
    .filter((e) => e.checkVisibility() && !e.disabled && !e.closest("nav"));  // a nav moves the reader, nothing else
  window.told = (own) => JSON.stringify([island.innerText, ...controls().filter((e) => e !== own)
    .map((e) => [e.tagName, e.type, e.value, e.checked, e.getAttribute("aria-pressed"), e.getAttribute("aria-disabled")])]);
  window.names = () => controls().map((e) => [e.tagName.toLowerCase(), e.type, e.getAttribute("aria-label")
    || e.textContent.trim() || e.labels?.[0]?.textContent.trim() || e.name].join(" "));
  return { names: names(), loaded: gates.length > 0 };
}"""

START = """(i) => {
  window.control = controls()[i];
  if (!control) return null; // what was used before this one has taken it away
  control.focus();
  window.before = told(control);
  return { tag: control.tagName, type: control.type, checked: control.checked, value: control.value,
    max: control.max, waits: control.ariaDisabled === "true" };
}"""

# Whether anything but the control itself has changed, at once or after a while.
CHANGED = "() => calm(() => told(control) !== before)"


def mount(reader: Reader, island: Island) -> list[str]:
    """The island as at a first visit, its model there; the names of its controls."""
    mounted = reader.page.evaluate(FRESH, island.rank)
    if mounted["loaded"]:  # every later mount finds the model there
        mounted = reader.page.evaluate(FRESH, island.rank)
    names: list[str] = mounted["names"]
    return names


def operate(reader: Reader, number: int, *, even_if_it_waits: bool = True) -> bool:
    """Use one control with the keyboard; whether the rest of the instrument shows it."""
    page = reader.page
    control = page.evaluate(START, number)
    if control is None or (control["waits"] and not even_if_it_waits):
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
    """A control that waits for an answer, or puts things back: use another one first."""
    others = reader.page.evaluate(
        """(i) => {
          const all = controls();
          const near = [...all.keys()].filter((j) => j !== i && all[j].form === all[i].form);
          const pressed = (j) => all[j].tagName === "BUTTON";
          return [...near.filter((j) => !pressed(j)).slice(0, 3), ...near.filter(pressed)];
        }""",
        number,
    )
    for other in others:
        name = mount(reader, island)[number]
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


def kinds(island: Island) -> set[str]:
    """What decides which controls an island has: for a quiz the types of its questions and its moment, for
    another instrument its mode, its levers, and which of its other traits hold something."""
    if island.widget == "quiz":
        return {f"quiz {island.state['moment']} {question['type']}" for question in island.state["questions"]}
    told = {key: value if key in ("mode", "levers") else bool(value) for key, value in island.state.items()}
    return {f"{island.widget} {sorted(told.items())}"}


def one_of_each_kind() -> dict[str, list[Island]]:
    """By page, the islands that bring a kind of controls which no earlier one has."""
    seen: set[str] = set()
    found: dict[str, list[Island]] = {}
    for island in islands():
        if kinds(island) - seen:
            seen |= kinds(island)
            found.setdefault(island.page, []).append(island)
    return found


@pytest.mark.parametrize("name", one_of_each_kind())
def test_every_control_changes_something_else(name: str, reader: Callable[..., Reader]) -> None:
    visitor = reader(init_script=WATCH)
    visitor.open(name, to_the_end=False)
    idle: dict[str, list[str]] = {}
    for island in one_of_each_kind()[name]:
        names = mount(visitor, island)
        assert names, f"{island}: an instrument without a control"
        for number, control in enumerate(names):
            if number > 0:
                mount(visitor, island)
            if not operate(visitor, number, even_if_it_waits=False) and not operate_after_another(
                visitor, island, number
            ):
                idle.setdefault(str(island), []).append(control)
    assert idle == {}


def test_every_widget_is_shown_by_a_page_and_so_tested() -> None:
    shown = {island.widget for island in islands()}
    assert {folder.name for folder in widget_folders()} <= shown


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
    assert set(others.evaluate_all("all => all.map((one) => one.dataset.chevetMounted)")) <= {"true"}
    assert visitor.faults
    assert all(f"Chevet : {island.widget}" in fault for fault in visitor.faults)
    visitor.faults.clear()
