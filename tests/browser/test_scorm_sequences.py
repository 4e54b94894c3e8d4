"""The table of sequences.py, played by the strict double and by scorm-again, in both editions of SCORM.

The packages are assignments of the small course: no site is built. One page plays them all.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path as Folder
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from chevet.assignments.files import load_assignment
from chevet.course import Course
from chevet.export.scorm_assignment import render_assignment_scorm
from chevet.export.scorm_edition import EDITIONS

from .conftest import served
from .sequences import PATHS, Path, Step
from .test_scorm import write_lms

pytestmark = pytest.mark.browser

MINI = Folder(__file__).parents[1] / "mini_course"
ASKED = {
    "devoir": ("each", "[{id: essai-01}, {id: essai-02}, {id: essai-03}, {id: essai-04}, {id: formes-09}]"),
    "dossier": ("each", "[{id: formes-08}]"),
    "epreuve": ("end", "[{id: essai-01}, {id: essai-02}, {id: essai-03}, {id: essai-04}]"),
    "poids": ("each", "[{id: essai-01, weight: 3}, {id: essai-03}]"),
}
# A timer of 400 ms gathers what is told to the LMS: the table asks after each gesture.
HURRY = "const wait = setTimeout; window.setTimeout = (f, ms, ...a) => wait(f, ms === 400 ? 0 : ms, ...a);"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An LMS page and, below it, each package in each edition; « corrige » is « devoir » with another first question."""
    root = tmp_path_factory.mktemp("sequences")
    course = Course(Folder(shutil.copytree(MINI, root / "cours")))
    lms = root / "lms"
    lms.mkdir()
    for name, (feedback, items) in ASKED.items():
        (root / f"{name}.yml").write_text(f"title: Devoir\nfeedback: {feedback}\nitems: {items}\n", "utf-8")
        unpack(course, root / f"{name}.yml", lms / name)
    bank = course.banks_dir / "01-essai.yml"
    text = bank.read_text(encoding="utf-8")
    assert "coupe-t-elle le mot" in text
    bank.write_text(text.replace("coupe-t-elle le mot", "partage-t-elle le mot"), encoding="utf-8")
    unpack(course, root / "devoir.yml", lms / "corrige")
    write_lms(lms)
    shutil.copy(Folder(__file__).parent / "scorm_gestures.js", lms)
    page = (lms / "lms.html").read_text(encoding="utf-8")
    page = page.replace("</html>", '<script type="module" src="scorm_gestures.js"></script></html>')
    (lms / "lms.html").write_text(page, encoding="utf-8")
    with served(lms) as where:
        yield where


def unpack(course: Course, file: Folder, folder: Folder) -> None:
    read = load_assignment(course, file)
    for key, edition in EDITIONS.items():
        (content,) = render_assignment_scorm(course, read, edition).files.values()
        archive = folder.with_suffix(".zip")
        archive.write_bytes(content)
        with zipfile.ZipFile(archive) as package:
            package.extractall(folder / key)


@pytest.fixture(scope="module")
def lms(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 1600}, locale="fr-FR")
    context.set_default_timeout(10_000)
    context.add_init_script(HURRY)
    page = context.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.goto(f"{address}/lms.html")
    page.wait_for_function("window.ready && Boolean(window.gesture)")
    yield page
    context.close()


