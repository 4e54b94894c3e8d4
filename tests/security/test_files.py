"""Files that come from elsewhere and names that go elsewhere: zips, spreadsheets, cells, links of the file system."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chevet.cohort import tables
from chevet.cohort.tables import read_sheets
from chevet.cohort.write import protect, to_csv
from chevet.course import Course
from chevet.export import formats
from chevet.export.sources import chosen_chapters
from chevet.export.zip import zip_bytes
from chevet.problems import CourseError

from .targets import TABLE, small_course, workbook, zipped

# Zips that we write -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../a.txt", "a/../../b", "/etc/passwd", "a//b", "a/./b", "", "a/", "C:/a", "c:a", "a\\b", "..\\a", "a\nb", "a\0b",
        "\udcff.txt", "..",
    ],
)  # fmt: skip
def test_a_name_that_leaves_its_folder_enters_no_zip(name: str) -> None:
    with pytest.raises(CourseError, match="hors du dossier"):
        zip_bytes({"bon.txt": b"", name: b""})


@pytest.mark.parametrize(
    ("one", "other"), [("A.txt", "a.txt"), ("e\u0301.md", "é.md"), ("Straße", "STRASSE")]
)
def test_two_names_that_another_system_takes_for_one_enter_no_zip(one: str, other: str) -> None:
    with pytest.raises(CourseError, match="même fichier"):
        zip_bytes({one: b"", other: b""})


def test_entries_are_plain_files() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_bytes({"a/b": b"x", "..c": b"", "a.b/...": b""}))) as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


# Spreadsheets that we read ------------------------------------------------------------------------------------------

SHEET = "xl/worksheets/sheet1.xml"


def spoil(path: Path, change: Callable[[bytes], bytes], part: str = SHEET) -> Path:
    members = dict(workbook())
    members[part] = change(members[part])
    path.write_bytes(zipped(members))
    return path


def test_a_spreadsheet_as_moodle_writes_it_is_read(tmp_path: Path) -> None:
    path = spoil(tmp_path / "bon.xlsx", lambda content: content)
    (sheet,) = read_sheets(path)
    assert sheet.headers == tuple(" ".join(one.split()) for one in TABLE[0])
    assert [row[0] for row in sheet.rows] == ["Martin", "Durand"]


def test_a_spreadsheet_that_unpacks_to_gigabytes_is_refused_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "UNPACKED", 2_000_000)
    bomb = tmp_path / "bombe.xlsx"
    bomb.write_bytes(zipped(dict(workbook()) | {"xl/rien.bin": b"\0" * 3_000_000}))
    assert bomb.stat().st_size < 30_000
    with pytest.raises(CourseError, match=r"bombe\.xlsx : le fichier tient en .* et se décompresse en 3"):
        read_sheets(bomb)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (new, b"&%c;" % old * 10)
    for old, new in zip(b"abcdefgh", b"bcdefghi", strict=True)
)


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_a_spreadsheet_with_entities_is_refused(part: str, code: str, tmp_path: Path) -> None:
    def declare(content: bytes) -> bytes:
        text = content.decode()
        body = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
        return f'<?xml version="1.0" encoding="{code}"?>{LAUGHS.decode()}{body}'.encode(code)

    with pytest.raises(CourseError, match="entités XML"):
        read_sheets(spoil(tmp_path / "rire.xlsx", declare, part))


def test_a_sheet_that_announces_a_million_rows_costs_what_it_holds(tmp_path: Path) -> None:
    def announce(content: bytes) -> bytes:
        assert b"<dimension" in content
        start, end = content.index(b"<dimension"), content.index(b"/>", content.index(b"<dimension")) + 2
        return content[:start] + b'<dimension ref="A1:XFD1048576"/>' + content[end:]

    (sheet,) = read_sheets(spoil(tmp_path / "vide.xlsx", announce))
    assert len(sheet.rows) == 2
    assert len(sheet.headers) == len(TABLE[0])


def test_a_row_beyond_all_others_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 10_000)
    path = spoil(tmp_path / "loin.xlsx", lambda one: one.replace(b'r="3"', b'r="999999999999"'))
    with pytest.raises(CourseError, match="vingt millions"):
        read_sheets(path)


# Cells that we write ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\x00=1",
        "\uff1d1", "\uff0b1", "\uff0d1", "\uff20A", "\u22121+1", "|calc", "%0A=1",
    ],
)  # fmt: skip
def test_text_of_others_opens_no_formula_and_comes_back_whole(text: str) -> None:
    ((_,), (cell,)) = csv.reader(
        io.StringIO(to_csv(["texte"], [[text]]).removeprefix("\ufeff"), newline=""), delimiter=";"
    )
    assert cell.removeprefix("'") == text
    assert cell.startswith("'") or text[0] in "\u2212|%", "these open nothing"
    assert protect(text).removeprefix("'") == text


def test_numbers_stay_numbers() -> None:
    rows = csv.reader(
        io.StringIO(to_csv(["x"] * 5, [[-0.5, -3, 1e-7, None, True]])[1:], newline=""), delimiter=";"
    )
    assert list(rows)[1] == ["-0,5", "-3", "1e-07", "", "oui"]
    assert [float(cell.replace(",", ".")) for cell in ("-0,5", "1e-07")] == [-0.5, 1e-7]


# Links of the file system -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["datasets/petit/cle.txt", "chapters/figures/01-essai/cle.svg", "exercises/banks/01-essai.yml"]
)
def test_a_link_that_leads_out_of_the_course_publishes_nothing(name: str, tmp_path: Path) -> None:
    course = small_course(tmp_path)
    secret = tmp_path / "secret"
    secret.write_bytes((course.root / name).read_bytes() if name.endswith(".yml") else b"secret")
    place = course.root / name
    place.unlink(missing_ok=True)
    place.symlink_to(secret)
    chapters = chosen_chapters(course, ["01-essai"])
    for format in ("notebooks", "moodle-xml"):
        with pytest.raises(CourseError, match="mène hors du cours"):
            formats.render(format, course, chapters, lambda _: None)


def test_a_link_within_the_course_is_a_file_like_another(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    (course.root / "datasets" / "petit" / "autre.csv").symlink_to("petit.csv")
    found = formats.render("notebooks", course, chosen_chapters(course, ["01-essai"]), lambda _: None)
    with zipfile.ZipFile(io.BytesIO(next(iter(found.files.values())))) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith("autre.csv")]
        assert archive.getinfo(name).external_attr >> 16 == 0o100644
        assert archive.read(name) == (course.root / "datasets" / "petit" / "petit.csv").read_bytes()


@pytest.mark.parametrize("slug", ["../../etc/passwd", "..", "/etc/passwd", "essai/../essai", "a\x00b"])
def test_a_practical_work_is_named_never_reached_by_a_path(slug: str, tmp_path: Path) -> None:
    import yaml

    from chevet.assignments.files import load_assignment

    course: Course = small_course(tmp_path)
    path = tmp_path / "devoir.yml"
    path.write_text(yaml.safe_dump({"title": "Essai", "labs": [{"slug": slug}]}), encoding="utf-8")
    with pytest.raises(CourseError, match="n'existe pas"):
        load_assignment(course, path)
