"""How long a gesture takes to be seen: from the time stamp of a key to the end of the frame that shows its effect."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import ElementHandle, Page

SLOWER = 4  # times, the processor of the measured page
WATCH = """
window.watch = (target, from) => {
  let start = null;
  const begin = (event) => { start = event.timeStamp; };
  window.addEventListener(from, begin, { capture: true, once: true });
  window.answer = new Promise((resolve, reject) => {
    setTimeout(reject, 20_000, new Error("no answer to the gesture"));
    const seen = new MutationObserver(() => {
      if (start === null) return;
      seen.disconnect();
      const changed = performance.now() - start;
      requestAnimationFrame(() => {
        scheduler.postTask(() => resolve([changed, performance.now() - start]), { priority: "user-blocking" });
      });
    });
    seen.observe(target, { subtree: true, childList: true, characterData: true, attributes: true });
  });
};
"""


class Delay(NamedTuple):
    """Milliseconds from a key to what it changes in the page, and to the paint of it."""

    changed: float
    painted: float


def timed(
    page: Page, control: ElementHandle, answer: ElementHandle, key: str, begins: str = "keydown"
) -> Delay:
    """How long ``key``, pressed on ``control``, takes to change ``answer``."""
    control.focus()
    answer.evaluate(f"(target) => window.watch(target, '{begins}')")
    page.keyboard.press(key)
    return Delay(*page.evaluate("() => window.answer"))
