"""What the benchmark compares with, fetched once from the registries that npm and pip are set to, never committed."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from harness import execute

NPM = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def npm(folder: Path, wanted: dict[str, str]) -> Path:
    """``node_modules`` of a folder where these versions are installed.

    Raises:
        Unavailable: npm could not install them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(not (folder / "node_modules" / name / "package.json").is_file() for name in wanted):
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        execute([*NPM, *(f"{name}@{number}" for name, number in wanted.items())], folder)
    return folder / "node_modules"


def python(folder: Path, *wanted: str) -> Path:
    """``bin`` of a virtual environment of its own where these packages are installed.

    Raises:
        Unavailable: pip could not install them.
    """
    stamp, scripts = folder / "installed", folder / "bin"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != " ".join(wanted):
        execute([sys.executable, "-m", "venv", str(folder)], Path.cwd())
        pip = [str(scripts / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        execute([*pip, *wanted], folder)
        stamp.write_text(" ".join(wanted), encoding="utf-8")
    return scripts


def gzip_of(path: Path) -> bytes:
    """A file as a server that compresses everything would send it."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)
