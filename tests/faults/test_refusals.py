"""A full disk, a folder or a home that refuses: told with the place and the remedy, nothing lost, never a traceback."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chevet import home
from chevet.cli import app
from chevet.course import Course
from chevet.site import build, offline, strict

MINI = Path(__file__).parents[1] / "mini_course"
EXAMPLE = Path(__file__).parents[1] / "cohort" / "exemple" / "reponses-inventees.csv"
ROOT = Path(__file__).parents[2]
COMMANDS = {
    "gift": ("export", "gift", "--all", "--out"),
    "papier": ("export", "papier", "--all", "--sans-pdf", "--out"),
    "notebooks": ("export", "notebooks", "--all", "--out"),
    "cohorte": ("cohorte", str(EXAMPLE), "--bank", "01-tokens", "--out"),
}


def run(name: str, out: Path) -> Result:
    course = ROOT if name == "cohorte" else MINI
    return CliRunner().invoke(app, ["--cours", str(course), *COMMANDS[name], str(out)])


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refuse_at(monkeypatch: pytest.MonkeyPatch, call: int, code: int) -> None:
    """The disk takes what is written, until this call."""
    calls: list[int] = []

    def sync(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) >= call:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", sync)


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_that_fills_up_at_the_last_file_leaves_every_earlier_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "dist"
    first = run(name, out)
    assert first.exit_code == 0, first.output
    before = content(out)
    (out / sorted(before)[0]).write_bytes(b"un autre")  # what a new run would change
    before = content(out)
    refuse_at(monkeypatch, len(before), errno.ENOSPC)
    result = run(name, out)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "plus assez de place pour écrire" in result.output
    assert "Libérez de la place" in result.output
    assert out.name in result.output
    assert content(out) == before


def test_a_folder_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_at(monkeypatch, 1, errno.EROFS)
    result = run("gift", tmp_path / "dist")
    assert result.exit_code == 1
    assert "refuse l'écriture" in result.output
    assert "un autre dossier" in result.output


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(Path(shutil.copytree(MINI, tmp_path / "cours", ignore=shutil.ignore_patterns("_build"))))


def full(*_: object, **__: object) -> None:
    raise shutil.Error([("a", "b", f"[Errno {errno.ENOSPC}] No space left on device: 'b'")])


@pytest.mark.parametrize("moment", ["the pages", "the copy", "the list of files"])
def test_a_disk_that_fills_up_during_a_build_is_told_and_gets_its_room_back(
    moment: str, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = course.site_dir
    site.mkdir(parents=True)
    (site / "index.html").write_text("le dernier bon")

    def pages(course: Course, work: Path, *_: object) -> None:
        folder = work / "_build" / "html"
        folder.mkdir(parents=True)
        (folder / "index.html").write_text('<!doctype html><html lang="fr"><title>x</title></html>')

    def stop(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "offline.json")

    monkeypatch.setattr(strict, "site_faults", lambda *_: [])
    if moment == "the pages":
        told = f"OSError: [Errno {errno.ENOSPC}] No space left on device"
        script = f"import sys; print('Exception occurred:'); print({told!r}); sys.exit(2)"
        monkeypatch.setattr(build, "_BUILDER", script)
    else:
        monkeypatch.setattr(build, "_run_jupyter_book", pages)
        monkeypatch.setattr(
            *((build.shutil, "copytree", full) if moment == "the copy" else (offline, "write_offline", stop))
        )
    result = CliRunner().invoke(app, ["--cours", str(course.root), "build"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "place" in result.output
    assert "Libérez" in result.output
    assert (site / "index.html").read_text() == "le dernier bon"
    assert not (course.root / "_build" / "html.nouveau").exists()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], dict[str, str]]:
    def find(home_folder: Path, root: Path) -> dict[str, str]:
        monkeypatch.setenv("HOME", str(home_folder))
        monkeypatch.setenv("USERPROFILE", str(home_folder))
        monkeypatch.setattr(home, "_list_fonts", lambda _: None)
        found: dict[str, str] = {}
        home.find_room(root, found)
        return found

    return find


def test_a_home_that_can_be_written_changes_nothing(
    tmp_path: Path, environment: Callable[[Path, Path], dict[str, str]]
) -> None:
    assert environment(tmp_path / "pas-encore-là", tmp_path) == {}


def test_a_home_that_refuses_sends_the_tools_to_the_course(
    tmp_path: Path, environment: Callable[[Path, Path], dict[str, str]]
) -> None:
    found = environment(Path(os.devnull), tmp_path)  # root may write anywhere, but in no folder of this name
    assert set(found) == set(home.FOLDERS)
    assert all(Path(folder).is_dir() and tmp_path in Path(folder).parents for folder in found.values())


def test_where_the_course_refuses_too_they_go_elsewhere(
    tmp_path: Path, environment: Callable[[Path, Path], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(home.tempfile, "tempdir", None)
    (tmp_path / "_build").write_text("un fichier")
    found = environment(Path(os.devnull), tmp_path)
    assert all(Path(folder).is_dir() for folder in found.values())
    assert "_build" not in "".join(found.values())


def test_what_is_set_already_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", os.devnull)
    monkeypatch.setattr(home, "_list_fonts", lambda _: None)
    chosen = {"MPLCONFIGDIR": str(tmp_path / "choisi")}
    home.find_room(tmp_path, chosen)
    assert chosen["MPLCONFIGDIR"] == str(tmp_path / "choisi")
    assert (tmp_path / "choisi").is_dir()


def test_a_lock_that_no_folder_can_hold_is_told(tmp_path: Path) -> None:
    (tmp_path / "_build").write_text("un fichier à la place du dossier")
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(MINI / name, tmp_path)
    for name in ("chapters", "book", "exercises", "datasets"):
        shutil.copytree(MINI / name, tmp_path / name)
    result = CliRunner().invoke(app, ["--cours", str(tmp_path), "build"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "Le système refuse" in result.output
