"""Whatever the course writes appears whole or not at all, whatever stops it: made aside, then moved in place.

What is made aside lies in the same folder, under a name of its own, and is held by its process: the next one that
writes there removes what a process that died has left.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from chevet.problems import CourseError, Problem

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


def write_whole(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write ``content`` in ``path``; what was there stays until all is on disk.

    Raises:
        CourseError: the folder cannot be made or written, or the disk is full. Nothing has changed.
    """
    write_all(path.parent, {path.name: content}, mode=mode)


def write_all(folder: Path, files: Mapping[str, bytes], *, mode: int = 0o666) -> tuple[Path, ...]:
    """Write ``files`` (name in ``folder`` → content) and return their paths; none is moved before all are on disk.

    ``mode``: what they allow, less the mask of the process.

    Raises:
        CourseError: a folder cannot be made or written, or the disk is full. Nothing has changed.
    """
    made: list[tuple[int, Path, Path]] = []
    path, content = folder, b""
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, aside = _open_aside(path, mode)
            made.append((descriptor, aside, path))
            with open(descriptor, "wb", closefd=False) as part:
                part.write(content)
                part.flush()
                os.fsync(descriptor)
        for _, _, path in made:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        for descriptor, aside, path in made:
            if sys.platform == "win32":  # where an open file cannot be moved
                os.close(descriptor)
            aside.replace(path)
    except OSError as error:
        raise CourseError(_told(path, len(content), error)) from error
    finally:
        for descriptor, aside, _ in made:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                os.close(descriptor)
        for place in {path.parent for _, _, path in made}:
            _sweep(place)
    return tuple(folder / name for name in files)


def swap(new: Path, place: Path) -> None:
    """Put the folder ``new`` in ``place``; at every moment one whole folder has that name, or the next one."""
    old = _old(place)
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def recover(place: Path) -> None:
    """Give ``place`` back its folder, if a process died in the middle of :func:`swap`."""
    old = _old(place)
    if old.is_dir() and not place.exists():
        old.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _old(place: Path) -> Path:
    return place.with_name(f"{place.name}.ancien")


@contextlib.contextmanager
def only_one(path: Path, busy: Problem, *, wait_s: float) -> Iterator[int]:
    """Hold the file ``path`` for the time of the block; the descriptor, for a child that must hold it too.

    The system lets go of it when the last process that has it ends, however it ends: nothing stays locked.

    Raises:
        CourseError: ``busy``, when another process still holds it after ``wait_s`` seconds.
        OSError: the folder of ``path`` refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        end = time.monotonic() + wait_s
        while _hold(descriptor) is False:
            if time.monotonic() >= end:
                raise CourseError(busy)
            time.sleep(0.05)
        yield descriptor
    finally:
        os.close(descriptor)


def _hold(descriptor: int) -> bool | None:
    """Whether this process holds the file, until it closes it or dies; None where the disk knows no such thing."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _HELD else None
    return True


def _open_aside(path: Path, mode: int) -> tuple[int, Path]:
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    while True:
        descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
        # Between these two another process may have taken it for one that nobody holds.
        if _hold(descriptor) is not False and aside.exists():
            return descriptor, aside
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what processes that died were making in ``folder``."""
    for aside in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            descriptor = os.open(aside, os.O_RDWR)
            try:
                left = _hold(descriptor)
                if left and sys.platform != "win32":
                    aside.unlink()
            finally:
                os.close(descriptor)
            if left and sys.platform == "win32":
                aside.unlink()


def _told(path: Path, size: int, error: OSError) -> Problem:
    folder = path.parent.as_posix()
    if error.errno in _FULL:
        message = f"plus assez de place pour écrire {path.name} ({size / 1000:.0f} ko)."
        remedy = "Libérez de la place ou choisissez un autre dossier."
    elif error.errno in _CLOSED:
        message = f"le dossier refuse l'écriture de {path.name}."
        remedy = "Changez ses droits ou choisissez un autre dossier."
    elif isinstance(error, FileExistsError | NotADirectoryError):
        message = "ce chemin passe par un fichier, ce n'est pas un dossier."
        remedy = "Choisissez un dossier."
    else:
        message = f"l'écriture de {path.name} a échoué ({error.strerror or error})."
        remedy = "Choisissez un autre dossier."
    return Problem(folder, 0, message, f"{remedy} Rien n'a été changé.")
