"""A Chromium already on the machine, asked to print pages: nothing is installed, nothing is fetched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from chevet.problems import CourseError, Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
LIMIT_S = 120
# What a browser writes of the moment: the same page must be the same file.
_MOMENTS = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")


def find_browser() -> str | None:
    """The first Chromium of this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((place for place in PLACES if Path(place).is_file()), None)


def print_pdf(pages: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """Each ``name.html`` as ``name.pdf``; None when there is no browser to print with.

    Raises:
        CourseError: the browser stops, or prints nothing.
    """
    browser = find_browser()
    if not browser:
        return None
    printed: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in pages.items():
            source = Path(folder) / name
            source.write_bytes(content)
            target = source.with_suffix(".pdf")
            _run(browser, Path(folder), source, target)
            printed[target.name] = _MOMENTS.sub(rb"/\1 (D:19800101000000Z)", target.read_bytes())
    return printed


def _run(browser: str, folder: Path, source: Path, target: Path) -> None:
    command = [
        browser,
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        f"--user-data-dir={folder / 'profil'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium refuses its sandbox to root, in a container for instance
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT_S, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _stopped(source.name, str(error)) from error
    if done.returncode or not target.is_file():
        raise _stopped(source.name, (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[-1])


def _stopped(name: str, why: str) -> CourseError:
    remedy = "Relancez, ou ajoutez --sans-pdf et imprimez depuis un navigateur."
    return CourseError(Problem(name, 0, f"le navigateur n'a pas imprimé cette page ({why}).", remedy))
