"""Part « latency »: from a gesture to its effect on the screen, processor four times slower, beside a local kernel.

The clock starts when the browser receives the key (its time stamp) and stops once the first frame after the answer is
painted: the answer is the first change of the widget's text or drawing. Frames are not held back until the screen's next
refresh (``--disable-frame-rate-limit``), so that a wait for the screen, up to 17 ms for both, is not counted. The other
side is ipywidgets in a page that Voilà serves, whose Python callbacks answer from a kernel of this machine
(round_trip.py): same browser, same slowing of the page; the kernel is not slowed.

The first row is the floor of the machine: a page that holds a slider and a number, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

import round_trip
from harness import SITE, Bench, Server, Unavailable, cold, load, percentile, serve, table, throttle
from paint import SLOWER, WATCH, Delay, timed
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

AIM = 16  # ms, 95th percentile
OPTIONS = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
PATIENCE = 120_000  # ms, for a machine that others use
# Shows the widgets that are measured; the others are mounted when they come near the screen.
SHOW = """async (selector) => {
  for (const island of document.querySelectorAll(".chevet-island")) {
    if (!selector.includes(island.dataset.chevetWidget)) continue;
    island.scrollIntoView();
    while (island.dataset.chevetMounted !== "true") await new Promise((resolve) => setTimeout(resolve, 10));
  }
}"""


@dataclass(frozen=True)
class Gesture:
    """A key on a control, and where its effect shows; ``beside`` names the same one of round_trip.py."""

    name: str
    page: str
    widget: str
    control: str  # in the widget
    keys: tuple[str, ...]  # pressed in turn
    answer: str = ".chevet-read"  # in the widget
    beside: str = ""
    mode: str = ""  # further selector of the widget
    begins: str = "keydown"
    once: bool = False  # one gesture in each such widget of the page, rather than all in the first

    @property
    def frame(self) -> str:
        return f".chevet-{self.widget.replace('_', '-')}{self.mode}"


TEXT = ("La patiente décrit une gêne à l’effort, évoluant depuis l’été. " * 8)[:500]
LETTERS = tuple("la patiente dit que la douleur passe")
SLIDE = ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft")
RANGE = "input[type=range]"
CHOICE = ":is(input[type=radio], input[type=checkbox])"
CARD = f":has(form {CHOICE})"
GESTURES = (
    Gesture(
        "token_explorer, a letter after 500 characters",
        "01-tokens",
        "token_explorer",
        "textarea",
        LETTERS,
        beside="text",
        mode=".chevet-mode-cut",
    ),
    Gesture(
        "token_explorer, size of the window",
        "01-tokens",
        "token_explorer",
        RANGE,
        SLIDE,
        beside="slider",
        mode=".chevet-mode-window",
    ),
    Gesture(
        "quiz, a choice",
        "01-tokens",
        "quiz",
        CHOICE,
        ("Space",),
        "form",
        "choice",
        CARD,
        "keyup",
        once=True,
    ),
    Gesture(
        "quiz, « Valider »",
        "01-tokens",
        "quiz",
        "button[type=submit]",
        ("Enter",),
        ".chevet-outcome",
        "check",
        CARD,
        once=True,
    ),
    Gesture(
        "next_token, temperature",
        "04-temperature",
        "next_token",
        f".chevet-levers {RANGE}",
        SLIDE,
        beside="temperature",
        mode=f":has(.chevet-levers {RANGE})",
    ),
    Gesture(
        "threshold_explorer, threshold",
        "10-evaluer-un-outil",
        "threshold_explorer",
        RANGE,
        SLIDE,
        beside="threshold",
    ),
    Gesture("subgroup_audit, first slider", "08-equite", "subgroup_audit", RANGE, SLIDE),
    Gesture("explore, first slider", "05-entrainement", "explore", RANGE, SLIDE),
)


@contextmanager
def opened(browser: Browser, server: Server, name: str, widgets: set[str]) -> Iterator[Page]:
    with cold(browser, WATCH) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{server.address}/chapters/{name}.html")
        page.evaluate(SHOW, sorted(widgets))
        page.wait_for_load_state("networkidle")
        throttle(page, SLOWER)
        yield page


EMPTY = "<!doctype html><html lang=fr><title>.</title><input type=range><output>0</output>"
BARE = "a bare page: a slider, a number"


def floor(browser: Browser, times: int) -> list[Delay]:
    """The same gesture on a page that has nothing to compute nor to paint."""
    with cold(browser, WATCH) as context:
        page = context.new_page()
        page.set_content(EMPTY)
        page.evaluate("""() => {
          const [slider, number] = document.querySelectorAll("input, output");
          slider.oninput = () => { number.textContent = slider.value; };
        }""")
        throttle(page, SLOWER)
        control, answer = page.query_selector("input"), page.query_selector("output")
        assert control
        assert answer
        return [timed(page, control, answer, SLIDE[rank % len(SLIDE)]) for rank in range(times + 1)][1:]


def ours(page: Page, gesture: Gesture, times: int) -> list[Delay]:
    """Each gesture, the first not counted: it warms the code up."""
    frames = page.query_selector_all(gesture.frame)  # once: an answered card holds no choice any more
    if not frames:
        raise Unavailable(f"{gesture.page} has no {gesture.frame}")
    found: list[Delay] = []
    for rank in range(min(times + 1, len(frames)) if gesture.once else times + 1):
        frame = frames[rank if gesture.once else 0]
        control, answer = frame.query_selector(gesture.control), frame.query_selector(gesture.answer)
        if not control or not answer:
            raise Unavailable(f"{gesture.frame} has no {gesture.control} or no {gesture.answer}")
        if gesture.control == "textarea" and rank == 0:
            control.fill(TEXT)
        if gesture.control.startswith("button"):  # what it checks has to be chosen first
            frame.query_selector(CHOICE).evaluate("(input) => input.click()")
            if control.get_attribute("aria-disabled"):
                continue
        key = gesture.keys[rank % len(gesture.keys)]
        found.append(timed(page, control, answer, key, gesture.begins))
    return found[1:]


def measure(bench: Bench) -> None:
    started, times = load(), 5 * bench.repeat
    here: dict[str, list[Delay]] = {BARE: [], **{gesture.name: [] for gesture in GESTURES}}
    there: dict[str, list[Delay]] = {BARE: [], **{gesture.name: [] for gesture in GESTURES}}
    browser, faults = bench.browser(*OPTIONS), []
    kernel: round_trip.Kernel | None = None
    with serve(SITE) as server:
        try:
            kernel = round_trip.start(bench)
            kernel.open(browser)
        except (Unavailable, BrowserError) as fault:
            faults.append(f"Beside a kernel: not measured. {fault}")
        try:
            for _ in range(2):  # each side in turn
                here[BARE] += floor(browser, times // 2)
                for name, gestures in groupby(GESTURES, key=lambda gesture: gesture.page):
                    listed = list(gestures)
                    with opened(browser, server, name, {gesture.widget for gesture in listed}) as page:
                        for gesture in listed:
                            try:
                                here[gesture.name] += ours(page, gesture, times // 2)
                                if kernel and kernel.context and gesture.beside:
                                    there[gesture.name] += kernel.gesture(browser, gesture.beside, times // 2)
                            except (Unavailable, BrowserError) as fault:
                                faults.append(f"{gesture.name}: {str(fault).splitlines()[0]}")
        finally:
            if kernel:
                kernel.stop()
    print(f"Chromium {browser.version}, {round_trip.NAME}, page {SLOWER} times slower, {started}.\n")
    browser.close()
    print("".join(f"{fault}\n\n" for fault in faults), end="")
    report(here, there)


def report(here: dict[str, list[Delay]], there: dict[str, list[float]]) -> None:
    rows = []
    for name, delays in here.items():
        if not delays:
            continue
        values = [delay.painted for delay in delays]
        p50, p95 = percentile(values, 50), percentile(values, 95)
        changed = percentile([delay.changed for delay in delays], 95)
        row = [
            name,
            str(len(values)),
            f"{changed:.1f}",
            f"{p50:.1f}",
            f"{p95:.1f}",
            "yes" if p95 <= AIM else "no",
        ]
        if beside := there[name]:
            k50, k95 = percentile(beside, 50), percentile(beside, 95)
            row += [f"{k50:.1f}", f"{k95:.1f}", f"{p50 / k50:.2f}"]
        else:
            row += [""] * 3
        rows.append(row)
    head = ["from the key, slowed, ms", "times", "text changed, p95", "painted, p50", "p95", f"p95 ≤ {AIM}"]
    print(table([*head, "ipywidgets and kernel, painted, p50", "p95", "p50 ÷ p50"], rows), flush=True)
