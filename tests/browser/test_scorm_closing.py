"""A tab that goes away while the LMS is saving, or fails to: what was answered is there at the next opening.

The commit of the double is a synchronous request, as Moodle's is; the server answers it when the test says so, and
keeps what it carried, or not. Nothing else of the page survives: the next one is opened by the same browser.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from chevet.course import Course

from .conftest import _Quiet, _Server
from .sequences import RIGHT
from .test_scorm import write_lms
from .test_scorm_sequences import HURRY, MINI, unpack

pytestmark = pytest.mark.browser

PATIENCE_S = 20
# The double saves in the page; a real LMS only when its server has it: what the server has is what comes back.
LAUNCH = """([edition, saved, interactions, fails]) => {
  const local = { ...localStorage };
  setUp("double", { edition, saved });
  Object.assign(localStorage, local);
  player.lms.interactions = interactions;
  const made = player.api;
  player.api = () => {
    const api = made();
    for (const name of edition === "2004" ? ["Commit", "Terminate"] : ["LMSCommit", "LMSFinish"]) {
      const save = api[name];
      api[name] = (parameter) => {
        if (fails && sessionStorage.getItem("armed")) throw new Error("the LMS is gone");
        const done = save(parameter);
        const request = new XMLHttpRequest();
        request.open("POST", "commit", false);
        request.send(JSON.stringify({ saved: player.lms.saved, interactions: player.lms.interactions }));
        return request.status === 204 ? done : "false";
      };
    }
    return api;
  };
  launch(`devoir/${edition}/index.html`);
}"""


class Platform:
    """What the server of the LMS has, and whether it answers."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {"saved": {}, "interactions": []}
        self.keeps = True
        self.holds = False  # the next request, and no other
        self.arrived, self.answers = threading.Event(), threading.Event()

    def hold(self, *, keeps: bool) -> None:
        self.keeps, self.holds = keeps, True
        self.arrived.clear()

    def let_go(self) -> None:
        self.answers.set()


class _Lms(_Quiet):
    platform: Platform

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        keeps, holds = self.platform.keeps, self.platform.holds
        self.platform.keeps, self.platform.holds = True, False
        if keeps:
            self.platform.kept = body
        self.platform.arrived.set()
        if holds:
            self.platform.answers.wait(4 * PATIENCE_S)
        self.send_response(204 if keeps else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        if (
            self.path == "/ailleurs"
        ):  # the learner is on the way to another page: the page may hear its answer
            self.platform.let_go()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        super().do_GET()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fermeture")
    course = Course(Path(shutil.copytree(MINI, root / "cours")))
    lms = root / "lms"
    lms.mkdir()
    items = "[{id: essai-01}, {id: essai-02}, {id: essai-03}]"
    (root / "devoir.yml").write_text(f"title: Devoir\nfeedback: each\nitems: {items}\n", "utf-8")
    unpack(course, root / "devoir.yml", lms / "devoir")
    write_lms(lms)
    shutil.copy(Path(__file__).parent / "scorm_gestures.js", lms)
    page = (lms / "lms.html").read_text(encoding="utf-8")
    page = page.replace("</html>", '<script type="module" src="scorm_gestures.js"></script></html>')
    (lms / "lms.html").write_text(page, encoding="utf-8")
    return lms


@pytest.fixture
def open_page(chromium: Browser, folder: Path) -> Iterator[tuple[Platform, Callable[..., Page]]]:
    """The platform, and what opens the package in a new tab of the one browser of the learner."""
    platform = Platform()
    handler = type("_Handler", (_Lms,), {"platform": platform})
    server = _Server(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    context = chromium.new_context(viewport={"width": 1280, "height": 1600}, locale="fr-FR")
    context.set_default_timeout(PATIENCE_S * 1000)
    context.add_init_script(HURRY)

    def open_one(edition: str, *, fails: bool = False) -> Page:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/lms.html")
        page.wait_for_function("window.ready && Boolean(window.gesture)")
        kept = platform.kept
        page.evaluate(LAUNCH, [edition, kept["saved"], kept["interactions"], fails])
        page.evaluate("opened('#sco')")
        return page

    yield platform, open_one
    platform.let_go()
    context.close()
    server.shutdown()
    server.server_close()
    thread.join()


def close(page: Page, platform: Platform) -> None:
    page.close()  # at once: it never hears the answer


def close_politely(page: Page, platform: Platform) -> None:
    """As with the cross of the tab: the page is told, and may still speak."""
    with page.expect_event("close"):
        page.close(run_before_unload=True)
        platform.let_go()


def go_elsewhere(page: Page, platform: Platform) -> None:
    page.goto(page.url.replace("lms.html", "ailleurs"), wait_until="commit")
    page.close()


WAYS = [close, close_politely, go_elsewhere]


def gesture(page: Page, words: str) -> None:
    page.evaluate("(words) => gesture('#sco', words)", words.split())


def answered(page: Page) -> list[str]:
    """The questions that show what was answered to them."""
    shown = """[...document.querySelector("#sco").contentDocument.querySelectorAll("[data-chevet-question]")]
      .filter((one) => one.querySelector(".chevet-outcome [role=status]").textContent)
      .map((one) => one.dataset.chevetQuestion)"""
    found: list[str] = page.evaluate(shown)
    return found


def look_again(platform: Platform, page: Page, edition: str) -> None:
    """Both answers are there, told once, and the third one goes on from them."""
    assert answered(page) == ["essai-01", "essai-02"]
    gesture(page, RIGHT["essai-03"])
    raw = {"1.2": "cmi.core.score.raw", "2004": "cmi.score.raw"}[edition]
    status = {"1.2": "cmi.core.lesson_status", "2004": "cmi.completion_status"}[edition]
    saved, interactions = platform.kept["saved"], platform.kept["interactions"]
    assert (saved[raw], saved[status]) == ("100", "completed")
    told = [(one["id"], one["result"]) for one in interactions]
    assert sorted(told) == [(name, "correct") for name in ("essai-01", "essai-02", "essai-03")]
    assert page.evaluate("player.see().violations") == []


@pytest.mark.parametrize(("keeps", "edition"), [(True, "1.2"), (False, "2004")], ids=["kept", "lost"])
@pytest.mark.parametrize("leave", WAYS)
def test_a_tab_that_goes_away_during_a_commit_loses_no_answer(
    leave: Callable[[Page, Platform], None],
    keeps: bool,
    edition: str,
    open_page: tuple[Platform, Callable[..., Page]],
) -> None:
    platform, open_one = open_page
    page = open_one(edition)
    gesture(page, RIGHT["essai-01"])
    platform.hold(keeps=keeps)
    page.evaluate("(words) => void setTimeout(() => gesture('#sco', words), 0)", RIGHT["essai-02"].split())
    assert platform.arrived.wait(PATIENCE_S), "no commit came"
    leave(page, platform)
    look_again(platform, open_one(edition), edition)


@pytest.mark.parametrize("leave", WAYS)
def test_a_tab_closed_on_an_lms_that_broke_loses_no_answer(
    leave: Callable[[Page, Platform], None], open_page: tuple[Platform, Callable[..., Page]]
) -> None:
    platform, open_one = open_page
    page = open_one("1.2", fails=True)
    gesture(page, RIGHT["essai-01"])
    page.evaluate("sessionStorage.setItem('armed', '1')")
    gesture(page, RIGHT["essai-02"])
    assert page.evaluate("noticeIn('#sco')").startswith("Moodle n’a pas répondu.")
    leave(page, platform)
    look_again(platform, open_one("1.2"), "1.2")
