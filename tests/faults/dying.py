"""A script: a write that dies at its first act, then at its second…; what each death leaves, then the next write, in JSON."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from chevet.writing import recover, swap, write_all

ACTS = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "dying.fsync")
FILES = {f"{name}.txt": "nouveau" for name in "abc"}


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def start(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()


def put(folder: Path, word: str) -> Path:
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text(word)
    return folder


def set_of_files(place: Path) -> None:
    write_all(place / "dist", {name: text.encode() for name, text in FILES.items()})


def folder(place: Path) -> None:
    recover(place / "dist")
    shutil.rmtree(place / "aside", ignore_errors=True)
    swap(put(place / "aside", "nouveau"), place / "dist")


def die(work: Callable[[Path], None], place: Path, act: int) -> bool:
    """Whether it died, at the act of this number."""
    pid = os.fork()
    if pid:
        return os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    seen, fsync = 0, os.fsync

    def hear(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        flags = args[2] if event == "open" else 0
        if event in ACTS or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)):
            seen += 1
            if seen == act:
                os.kill(os.getpid(), signal.SIGKILL)

    def announce(descriptor: int) -> None:
        sys.audit("dying.fsync")
        fsync(descriptor)

    os.fsync = announce
    sys.addaudithook(hear)
    work(place)
    os._exit(0)


def main(name: str, place: Path) -> None:
    work = {"set_of_files": set_of_files, "folder": folder}[name]
    seen = []
    for act in range(1, 1000):
        start(place)
        put(place / "dist", "ancien")
        if not die(work, place, act):
            break
        left = files(place)
        if name == "folder":
            recover(place / "dist")
        found = files(place / "dist")
        work(place)
        seen.append({"left": left, "found": found, "next": files(place)})
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