class Player:
    """One path on one player: does each gesture and looks at what is saved."""

    def __init__(self, page: Page, path: Path, player: str, edition: str) -> None:
        self.page, self.path, self.player, self.edition = page, path, player, edition
        self.package, self.frame = path.package, "#sco"
        self.told: list[tuple[str, ...]] = []
        self.enrol(dict(path.saved))

    def enrol(self, saved: dict[str, str]) -> None:
        self.page.evaluate(
            "([name, options, keep]) => { const kept = { ...localStorage }; setUp(name, options);"
            " if (keep) Object.assign(localStorage, kept); }",
            [self.player, {"edition": self.edition, "saved": saved}, bool(self.told) or "learner" in saved],
        )

    def do(self, words: str) -> None:
        page = self.page
        match words.split():
            case ["open"]:
                self.open()
            case ["leave"]:
                page.evaluate("leave()")
                page.evaluate("isLeft('#sco')")
                # The LMS heard nothing: that session is lost.
                page.evaluate("window.refuse && player.crash()")
            case ["crash"]:  # what was committed stays; the page says nothing more
                page.evaluate("window.refuse = () => true; leave()")
                page.evaluate("isLeft('#sco')")
                page.evaluate("window.refuse = null; localStorage.clear(); player.crash()")
            case ["expire"]:
                page.evaluate("player.expire()")
            case ["refuse", *pattern]:
                page.evaluate(
                    "(p) => { window.refuse = (...call) => new RegExp(p).test(call.join(' ')); }",
                    " ".join(pattern),
                )
            case ["break", *_]:
                page.evaluate("() => { window.refuse = () => { throw new Error('broken'); }; }")
            case ["accept"]:
                page.evaluate("window.refuse = null")
            case ["cut"]:
                page.evaluate("player.change({ suspended: player.see().suspended.slice(0, -9) })")
            case ["enrol", learner]:
                self.told = []
                self.enrol({"learner": learner})
            case ["update", package]:
                self.package = package
            case ["second", "tab"]:
                page.evaluate(
                    "player.another(); document.body.append(Object.assign(document.createElement('iframe'),"
                    " { id: 'other', title: 'Second onglet', width: 650, height: 660 }))"
                )
                self.frame = "#other"
                self.open()
            case ["says", "in", "the", "first", *start]:
                page.wait_for_function("(start) => noticeIn('#sco').startsWith(start)", arg=" ".join(start))
            case ["in", "the", "first", *gesture]:
                page.evaluate("(words) => gesture('#sco', words)", gesture)
            case [*gesture, "&", "leave"]:
                page.evaluate("(words) => { gesture('#sco', words); leave(); }", gesture)
                page.evaluate("isLeft('#sco')")
            case gesture:
                page.evaluate("([frame, words]) => gesture(frame, words)", [self.frame, gesture])

    def open(self) -> None:
        content = f"{self.package}/{self.edition}/index.html"
        if self.package != self.path.package:
            # The LMS keeps the address of an activity when its package is replaced.
            content = content.replace("index.html", "index.html?v=2")
        self.page.evaluate("([content, frame]) => launch(content, frame)", [content, self.frame])
        self.page.evaluate("(frame) => opened(frame)", self.frame)

    def check(self, rank: int, step: Step) -> None:
        seen: dict[str, Any] = self.page.evaluate("player.see()")
        where = f"step {rank}, {step.do}"
        self.told += [tuple(one.split()) for one in step.told]
        found = [(one, "wrong" if result == "incorrect" else result) for one, result in seen["interactions"]]
        status = {"unknown": "not attempted"}.get(seen["status"], seen["status"])
        # SCORM 2004 has no word for who only looked.
        expected = "not attempted" if step.status == "browsed" and self.edition == "2004" else step.status
        now = (status, seen["raw"], found)
        assert now == (expected, step.raw, self.told), f"{where}: {now}"
        if step.says is not None:
            notice = self.page.evaluate("(frame) => noticeIn(frame)", self.frame)
            assert notice.startswith(step.says) if step.says else notice == "", f"{where}: {notice}"
        assert seen["violations"] == [], where


CASES = [
    pytest.param(
        path, player, edition, id=f"{re.sub('[^a-z0-9]+', '-', path.name.lower())}-{player}-{edition}"
    )
    for path in PATHS
    for player in path.players
    for edition in path.editions
]


def test_the_table_holds_enough_paths_and_no_name_twice() -> None:
    names = [path.name for path in PATHS]
    assert len(names) >= 30
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("path", "player", "edition"), CASES)
def test_a_path(path: Path, player: str, edition: str, lms: Page) -> None:
    one = Player(lms, path, player, edition)
    try:
        for rank, step in enumerate(path.steps, 1):
            one.do(step.do)
            one.check(rank, step)
    finally:
        lms.evaluate("leave(); document.querySelector('#other')?.remove()")
        lms.evaluate("isLeft('#sco')")
    assert lms.faults == []  # type: ignore[attr-defined]
