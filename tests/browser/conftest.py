"""A real Chromium on the built site, with the network cut: whatever a page asks elsewhere is refused and told."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from playwright.sync_api import Browser, Page, Route, sync_playwright
from playwright.sync_api import Error as BrowserError

from chevet.course import Course

T = TypeVar("T")

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "fr-FR"}
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

# Brings every island of the page to the screen, as a reader who goes to the end would.
READ_TO_THE_END = """async () => {
  const settled = (island) => ["true", "failed"].includes(island.dataset.chevetMounted);
  for (const island of document.querySelectorAll(".chevet-island")) {
    if (settled(island)) continue; // from where the one before stands, it was near enough
    island.scrollIntoView();
    while (!settled(island)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  window.scrollTo(0, document.body.scrollHeight);
}"""


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def log_message(self, format: str, *args: Any) -> None:
        """The tests say what they see; each request would hide it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page closed while it was loading is no fault of the page's."""


@contextmanager
def served(folder: Path, handler: type[SimpleHTTPRequestHandler] = _Quiet) -> Iterator[str]:
    """The address at which ``folder`` is served, without a final slash."""
    server = _Server(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Reader:
    """One page open in its own browser context, and everything it asked for or complained of.

    ``foreign`` holds the requests to other hosts, all refused; ``asked`` the files of the site that were
    requested; ``faults`` the console's errors and warnings, uncaught errors and failed requests.
    """

    def __init__(self, page: Page, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.foreign: list[str] = []
        self.asked: list[str] = []
        self.faults: list[str] = []
        page.context.route("**/*", self._guard)
        self._hold(page)

    def _hold(self, page: Page) -> None:
        self.page = page
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("response", self._check_status)

    def _guard(self, route: Route) -> None:
        url = route.request.url
        if url.startswith(f"{self.address}/"):
            self.asked.append(urlsplit(url).path)
            route.continue_()
        else:
            self.foreign.append(url)
            route.abort()

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _check_status(self, response: Any) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def open(self, name: str, *, to_the_end: bool = True) -> Page:
        """Show the page ``name`` of the table of contents; unless told otherwise, with its widgets mounted."""
        self.page.goto(f"{self.address}/{name}.html")
        if to_the_end:
            self.read_to_the_end()
        return self.page

    def read_to_the_end(self) -> None:
        self.page.evaluate(READ_TO_THE_END)

    def show(self, *, width: int = 1280, media: str = "screen", forced_colors: str = "none") -> Page:
        """The page already open, under these conditions and no other."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(media=media, forced_colors=forced_colors)  # type: ignore[arg-type]
        return self.page

    def survive(self, look: Callable[[], T]) -> T:
        """What ``look`` returns; if the tab dies under it, what it returns in a new tab, where dying fails.

        Chromium 156 now and then loses a tab when the medium changes to print, on two busy cores: two runs of the suite
        lost one page of 34 each, another one each time, and 36 tries alone lost none.
        """
        try:
            return look()
        except BrowserError as fault:
            if "crashed" not in str(fault):
                raise
        print("the tab died and was opened again:", self.page.url)
        dead, url = self.page, self.page.url
        self._hold(dead.context.new_page())
        dead.close()
        self.page.goto(url)
        self.read_to_the_end()
        return look()

    def check(self) -> None:
        """Fail if anything was asked elsewhere, or if the page complained of anything."""
        assert not self.foreign, "asked elsewhere:\n" + "\n".join(self.foreign)
        assert not self.faults, "the page complained:\n" + "\n".join(self.faults)

    def loaded_files(self) -> set[Path]:
        """What the site sent, as paths."""
        return {(self.folder / path.lstrip("/")).resolve() for path in self.asked}


@pytest.fixture(scope="session")
def course() -> Course:
    """The course whose built site is tested: the real one, or that of ``$CHEVET_TEST_COURSE``."""
    return chosen_course()


def chosen_course() -> Course:
    return Course(Path(os.environ.get("CHEVET_TEST_COURSE") or Path(__file__).parents[2]))


def pages() -> list[str]:
    """Every page of ``_toc.yml``: a new chapter is tested without a change here."""
    return [name for _, name in chosen_course().pages]


def chapters() -> list[str]:
    return [name for name in pages() if name.startswith("chapters/")]


@dataclass(frozen=True)
class Island:
    """A widget in a built page: its rank among those of the page, its name, its state."""

    page: str
    rank: int
    widget: str
    state: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.page}-{self.rank}-{self.widget}"


def islands(name: str | None = None) -> list[Island]:
    """The widgets of the page ``name``, or of every page; none while the site is not built."""
    return [island for page in ([name] if name else pages()) for island in _islands_of(page)]


@cache
def _islands_of(page: str) -> tuple[Island, ...]:
    path = chosen_course().site_dir / f"{page}.html"
    soup = BeautifulSoup(path.read_text(encoding="utf-8") if path.is_file() else "", "html.parser")
    shared = json.loads(_json_in(soup.find(id="chevet-shared")))
    found = []
    for rank, tag in enumerate(soup.select(".chevet-island")):
        state = json.loads(_json_in(tag.find("script", type="application/json")))
        for key, value in state.items():
            if isinstance(value, dict) and "$chevet-shared" in value:
                state[key] = shared[value["$chevet-shared"]]
        found.append(Island(page, rank, str(tag["data-chevet-widget"]), state))
    return tuple(found)


def _json_in(script: Tag | NavigableString | None) -> str:
    return str(script.string) if isinstance(script, Tag) else "{}"


@pytest.fixture(scope="session")
def site(course: Course) -> Iterator[str]:
    """The address of the built site, without a final slash."""
    if not (course.site_dir / "index.html").is_file():
        pytest.fail("the site is not built: run chevet build", pytrace=False)
    with served(course.site_dir) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium: the one named by the runner, else one of the machine's, else Playwright's own."""
    found = os.environ.get("CHEVET_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium: Browser, site: str, course: Course) -> Iterator[Callable[..., Reader]]:
    """Make a reader; the options are those of a browser context.

    At the end of the test, a request to another host or a fault that the test did not take out of
    ``faults`` fails it.
    """
    made: list[Reader] = []

    def make(init_script: str | None = None, **options: Any) -> Reader:
        context = chromium.new_context(**{**DESK, **options})
        context.set_default_timeout(30_000)
        if init_script:
            context.add_init_script(init_script)
        made.append(Reader(context.new_page(), site, course.site_dir.resolve()))
        return made[-1]

    yield make
    for one in made:
        one.page.context.close()
    for one in made:
        one.check()
