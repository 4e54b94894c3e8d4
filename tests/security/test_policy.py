"""Every HTML file that the course writes names its policy, exactly and first, and holds nothing that it forbids."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from chevet.assignments.files import load_assignment
from chevet.course import Course
from chevet.export.assignment import render_assignment
from chevet.export.paper import Paper, render_paper
from chevet.export.scorm import export_scorm
from chevet.export.scorm_course import Package, index_page
from chevet.export.scorm_edition import EDITIONS
from chevet.export.usb import usb_files
from chevet.policy import CSP, sealed
from chevet.quiz.bank import load_bank
from chevet.site.strict import drawing_faults, page_faults, policy_faults

REPOSITORY = Path(__file__).parents[2]
Pages = dict[str, str]


def html_of(files: dict[str, bytes]) -> Pages:
    """The pages among the files of an export, those of its zips too."""
    found: Pages = {}
    for name, content in files.items():
        if name.endswith(".html"):
            found[name] = content.decode("utf-8")
        elif name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inside = html_of({one: archive.read(one) for one in archive.namelist()})
            found |= {f"{name}/{one}": text for one, text in inside.items()}
    return found


def _site(course: Course, folder: Path) -> Pages:
    return {path.as_posix(): path.read_text(encoding="utf-8") for path in course.site_dir.rglob("*.html")}


def _chapter(course: Course, folder: Path) -> Pages:
    paths = [export_scorm(course, "03-formes", folder, edition=one) for one in EDITIONS.values()]
    return html_of({path.name: path.read_bytes() for path in paths})


def _packages(course: Course, folder: Path) -> Pages:
    one = Package(course.chapter("03-formes"), "<b>Titre</b>", course.root / "_toc.yml", 3, 5, 0, 100)
    return {key: index_page("<i>Cours</i>", [one], edition, "x.css") for key, edition in EDITIONS.items()}


def _assignment(course: Course, folder: Path) -> Pages:
    path = folder / "devoir.yml"
    path.write_text(yaml.safe_dump({"title": "Essai", "items": [{"id": "formes-01"}]}), encoding="utf-8")
    read, found = load_assignment(course, path), {}
    for edition in EDITIONS:
        made = render_assignment(course, read, "scorm", edition=edition)
        found |= html_of(dict(made.files))
    return found


def _usb(course: Course, folder: Path) -> Pages:
    return html_of(usb_files(course.site_dir, "book/index.html"))


OURS: dict[str, tuple[Callable[[Course, Path], Pages], int]] = {
    "site": (_site, 6),
    "chapitre": (_chapter, 2),
    "paquets": (_packages, 2),
    "devoir": (_assignment, 2),
    "cle-usb": (_usb, 6),
}


@pytest.mark.parametrize("kind", OURS)
def test_a_page_of_the_course_has_its_policy(kind: str, course: Course, tmp_path: Path) -> None:
    make, fewest = OURS[kind]
    pages = make(course, tmp_path)
    assert len(pages) >= fewest
    for name, text in pages.items():
        assert policy_faults(text) == [], name
        assert page_faults(text) == [], name


def test_a_paper_has_a_policy_of_its_own(unbuilt: Course) -> None:
    questions = tuple((one, 1.0) for one in load_bank(unbuilt, "03-formes"))
    pages = html_of(dict(render_paper(Paper("Essai", questions), "essai", pdf=False).files))
    assert len(pages) == 2
    for name, text in pages.items():
        soup = BeautifulSoup(text, "html.parser")
        (style,) = soup.find_all("style")
        assert policy_faults(text, sealed(str(style.string), "data:")) == [], name
        assert not soup.find("script")
        assert not [
            tag for tag in soup.find_all(True) for name in tag.attrs if name == "style" or name[:2] == "on"
        ]


@pytest.mark.built
def test_every_page_of_the_built_site_has_the_policy() -> None:
    pages = sorted((REPOSITORY / "_build" / "html").rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        assert policy_faults(path.read_text(encoding="utf-8")) == [], path.name


GOOD = f'<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{CSP}">'


@pytest.mark.parametrize(
    "page",
    [
        "<html><head></head></html>",
        GOOD.replace("object-src 'none'; ", ""),
        GOOD.replace(CSP, CSP + " 'unsafe-inline'"),
        GOOD + f'<meta http-equiv="content-security-policy" content="{CSP}">',
        GOOD.replace("<meta charset", '<script src="a.js"></script><meta charset'),
        GOOD.replace("<head>", "<head></head><body>"),
    ],
)
def test_a_page_whose_policy_is_missing_weaker_or_late_is_told(page: str) -> None:
    assert policy_faults(GOOD) == []
    assert policy_faults(page)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<a href="JavaScript:alert(1)"><rect/></a>',
        "<foreignObject><p>a</p></foreignObject>",
    ],
)
def test_a_drawing_that_runs_something_is_told(inside: str) -> None:
    assert drawing_faults(f"<svg>{inside}</svg>".encode())


def test_a_sober_drawing_is_not() -> None:
    sober = b'<svg viewBox="0 0 1 1"><style>text{fill:red}</style><text>Conclusion, on one = 1</text></svg>'
    assert drawing_faults(sober) == []


def test_the_servers_say_the_same_policy() -> None:
    for name in ("nginx/chevet-server.conf", "caddy/Caddyfile"):
        assert CSP in (REPOSITORY / "deploy" / name).read_text(encoding="utf-8"), name
