"""A zip that is the same bytes for the same files."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping

from chevet.problems import CourseError, Problem

_TRICK = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|^[A-Za-z]:")
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can write
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """``files`` (name inside the zip → content) sorted, deflated, without date, owner or machine.

    Raises:
        CourseError: a name that would be unpacked elsewhere than in its folder, or over another one.
    """
    _check_names(files)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return buffer.getvalue()


def _check_names(names: Iterable[str]) -> None:
    """Relative names with « / », which no system takes for one another: Windows and macOS ignore case."""
    seen: dict[str, str] = {}
    problems = []
    for name in sorted(names):
        same = unicodedata.normalize("NFC", name).casefold()
        if _TRICK.search(name) or {"", ".", ".."} & set(name.split("/")):
            message = "ce nom mènerait hors du dossier où le zip se décompresse."
            problems.append(Problem(ascii(name)[1:-1], 0, message, "Renommez le fichier."))
        elif same in seen:
            message = f"ce nom et « {seen[same]} » seraient le même fichier sous Windows ou macOS."
            problems.append(Problem(name, 0, message, "Renommez l'un des deux."))
        seen.setdefault(same, name)
    if problems:
        raise CourseError(problems)
