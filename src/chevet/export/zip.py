"""A zip that is the same bytes for the same files, and that appears whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from chevet.problems import CourseError, Problem

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can write
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """``files`` (name inside the zip → content) sorted, deflated, without date, owner or machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return buffer.getvalue()


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path``, then move it there: what was there stays until all is on disk.

    Raises:
        CourseError: the folder cannot be made or written, or the disk is full. Nothing has changed.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        aside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise CourseError(_told(path, len(content), error)) from error


def _told(path: Path, size: int, error: OSError) -> Problem:
    folder = path.parent.as_posix()
    if error.errno in _FULL:
        message = f"plus assez de place pour écrire {path.name} ({size / 1000:.0f} ko)."
        remedy = "Libérez de la place ou choisissez un autre dossier avec --out."
    elif error.errno in _CLOSED:
        message = f"le dossier refuse l'écriture de {path.name}."
        remedy = "Changez ses droits ou choisissez un autre dossier avec --out."
    elif isinstance(error, FileExistsError | NotADirectoryError):
        message = "ce chemin passe par un fichier, ce n'est pas un dossier."
        remedy = "Choisissez un dossier avec --out."
    else:
        message = f"l'écriture de {path.name} a échoué ({error.strerror or error})."
        remedy = "Choisissez un autre dossier avec --out."
    return Problem(folder, 0, message, f"{remedy} Rien n'a été changé.")
