"""What lets a reader keep the whole site: the list of its files, and the worker that serves them without network.

Nothing of this is asked for by a page that does not hold the control (web/offline.js), before the reader's gesture.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import chevet
from chevet import __version__

WEB = Path(chevet.__file__).parent / "web"
WORKER = "offline_worker.js"
MANIFEST = "offline.json"
CONTROL = "data-chevet-offline"
"""The attribute of the element where a page holds the control."""

_HASH = 16  # hexadecimal digits, as in web/offline_copy.js
_SIZE = re.compile(r"(<span data-chevet-offline-size)[^>]*>[^<]*(</span>)")


def write_offline(site: Path) -> None:
    """Write the worker and the list of files at the root of the built ``site``, and the size in its pages.

    The same files give the same list: it holds no date. What it lists does not include itself, nor the worker,
    which the browser keeps apart.
    """
    for name in (MANIFEST, WORKER):
        (site / name).unlink(missing_ok=True)
    page = _tell_size(site)
    files: list[tuple[str, int, str]] = []
    for path in _files(site):
        content = path.read_bytes()
        files.append(
            (path.relative_to(site).as_posix(), len(content), hashlib.sha256(content).hexdigest()[:_HASH])
        )
    listed = {
        "version": hashlib.sha256(json.dumps(files).encode()).hexdigest()[:10],
        "release": __version__,
        "bytes": sum(size for _, size, _ in files),
        "page": page,
        "files": files,
    }
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    (site / MANIFEST).write_text(text + "\n", encoding="utf-8")
    (site / WORKER).write_bytes((WEB / WORKER).read_bytes())


def _files(site: Path) -> list[Path]:
    found = (path for path in site.rglob("*") if path.is_file())
    return sorted(found, key=lambda path: path.relative_to(site).as_posix())


def _tell_size(site: Path) -> str:
    """Put the size of the whole site where its pages leave room for it; return the page of the control, or ""."""
    # The digits themselves change the sum by a few bytes, which a tenth of a megabyte does not show.
    total = sum(path.stat().st_size for path in _files(site))
    control = ""
    for path in _files(site):
        if path.suffix != ".html":
            continue
        text = path.read_bytes().decode("utf-8")
        if CONTROL not in text:
            continue
        if f"<div {CONTROL}>" in text:
            control = path.relative_to(site).as_posix()
        told = _SIZE.sub(rf'\1="{total}">{megabytes(total)}\2', text)
        if told != text:
            path.write_bytes(told.encode("utf-8"))
    return control


def megabytes(size: int) -> str:
    """« 7,2 Mo »: a tenth of a megabyte is enough to decide."""
    return f"{max(1, round(size / 100_000)) / 10:.1f}\u00a0Mo".replace(".", ",")
