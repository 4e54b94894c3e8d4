"""The whole course in SCORM: every chapter with questions, a page that tells the truth about each, the same bytes twice."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from chevet.budgets import MODEL, SCORM_ZIP, check_budgets
from chevet.course import Course
from chevet.export.scorm_course import export_course
from chevet.problems import CourseError
from chevet.site.strict import page_faults

SLUGS = ["01-essai", "03-formes"]  # 02-suite asks nothing


@pytest.fixture(scope="module")
def out(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tout")
    export_course(Course(built), folder)
    return folder


def test_each_chapter_with_questions_has_its_package_and_its_line(out: Path, built: Path) -> None:
    zips = [f"chevet-{slug}-scorm12.zip" for slug in SLUGS]
    assert sorted(path.name for path in out.glob("chevet-0*.zip")) == zips
    page = (out / "chevet-scorm12.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "html.parser")
    assert page_faults(page) == []
    assert soup.find("script") is None
    assert [a["href"] for a in soup.select("td a, th a")] == zips
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.select("tbody tr")]
    sizes = [f"{(out / name).stat().st_size / 1000:.0f}\u00a0ko" for name in zips]
    assert [row[3] for row in rows] == sizes
    assert rows[0][:3] == ["1. Un premier essai", "4", "5\u00a0min"]
    assert (out / str(soup.select_one("link")["href"])).is_file()


def test_everything_is_in_one_zip_where_the_links_still_lead_somewhere(out: Path) -> None:
    with zipfile.ZipFile(out / "chevet-scorm12.zip") as whole:
        names = set(whole.namelist())
        page = BeautifulSoup(whole.read("index.html").decode("utf-8"), "html.parser")
        for link in page.select("a[href], link[href]"):
            assert str(link["href"]) in names
        inner = whole.read("chevet-01-essai-scorm12.zip")
    assert inner == (out / "chevet-01-essai-scorm12.zip").read_bytes()
    assert "imsmanifest.xml" in zipfile.ZipFile(io.BytesIO(inner)).namelist()


def test_the_same_site_gives_the_same_bytes(out: Path, built: Path, tmp_path: Path) -> None:
    export_course(Course(built), tmp_path)
    for path in out.iterdir():
        again = (tmp_path / path.name).read_bytes()
        assert hashlib.sha256(again).digest() == hashlib.sha256(path.read_bytes()).digest(), path.name


def test_what_stops_two_chapters_is_told_at_once_and_no_page_is_written(copy: Path, tmp_path: Path) -> None:
    for slug in SLUGS:
        (copy / f"_build/html/chapters/{slug}.html").unlink()
    with pytest.raises(CourseError) as caught:
        export_course(Course(copy), tmp_path)
    assert all(f"chapters/{slug}.html" in str(caught.value) for slug in SLUGS)
    assert list(tmp_path.glob("*.html")) == []


def test_a_package_too_heavy_is_told_and_the_zip_of_all_of_them_is_not_one(copy: Path) -> None:
    dist = copy / "dist"
    dist.mkdir()
    names = {"chevet-scorm12.zip": 3 * MODEL, "chevet-01-essai-scorm12.zip": 1, "autre.zip": 3 * MODEL}
    for name, size in names.items():
        (dist / name).write_bytes(b"x" * size)
    assert check_budgets(Course(copy), {}) == []
    (dist / "chevet-01-essai-scorm2004.zip").write_bytes(b"x" * (SCORM_ZIP + 1))
    (problem,) = check_budgets(Course(copy), {})
    assert "chevet-01-essai-scorm2004.zip" in str(problem)
    (dist / "chevet-01-essai-scorm2004.zip").unlink()
    with zipfile.ZipFile(dist / "chevet-devoir-x-scorm12.zip", "w") as archive:
        archive.writestr("_static/gpt.safetensors", b"x" * (MODEL + 1))
    (problem,) = check_budgets(Course(copy), {})
    assert "modèles de langue compris" in str(problem)
