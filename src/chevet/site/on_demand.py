"""What a widget's state holds and a page shows one piece at a time: each piece in a file, fetched when it is shown.

The files of a page lie in a folder of their own, written again with the page: Sphinx leaves a page that nothing
has changed as it is, and its files too.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from chevet.site.sharing import STATE, to_script
from chevet.widgets.parts import FILE, PARTS, data_address, replace_parts


def parts_folder(pagename: str) -> str:
    """Where the files of a page lie, seen from the folder of assets."""
    return f"{PARTS}/{pagename.replace('/', '-')}"


def move_parts(body: str, address: Callable[[str], str]) -> tuple[str, dict[str, bytes]]:
    """``body`` with the content of each part replaced by an address, and the files by name.

    ``address`` gives that of a file, seen from the page. A drawing written as ``data:`` in the text of a widget
    takes the same address. Names hold the hash of the content: two parts alike are one file.
    """
    files: dict[str, bytes] = {}
    drawings: dict[str, str] = {}

    def move(part: Mapping[str, str]) -> Mapping[str, str]:
        if "content" not in part:
            return part
        content = part["content"].encode("utf-8")
        name = hashlib.sha256(content).hexdigest()[:12] + part[FILE]
        files[name] = content
        drawings[data_address(part["content"])] = address(name)
        return {FILE: address(name)}

    if FILE not in body:
        return body, files
    body = STATE.sub(
        lambda match: match[1] + to_script(replace_parts(json.loads(match[2]), move)) + match[3], body
    )
    for written, moved in drawings.items():
        body = body.replace(written, moved)
    return body, files


def write_parts(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a page in ``folder``, in place of those of an earlier build."""
    shutil.rmtree(folder, ignore_errors=True)
    if files:
        folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def forget_pages(assets: Path, pages: Collection[str]) -> None:
    """Remove from the folder of assets the files of pages that the course no longer has."""
    kept = {Path(parts_folder(name)).name for name in pages}
    for folder in (assets / PARTS).glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder)
