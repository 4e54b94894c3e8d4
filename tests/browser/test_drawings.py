"""No word leaves its drawing: figures of chapters, and every frame of an instrument that moves through figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from chevet.course import Course

pytestmark = pytest.mark.built

# A word may stand a pixel or two out: the box of a letter is larger than its ink.
CUT = """() => {
  const drawing = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("svg text")]
    .map((text) => [text.textContent.trim(), text.getBoundingClientRect()])
    .filter(([words, box]) => words && box.width && (box.left < drawing.left - 1 || box.right > drawing.right + 1
      || box.top < drawing.top - 2 || box.bottom > drawing.bottom + 2))
    .map(([words]) => words);
}"""


def test_no_word_leaves_its_drawing(chromium: Browser, course: Course) -> None:
    drawings = [
        *course.root.glob("chapters/figures/*/*.svg"),
        *course.site_dir.glob("_static/chevet/parts/*/*.svg"),
    ]
    assert len(drawings) > 12, "the site is not built: run chevet build"
    page = chromium.new_page(viewport={"width": 900, "height": 700})
    for path in sorted(drawings):
        page.set_content(path.read_text(encoding="utf-8"))
        assert page.evaluate(CUT) == [], path
    page.close()


def test_a_word_that_is_cut_is_seen(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content('<svg viewBox="0 0 90 20"><text x="60" y="15">un mot trop long</text></svg>')
    assert page.evaluate(CUT) == ["un mot trop long"]
    page.close()
