"""The report in a real Chromium: nothing refused, nothing too wide, nothing that axe finds, tables reached by keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from chevet.cohort.answers import Answer
from chevet.cohort.report import render
from chevet.cohort.sheet import CohortSheet

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("CHEVET_CHROMIUM") or shutil.which("chromium")
FOCUS = "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
def test_the_report_is_read_in_light_dark_and_narrow(
    count: Callable[..., CohortSheet], tmp_path: Path
) -> None:
    answers = [
        Answer(f"l{k}", item, "abcd"[(k + len(item)) % 4], 0.5, 10 * (k % 10))
        for k in range(60)
        for item in ("essai-01", "essai-02", "essai-00")
    ]
    page_file = tmp_path / "cohorte.html"
    page_file.write_text(render(count(answers, notes=["Une note."])), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme, width in (("light", 1280), ("dark", 1280), ("light", 320)):
            context = browser.new_context(
                color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=False
            )
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            page.goto(page_file.as_uri())
            assert not said
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert (
                page.evaluate("getComputedStyle(document.querySelector('table')).borderCollapse")
                == "collapse"
            )
            focused = []
            for _ in range(14):
                page.keyboard.press("Tab")
                focused.append(page.evaluate(FOCUS))
            assert "Par objectif du programme" in focused
            page.evaluate(AXE.read_text(encoding="utf-8"))  # by the debugger: no policy stands in its way
            found = page.evaluate("axe.run()")
            assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
            context.close()
        browser.close()
