"""What the parts of the benchmark share: pages served as a web server would, a browser, medians and tables.

A file is compressed once (gzip, level 6) if it is text; one whose name or address holds a hash of its content is kept
for ever by the browser, any other is asked for again and answered 304 when it has not changed. The same rule for all.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import statistics
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
PAGE = "chapters/01-tokens.html"
TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".xml"}
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
HASHED = re.compile(r"\.[0-9a-f]{8,}\.|[?&](v|digest)=")


class Unavailable(Exception):
    """What a part needs and cannot have here: said in its place, the other parts go on."""


@dataclass(frozen=True)
class Bench:
    """Where a part works and how often it repeats."""

    playwright: Playwright
    scratch: Path  # thrown away at the end
    packages: Path  # what registries gave; may be kept for the next run
    repeat: int

    def browser(self, *options: str) -> Browser:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        path = os.environ["CHEVET_CHROMIUM"]
        return self.playwright.chromium.launch(executable_path=path, args=[*root, *options])


# ── Served pages ────────────────────────────────────────────────────────────────────────────────────


@cache
def content(path: Path) -> tuple[bytes, bool, str]:
    """What is sent for a file, whether it is compressed, and its tag."""
    body = path.read_bytes()
    zipped = path.suffix in TEXTS
    return gzip.compress(body, 6, mtime=0) if zipped else body, zipped, hashlib.sha256(body).hexdigest()[:16]


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each small file waits 40 ms for an acknowledgement
    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        server = self.server
        assert isinstance(server, Server)
        if not path.is_file():
            server.lost.append(unquote(urlsplit(self.path).path))
            self.send_error(404)
            return
        body, zipped, tag = content(path)
        same = self.headers.get("If-None-Match") == tag
        self.send_response(304 if same else 200)
        self.send_header("ETag", tag)
        kept = "max-age=31536000, immutable" if HASHED.search(self.path) else "no-cache"
        self.send_header("Cache-Control", kept)
        for name, value in server.headers.items():
            self.send_header(name, value)
        if not same:
            self.send_header("Content-Type", self.guess_type(str(path)))
            if zipped:
                self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", "0" if same else str(len(body)))
        server.sent.append(0 if same else len(body))  # before the browser can know: nothing is counted late
        self.end_headers()
        if not same:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The tables are the only output."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path, headers: dict[str, str]) -> None:
        super().__init__(
            ("127.0.0.1", 0), lambda *args, **kwargs: Handler(*args, directory=str(folder), **kwargs)
        )
        self.headers = headers
        self.sent: list[int] = []  # bytes of each answer's body, 0 when it had not changed
        self.lost: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def forget(self) -> None:
        self.sent.clear()
        self.lost.clear()


@contextmanager
def serve(folder: Path, headers: dict[str, str] | None = None) -> Iterator[Server]:
    server = Server(folder, headers or {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def cold(browser: Browser, script: str = "", strict: bool = True) -> Iterator[BrowserContext]:
    """A browser with nothing in cache, where ``script`` runs first in every page.

    Raises:
        Unavailable: at the end and if ``strict``, a page raised an error: what it took would mean nothing.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    faults: list[str] = []
    try:
        context.add_init_script(script)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        yield context
    finally:
        context.close()
    if faults and strict:
        raise Unavailable("the measured page failed: " + "; ".join(faults[:3]))


def throttle(page: Page, times: int) -> None:
    """Make the processor of this page so many times slower, as seen by its main thread."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


# ── Commands ────────────────────────────────────────────────────────────────────────────────────────


def execute(command: Sequence[str], folder: Path, environment: dict[str, str] | None = None) -> str:
    """What a command prints.

    Raises:
        Unavailable: it failed; the message ends with its last lines.
    """
    told = {**os.environ, **(environment or {})}
    done = subprocess.run(
        command, cwd=folder, env=told, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-6:])
        raise Unavailable(f"`{' '.join(map(str, command))[:160]}` failed ({done.returncode}):\n{last}")
    return done.stdout


# ── Report ──────────────────────────────────────────────────────────────────────────────────────────


def load() -> str:
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):,.0f} ({min(values):,.0f}–{max(values):,.0f})"


def percentile(values: Sequence[float], percent: int) -> float:
    """By nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
