"""A package is the same bytes for the same files, and appears whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import resource
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chevet.export.zip import zip_bytes
from chevet.problems import CourseError
from chevet.writing import write_whole

FILES = {"b/x.js": b"x" * 500, "a.txt": "é".encode(), "imsmanifest.xml": b"<manifest/>"}


def test_order_time_and_mask_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    first = zip_bytes(FILES)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    before = os.umask(0o077)
    try:
        assert zip_bytes(dict(reversed(FILES.items()))) == first
    finally:
        os.umask(before)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == sorted(FILES)
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


@contextlib.contextmanager
def small_disk() -> Iterator[None]:
    """No file of this process may pass 1,000 bytes: the write stops half-way, as on a full disk.

    Not a fixture: pytest writes its own output, which may be a file, before a fixture ends.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    package = tmp_path / "p.zip"
    package.write_bytes(b"the last good one")
    told = r"plus assez de place pour écrire p\.zip \(5 ko\)\. Libérez de la place"
    with small_disk(), pytest.raises(CourseError, match=told):
        write_whole(package, b"x" * 5000)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"p.zip": b"the last good one"}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOSPC, "plus assez de place"),
        (errno.EDQUOT, "plus assez de place"),
        (errno.EROFS, "le dossier refuse l'écriture"),
        (errno.EACCES, "le dossier refuse l'écriture"),
        (errno.EIO, "l'écriture de p.zip a échoué"),
    ],
)
def test_each_refusal_has_its_words(
    code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(CourseError) as caught:
        write_whole(tmp_path / "p.zip", b"x")
    (problem,) = caught.value.problems
    assert told in problem.message
    assert problem.remedy.endswith("Rien n'a été changé.")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("")
    for folder in (tmp_path / "dist", tmp_path / "dist" / "scorm"):
        with pytest.raises(CourseError, match="ce n'est pas un dossier"):
            write_whole(folder / "p.zip", b"x")


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "p.zip", b"x")
    assert (tmp_path / "a" / "b" / "p.zip").read_bytes() == b"x"
