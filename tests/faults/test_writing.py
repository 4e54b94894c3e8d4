"""What is written appears whole or not at all, at whatever act the process that writes it dies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chevet import interrupted
from chevet.course import Course
from chevet.interrupted import recover_site, under_way
from chevet.problems import CourseError, Problem
from chevet.writing import only_one, recover, swap, write_all

BUSY = Problem("_build", 0, "occupé.", "Attendez.")
NEW = {f"dist/{name}.txt": "nouveau" for name in "abc"}
HOLDING = """
import sys, time
from pathlib import Path
from chevet.problems import Problem
from chevet.writing import only_one
with only_one(Path(sys.argv[1]), Problem("", 0, "", ""), wait_s=0):
    print("held", flush=True)
    sys.stdin.read()
"""


def deaths(work: str, place: Path) -> list[dict[str, Any]]:
    """What each death of ``work`` left, one death for each of its acts."""
    if not hasattr(os, "fork"):
        pytest.skip("the process that dies is forked")
    command = [sys.executable, str(Path(__file__).parent / "dying.py"), work, str(place)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def keep_cells(cache: Path, text: str, announced: list[str]) -> None:
    """What jupyter-cache keeps of one executed notebook."""
    (cache / "executed" / "h").mkdir(parents=True)
    (cache / "executed" / "h" / "base.ipynb").write_text(text)
    with contextlib.closing(sqlite3.connect(cache / "global.db")) as database:
        database.execute("CREATE TABLE nbcache (hashkey TEXT)")
        database.executemany("INSERT INTO nbcache VALUES (?)", [(one,) for one in announced])
        database.commit()


def half_build(work: Path, cells: Path, stop: BaseException) -> None:
    aside = work.with_name("html.nouveau")
    with under_way(work, cells, aside):
        (work / "page.html").write_text("la moitié")
        aside.mkdir()
        raise stop


def test_a_set_of_files_is_never_half_written(tmp_path: Path) -> None:
    seen = deaths("set_of_files", tmp_path / "x")
    assert len(seen) > 9  # three files opened, awaited, moved
    for one in seen:
        assert {name for name in one["found"] if not name.endswith(".part")} == {"a.txt", "b.txt", "c.txt"}
        assert all(t in ("ancien", "nouveau") for n, t in one["found"].items() if n[0] != ".")
        assert one["next"] == NEW
    assert any(".part" in name for one in seen for name in one["left"]), "no death fell while writing"


def test_a_folder_that_takes_the_place_of_another_is_one_of_them_whole(tmp_path: Path) -> None:
    seen = deaths("folder", tmp_path / "x")
    for one in seen:
        assert len(one["found"]) == 3
        assert len(set(one["found"].values())) == 1, "a mixture of two sites"
        assert one["next"] == NEW
    names = [{name.split("/")[0] for name in one["left"]} for one in seen]
    assert {"aside", "dist.ancien"} in names, "no death fell between the two names"


def test_a_full_disk_while_a_set_is_written_changes_none_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(tmp_path, {"a": b"1", "b": b"1"})
    calls = []

    def fill(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", fill)
    with pytest.raises(CourseError, match=r"plus assez de place pour écrire b .*Libérez de la place"):
        write_all(tmp_path, {"a": b"2", "b": b"2"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"1", "b": b"1"}


def test_what_another_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    aside = tmp_path / ".autre.zip.1.part"
    with only_one(aside, BUSY, wait_s=0):
        write_all(tmp_path, {"a": b"1"})
        assert aside.exists()
    write_all(tmp_path, {"a": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_one_at_a_time_and_a_kill_lets_go(tmp_path: Path) -> None:
    lock = tmp_path / "_build" / ".verrou"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(CourseError, match="occupé"), only_one(lock, BUSY, wait_s=0):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    with only_one(lock, BUSY, wait_s=0):
        pass


def test_two_builds_at_once_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupted, "PATIENCE_S", 0)
    course = Course(tmp_path)
    with interrupted.one_build(course):
        with pytest.raises(CourseError, match=r"une autre construction .* Attendez") as caught:
            interrupted.one_build(course).__enter__()
        assert "Rien n'a été changé" in str(caught.value)
    with interrupted.one_build(course):
        pass


def test_a_site_between_two_names_comes_back_but_not_under_a_build(tmp_path: Path) -> None:
    course = Course(tmp_path)
    old = tmp_path / "_build" / "html.ancien"
    old.mkdir(parents=True)
    (old / "index.html").write_text("entier")
    with only_one(tmp_path / "_build" / ".verrou", BUSY, wait_s=0):
        recover_site(course)
        assert not course.site_dir.exists()
    recover_site(course)
    assert (course.site_dir / "index.html").read_text() == "entier"
    assert not old.exists()


def test_what_a_build_cut_short_had_half_made_is_forgotten(tmp_path: Path) -> None:
    work, cells = tmp_path / "travail", tmp_path / "cellules"
    keep_cells(cells / "01-entier" / "d1", "{}", ["h"])
    keep_cells(cells / "02-coupé" / "d1", '{"cells": [', ["h"])
    keep_cells(cells / "03-annoncé" / "d1", "{}", ["h", "absent"])
    (cells / "04-vide" / "d1").mkdir(parents=True)
    (cells / "04-vide" / "d1" / "global.db").touch()
    with pytest.raises(KeyboardInterrupt):
        half_build(work, cells, KeyboardInterrupt())
    with under_way(work, cells, tmp_path / "html.nouveau"):
        assert not (tmp_path / "html.nouveau").exists()
        assert list(work.iterdir()) == []
        assert [path.parent.name for path in cells.glob("*/d1")] == ["01-entier"]
        (work / "page.html").write_text("entière")
    with under_way(work, cells, tmp_path / "html.nouveau"):
        assert (work / "page.html").exists(), "a build that ended is built upon"


def test_a_build_that_fails_keeps_nothing_it_made(tmp_path: Path) -> None:
    work = tmp_path / "travail"
    with pytest.raises(CourseError):
        half_build(work, tmp_path / "cellules", CourseError(BUSY))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_does_not_leave_cells_that_stop_the_next_build(tmp_path: Path) -> None:
    cells = tmp_path / "cellules"
    keep_cells(cells / "01-entier" / "d1", "{}", ["h"])
    keep_cells(cells / "02-coupé" / "d1", '{"cells": [', ["h"])
    with pytest.raises(CourseError):
        half_build(tmp_path / "travail", cells, CourseError(BUSY))
    assert [path.parent.name for path in cells.glob("*/d1")] == ["01-entier"]


def test_nothing_is_lost_when_the_new_folder_cannot_take_the_place(tmp_path: Path) -> None:
    place = tmp_path / "html"
    place.mkdir()
    with pytest.raises(FileNotFoundError):
        swap(tmp_path / "absent", place)
    recover(place)
    assert place.is_dir()
