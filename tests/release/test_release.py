"""A release: what is in it, that it can be checked, and that it is the same bytes wherever it is made."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from chevet import __version__

NAME = f"chevet-{__version__}"


def test_two_releases_made_in_two_worlds_are_the_same_bytes(
    releases: list[Path], tools: dict[str, ModuleType]
) -> None:
    one, other = releases
    assert one != other
    assert list(tools["release"].differences(one, other)) == []


def test_a_difference_is_seen_and_named_inside_a_zip(tools: dict[str, ModuleType], tmp_path: Path) -> None:
    for side, text in (("a", "one"), ("b", "two")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "same.txt").write_text("same", encoding="utf-8")
        (tmp_path / side / f"only-{side}.txt").write_text("", encoding="utf-8")
        with zipfile.ZipFile(tmp_path / side / "x.zip", "w") as archive:
            archive.writestr(zipfile.ZipInfo("page.html"), text)
            archive.writestr(zipfile.ZipInfo("kept.html"), "kept")
    found = list(tools["release"].differences(tmp_path / "a", tmp_path / "b"))
    assert found == ["only-a.txt : d’un seul côté", "only-b.txt : d’un seul côté", "x.zip : page.html"]


def test_a_release_holds_everything_and_says_what_each_file_is_for(releases: list[Path]) -> None:
    folder = releases[0]
    assert folder.name == NAME
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files >= {
        "LICENCES-TIERS.txt",
        "NOTES.md",
        "SHA256SUMS",
        f"{NAME}-py3-none-any.whl",
        f"{NAME}-site.zip",
        f"{NAME}.cdx.json",
        f"{NAME}.tar.gz",
        "chevet-cle-usb.zip",
        "scorm/chevet-01-essai-scorm12.zip",
        "moodle/chevet.gift.txt",
        "moodle/chevet.mbz",
        "moodle/chevet.moodle.xml",
    }
    notes = (folder / "NOTES.md").read_text(encoding="utf-8")
    assert notes.startswith(f"# Chevet {__version__}")
    rows = dict(line.split(" | ", 1) for line in notes.splitlines() if line.startswith("| `"))
    assert {name.strip("| `") for name in rows} == files - {"NOTES.md", "SHA256SUMS"}
    assert not [name for name, rest in rows.items() if not rest.split("|")[1].strip()], (
        "a file without purpose"
    )


def test_the_checksums_are_those_of_the_files(releases: list[Path]) -> None:
    folder = releases[0]
    told = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    del files["SHA256SUMS"]
    assert told == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def test_the_site_is_at_the_root_of_its_zip_with_its_licences(releases: list[Path]) -> None:
    with zipfile.ZipFile(releases[0] / f"{NAME}-site.zip") as archive:
        names = set(archive.namelist())
        notices = archive.read("LICENCES-TIERS.txt").decode("utf-8")
    assert {"index.html", "chapters/01-essai.html", "LICENSE", "LICENSE-CONTENT"} <= names
    for holder in ("the Sphinx team", "Martin Porter", "Quansight"):
        assert holder in notices, f"the licence of what reaches a reader lacks {holder}"


def test_a_script_of_somebody_else_stops_the_release(tools: dict[str, ModuleType], tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    for name in ("doctools.js", "jquery.js"):
        (tmp_path / "_static" / name).write_text("", encoding="utf-8")
    with pytest.raises(tools["release"].Failure, match=r"_static/jquery\.js"):
        tools["release"].read_site(tmp_path)


def test_notes_want_a_section_of_the_journal(tools: dict[str, ModuleType], tmp_path: Path) -> None:
    journal = "# Journal\n\n## 0.2.0\n\n- Neuf.\n\n## 0.1.0, en préparation\n\n- Premier.\n"
    told = tools["release"].notes("0.1.0", journal, tmp_path)
    assert told.startswith("# Chevet 0.1.0, en préparation\n\n- Premier.\n")
    assert "Neuf" not in told
    with pytest.raises(tools["release"].Failure, match="CHANGELOG"):
        tools["release"].notes("0.3.0", journal, tmp_path)


def test_a_new_release_takes_the_place_of_the_earlier_one(
    tools: dict[str, ModuleType], tmp_path: Path
) -> None:
    place, aside = tmp_path / "dist" / NAME, tmp_path / "dist" / ".aside" / NAME
    for folder, text in ((place, "old"), (aside, "new")):
        folder.mkdir(parents=True)
        (folder / "x.txt").write_text(text, encoding="utf-8")
    (place / "left.txt").touch()
    tools["release"].swap(aside, place)
    assert [(p.name, p.read_text(encoding="utf-8")) for p in place.iterdir()] == [("x.txt", "new")]


def test_what_a_killed_release_left_goes_and_the_one_before_comes_back(
    tools: dict[str, ModuleType], tmp_path: Path
) -> None:
    (tmp_path / "chevet-1.ancien").mkdir()
    (tmp_path / "chevet-1.ancien" / "NOTES.md").write_text("entière")
    (tmp_path / ".chevet-1.x7" / "chevet-1").mkdir(parents=True)
    (tmp_path / "autre.zip").write_text("d'un autre")
    tools["release"].clear_up(tmp_path, "chevet-1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["autre.zip", "chevet-1"]
    assert (tmp_path / "chevet-1" / "NOTES.md").read_text() == "entière"
