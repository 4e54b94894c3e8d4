"""``chevet serve``: another port when the first is taken, a new build when a source changes, a clean end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

from chevet.course import Course
from chevet.site.serve import watch_sources


def test_serve_takes_a_free_port_rebuilds_and_stops_cleanly(built: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        arguments = ["--cours", str(built), "serve", "--sans-navigateur", "--port", str(port)]
        with subprocess.Popen(
            [sys.executable, "-u", "-c", "from chevet.cli import app; app()", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        ) as process:
            watchdog = threading.Timer(120, process.kill)  # then a line that never comes reads as ""
            watchdog.start()
            try:
                assert process.stdout is not None
                opened = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
                assert opened
                assert int(opened[1]) != port
                assert "Petit cours d’essai" in fetch(f"{opened[0]}/book/index.html")

                source = built / "book" / "index.md"
                source.write_text(
                    source.read_text(encoding="utf-8") + "\nUne phrase neuve.\n", encoding="utf-8"
                )
                assert "book/index.md" in process.stdout.readline()
                assert "rechargée" in process.stdout.readline()
                assert "Une phrase neuve." in fetch(f"{opened[0]}/book/index.html")

                process.send_signal(signal.SIGINT)
                assert "Arrêté" in process.stdout.read()  # a save may be told twice: two events
                assert process.wait(20) == 0
            finally:
                watchdog.cancel()
                process.kill()


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as response:
        return str(response.read().decode("utf-8"))


def test_what_is_saved_while_the_site_is_first_built_is_a_change(tmp_path: Path) -> None:
    begun = 1_700_000_000.0
    for name, moment in (("avant.md", begun - 1), ("apres.md", begun + 1), ("_build/page.md", begun + 1)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
        os.utime(path, (moment, moment))
    told, stop = [], threading.Event()
    given_up = threading.Timer(30, stop.set)
    given_up.start()

    def rebuild(changed: set[str]) -> None:
        told.append(changed)
        stop.set()

    watch_sources(Course(tmp_path), rebuild, stop, begun)
    given_up.cancel()
    assert told == [{"apres.md"}]
