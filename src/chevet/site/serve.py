"""The course on this machine: served on the loopback, made again and reloaded when a source changes."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from watchfiles import Change, DefaultFilter, watch

from chevet.course import Course, find_course
from chevet.site.build import Builder, Progress, build_site, start_builder

logging.getLogger("watchfiles").setLevel(logging.WARNING)  # the build says what changed, in French

_RELOADER = b"""// Only while authors work: never part of the site.
new EventSource("/__chevet__/changes").addEventListener("message", () => location.reload());
"""
_TAG = b'<script src="/__chevet__/reload.js"></script></head>'


class Server(ThreadingHTTPServer):
    """Serves a folder that may be replaced while it runs, and tells open pages when it was."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, course: Course, port: int) -> None:
        self.changed = threading.Condition()
        self.version = 0
        super().__init__(("127.0.0.1", port), partial(_Handler, directory=str(course.site_dir)))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def announce(self) -> None:
        """Have every open page reload."""
        with self.changed:
            self.version += 1
            self.changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page closed while it was loading is no news."""


class _Handler(SimpleHTTPRequestHandler):
    server: Server
    extensions_map = {  # noqa: RUF012 (declared so by the standard library)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".svg": "image/svg+xml",
    }

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: an author reads what the build says, not each request."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def do_GET(self) -> None:
        if self.path == "/__chevet__/changes":
            self._tell_changes()
        elif self.path == "/__chevet__/reload.js":
            self._send(_RELOADER, "text/javascript")
        else:
            path = Path(self.translate_path(self.path))
            if path.is_dir() and self.path.split("?")[0].endswith("/"):
                path /= "index.html"
            # A reader's copy holds pages as they were built (web/offline_copy.js).
            if path.suffix == ".html" and path.is_file() and "X-Chevet-Copy" not in self.headers:
                self._send(path.read_bytes().replace(b"</head>", _TAG, 1), "text/html; charset=utf-8")
            else:
                super().do_GET()

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _tell_changes(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        seen = self.server.version
        with contextlib.suppress(OSError):
            while True:
                with self.server.changed:
                    self.server.changed.wait(timeout=20)
                    now = self.server.version
                # A comment now and then, so that a closed page is noticed.
                self.wfile.write(b"data: change\n\n" if now != seen else b": still here\n\n")
                self.wfile.flush()
                seen = now


def open_server(course: Course, port: int, *, tries: int = 20) -> Server:
    """A server on ``port``, or on the next free one.

    Raises:
        OSError: none of the ``tries`` ports is free.
    """
    for candidate in range(port, port + tries):
        try:
            return Server(course, candidate)
        except OSError:
            if candidate == port + tries - 1:
                raise
    raise AssertionError("unreachable")


class _Sources(DefaultFilter):
    """What an author writes; never what the build writes."""

    ignore_dirs = (*DefaultFilter.ignore_dirs, "_build", "dist", "golden", ".venv")
    suffixes = (".md", ".yml", ".yaml", ".csv", ".bib", ".py", ".js", ".css", ".svg", ".html")

    def __call__(self, change: Any, path: str) -> bool:
        return path.endswith(self.suffixes) and super().__call__(change, path)


def watch_sources(
    course: Course, rebuild: Callable[[set[str]], None], stop: threading.Event, since: float
) -> None:
    """Call ``rebuild`` with the changed files, relative to the root, until ``stop`` is set.

    ``since`` is the time of the last build's start, in seconds since the epoch: what was saved while that build ran, or
    before the watch had begun, is a change too.
    """
    wanted, first = _Sources(), True
    known: dict[Path, float] = {}  # saved before the watch had begun, or as it did: its event may still come
    for changes in watch(
        course.root,
        watch_filter=wanted,
        stop_event=stop,
        debounce=400,
        raise_interrupt=True,
        rust_timeout=1000,
        yield_on_timeout=True,
    ):
        paths = {
            path for _, name in changes if (path := Path(name)) not in known or known[path] != _saved(path)
        }
        if first:
            known = _saved_after(since, course.root, wanted)
            paths |= set(known)
            first = False
        if paths:
            rebuild({course.relative(path) for path in paths})


def _saved(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0  # it went meanwhile


def _saved_after(since: float, root: Path, wanted: _Sources) -> dict[Path, float]:
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in wanted.ignore_dirs]
        for path in (
            Path(folder, name) for name in names if wanted(Change.modified, str(Path(folder, name)))
        ):
            if (moment := _saved(path)) > since:
                found[path] = moment
    return found


class Rebuilder:
    """Builds the course again and again, each time with a builder that has loaded its libraries beforehand."""

    def __init__(self, course: Course) -> None:
        self._root = course.root
        self._ready: Builder | None = start_builder(course)

    def build(self, changed: set[str], progress: Progress) -> None:
        """Build after a change in these files.

        Raises:
            CourseError: what is wrong in the sources or in the pages made; the last good site stays.
        """
        course = find_course(self._root)
        died = self._ready is not None and self._ready.poll() is not None
        if died or any(name.endswith(".py") for name in changed):
            self.close()  # or it has loaded what was there before
        ready, self._ready = self._ready, None
        try:
            build_site(course, progress=progress, ready=ready)
        finally:
            self._ready = start_builder(course)

    def close(self) -> None:
        """End the builder that waits."""
        if self._ready:
            with self._ready:
                self._ready = None
