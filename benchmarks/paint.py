"""How long a gesture takes to be seen: from the time stamp of a key to the end of the frame that shows its effect."""

from __future__ import annotations

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
      requestAnimationFrame(() => {
        scheduler.postTask(() => resolve(performance.now() - start), { priority: "user-blocking" });
      });
    });
    seen.observe(target, { subtree: true, childList: true, characterData: true, attributes: true });
  });
};
"""


def timed(
    page: Page, control: ElementHandle, answer: ElementHandle, key: str, begins: str = "keydown"
) -> float:
    """Milliseconds from ``key``, pressed on ``control``, to the paint of what it changes in ``answer``."""
    control.focus()
    answer.evaluate(f"(target) => window.watch(target, '{begins}')")
    page.keyboard.press(key)
    return float(page.evaluate("() => window.answer"))
