"""The package of a chapter: complete, closed, reproducible, and refused when it would mislead."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from chevet.course import Course
from chevet.export.scorm import export_scorm
from chevet.export.scorm_edition import EDITIONS, Edition
from chevet.export.scorm_parts import ascii_text
from chevet.problems import CourseError

from .conftest import SLUG

BANK = f"exercises/banks/{SLUG}.yml"
PAGE = f"_build/html/chapters/{SLUG}.html"
LOADED = re.compile(r"""(?:\bfrom |\bimport |\bimport\()["'](\./[^"']+)["']|url\(["']?(?!data:)([^"')]+)""")

Edit = Callable[[str, str, str], None]


@pytest.fixture
def soup(package: dict[str, bytes]) -> BeautifulSoup:
    return BeautifulSoup(package["index.html"].decode("utf-8"), "html.parser")


def test_every_file_loaded_is_in_the_package(package: dict[str, bytes], soup: BeautifulSoup) -> None:
    asked = {str(tag[key]) for tag in soup.find_all(True) for key in ("src", "href") if tag.get(key)}
    asked |= set(json.loads(soup.select_one("#chevet-modules").get_text()).values())
    asked = {address for address in asked if not address.startswith(("#", "data:", "https://"))}
    for name, content in package.items():
        if name.endswith((".js", ".css")):
            found = (js or css for js, css in LOADED.findall(content.decode("utf-8")))
            asked |= {posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in found}
    assert len(asked) > 10
    assert asked == set(package) - {"index.html", "LISEZMOI.txt", "imsmanifest.xml"}


def test_nothing_comes_from_elsewhere(package: dict[str, bytes], soup: BeautifulSoup) -> None:
    for tag in soup.find_all(True):
        for key in ("src", "srcset", "data", "action", "poster"):
            assert "//" not in str(tag.get(key, ""))
    for name, content in package.items():
        if name.endswith((".js", ".css", ".svg")):
            text = content.decode("utf-8").replace("http://www.w3.org/", "")
            assert not re.search(r"""["'(]\s*(?:https?:)?//""", text), name


def test_the_page_has_no_way_out_of_the_chapter(soup: BeautifulSoup) -> None:
    assert not soup.select("nav, .chevet-topbar, .chevet-skip, link[rel=next], link[rel=prev]")
    assert not [a["href"] for a in soup.select("a[href]") if not str(a["href"]).startswith(("#", "https://"))]
    assert soup.select_one("main#contenu h1")
    assert soup.html["data-chevet-lms"] == "scorm12"


def test_the_adapter_runs_before_the_host(soup: BeautifulSoup) -> None:
    scripts = [str(tag["src"]) for tag in soup.select('script[type="module"]')]
    assert [posixpath.basename(one).split(".")[0] for one in scripts] == ["scorm", "host"]


def test_the_adapter_knows_each_question_in_the_order_of_the_bank(soup: BeautifulSoup) -> None:
    sco = json.loads(soup.select_one("#chevet-sco").get_text())
    assert (sco["slug"], sco["version"]) == (SLUG, soup.html["data-chevet-version"])
    told = [(q["id"], q["type"], q.get("counted", False), q.get("correct")) for q in sco["questions"]]
    assert told == [
        ("essai-00@before", "qru", False, None),
        ("essai-00@after", "qru", False, None),
        ("essai-01", "qru", True, "b"),
        ("essai-02", "qrm", True, "a,b"),
        ("essai-03", "qroc", True, "token"),
        ("essai-04", "numeric", True, "6"),
    ]
    shown = {q["id"]: q["digest"] for state in states(soup) for q in state["questions"]}
    assert {q["id"].split("@")[0]: q["digest"] for q in sco["questions"]} == shown


def test_every_form_of_question_is_told_to_the_lms(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(export_scorm(Course(built), "03-formes", tmp_path)) as archive:
        page = BeautifulSoup(archive.read("index.html").decode("utf-8"), "html.parser")
        modules = {posixpath.basename(name).split(".")[0] for name in archive.namelist()}
    sco = json.loads(page.select_one("#chevet-sco").get_text())
    told = [(q["type"], q["interaction"], q["correct"]) for q in sco["questions"]]
    assert told == [
        ("qrp", "choice", "a,c"),
        ("qrpl", "choice", "a,e,i"),
        ("tcs", "likert", "d"),
        ("ordering", "sequencing", "a,b,c,d"),
        ("matching", "matching", "1.a,2.b,3.a"),
        ("estimation", "fill-in", "4"),
        ("qzp", "choice", "b,c"),
        # A case is its steps.
        ("qru", "choice", "a"),
        ("qroc", "fill-in", "valeur manquante"),
        ("numeric", "numeric", "3"),
        ("qrm", "choice", "a,c"),
        ("qru", "choice", "b"),
    ]
    rooms = [
        {key: q[key] for key in ("choices", "order", "pairs", "max") if key in q} for q in sco["questions"]
    ]
    assert rooms == [
        {"choices": 5},
        {"choices": 11},
        {"choices": 5},
        {"order": 4},
        {"pairs": [3, 3]},
        {"max": 48},
        {"choices": 4},
        {"choices": 4},
        {"max": 48},
        {"max": 48},
        {"choices": 4},
        {"choices": 4},
    ]
    assert {"tcs", "ordering", "matching", "estimation", "qzp", "certainty"} <= modules


def test_the_edition_is_told_to_the_adapter_and_the_bank_has_more_room(built: Path, tmp_path: Path) -> None:
    package = export_scorm(Course(built), SLUG, tmp_path, edition=EDITIONS["2004"])
    assert package.name == f"chevet-{SLUG}-scorm2004.zip"
    with zipfile.ZipFile(package) as archive:
        page = BeautifulSoup(archive.read("index.html").decode("utf-8"), "html.parser")
        readme = archive.read("LISEZMOI.txt").decode("utf-8")
    assert page.html["data-chevet-lms"] == "scorm2004"
    assert json.loads(page.select_one("#chevet-sco").get_text())["edition"] == "2004"
    assert "Paquet SCORM 2004 4e édition" in readme
    assert EDITIONS["2004"].limit == 64_000


def test_a_mock_exam_has_room_for_the_answers_it_keeps(copy: Path, edit: Edit, tmp_path: Path) -> None:
    edit(PAGE, '"moment": "", ', '"exam": true, "moment": "", ')
    with zipfile.ZipFile(export_scorm(Course(copy), SLUG, tmp_path)) as archive:
        page = BeautifulSoup(archive.read("index.html").decode("utf-8"), "html.parser")
    slots = json.loads(page.select_one("#chevet-sco").get_text())["questions"]
    kept = {slot["id"]: slot for slot in slots}
    assert "counted" in kept["essai-01"]
    assert "counted" not in kept["essai-01@exam"]
    assert kept["essai-01@exam"]["choices"] == kept["essai-01"]["choices"]


def states(soup: BeautifulSoup) -> list[dict[str, list[dict[str, str]]]]:
    return [json.loads(tag.get_text()) for tag in soup.select('[data-chevet-widget="quiz"] > script')]


def test_teachers_are_told_that_the_score_can_be_forged(package: dict[str, bytes]) -> None:
    for name in ("LISEZMOI.txt", "imsmanifest.xml"):
        assert "peut être falsifié" in package[name].decode("utf-8")
    assert "falsifié" not in package["index.html"].decode("utf-8")


def test_the_same_site_gives_the_same_bytes_anywhere(built: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from chevet.course import Course;"
        "from chevet.export.scorm import export_scorm;"
        f"export_scorm(Course(Path(sys.argv[1])), {SLUG!r}, Path(sys.argv[2]))"
    )
    digests = set()
    for name, settings in {
        "a": {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        "b": {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
    }.items():
        course = Path(shutil.copytree(built, tmp_path / name / "cours", copy_function=shutil.copy))
        subprocess.run(
            [sys.executable, "-c", script, str(course), str(tmp_path / name)],
            env=os.environ | settings,
            check=True,
            cwd=tmp_path,
        )
        digests.add(hashlib.sha256((tmp_path / name / f"chevet-{SLUG}-scorm12.zip").read_bytes()).hexdigest())
    assert len(digests) == 1


def refused(course: Path, slug: str = SLUG) -> str:
    """Why the export was refused; whatever happens, nothing was written."""
    with pytest.raises(CourseError) as caught:
        export_scorm(Course(course), slug, course / "dist")
    assert not (course / "dist").exists()
    return str(caught.value)


# What is edited (file, old, new), then what is said.
REFUSALS: dict[str, tuple[tuple[str, str, str], str]] = {
    "a question changed since the build": (
        (BANK, "stem: Que dit la figure ?", "stem: Que montre la figure ?"),
        "la page construite ne correspond plus à la banque. Lancez « chevet build »",
    ),
    "a question added since the build": (
        (BANK, "id: essai-04", "id: essai-05"),
        "la page construite ne correspond plus à la banque. Lancez « chevet build »",
    ),
    "a question that the chapter does not ask": (
        (PAGE, '"id": "essai-04"', '"id": "essai-09"'),
        f"{BANK}, question essai-04 : elle compte dans le score, mais le chapitre ne la pose pas.",
    ),
    "a script written in the page": (
        (PAGE, "<article", "<script>alert(1)</script><article"),
        "index.html : script écrit dans la page.",
    ),
    "a file missing in the site": (
        (PAGE, "_images/coupe.svg", "_images/perdue.svg"),
        "le fichier « ../_images/perdue.svg » manque dans le site construit. Lancez « chevet build ».",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_an_export_is_refused(name: str, copy: Path, edit: Edit) -> None:
    change, told = REFUSALS[name]
    edit(*change)
    assert told in refused(copy)


def test_an_exam_question_never_leaves(copy: Path, edit: Edit) -> None:
    bank = (copy / BANK).read_text(encoding="utf-8").replace("essai-", "suite-")
    bank = bank.replace("  type:", "  usage: examen\n  type:").replace("  opening: true\n", "")
    (copy / "exercises/banks/02-suite.yml").write_text(bank, encoding="utf-8")
    export_scorm(Course(copy), SLUG, copy / "before")
    edit(PAGE, "</article>", "<p>suite-01</p></article>")
    told = refused(copy)
    assert (
        "exercises/banks/02-suite.yml, question suite-01 : cette question d'examen est dans index.html"
        in told
    )
    assert "suite-02" not in told


def test_a_site_older_than_the_code_is_refused(copy: Path) -> None:
    folder = copy / "_build/html/_static/chevet"
    (store,) = folder.glob("store.*.js")
    for module in folder.glob("*.js"):
        module.write_text(module.read_text("utf-8").replace(store.name, "store.0000000000.js"), "utf-8")
    store.rename(folder / "store.0000000000.js")
    told = refused(copy)
    assert "le site construit est plus ancien que le code du cours. Lancez « chevet build »" in told


def test_a_chapter_not_built_unknown_or_without_a_bank_is_told(copy: Path) -> None:
    (copy / PAGE).unlink()
    assert f"{PAGE} : cette page n'est pas construite. Lancez « chevet build »." in refused(copy)
    assert (
        "le chapitre « 09-absent » n'existe pas. Chapitres connus : 01-essai, 02-suite, 03-formes."
        in refused(copy, "09-absent")
    )
    assert "exercises/banks/02-suite.yml : cette banque n'existe pas." in refused(copy, "02-suite")


def test_a_bank_where_nothing_counts_is_told(copy: Path, edit: Edit) -> None:
    edit(BANK, "  covers: [C001]\n", "  retired: true\n")
    assert f"{BANK} : aucune question de cette banque ne compte" in refused(copy)


def test_answers_that_would_not_fit_are_told_with_their_size(copy: Path) -> None:
    small = Edition("1.2", "SCORM 1.2", "scorm12", limit=200)
    with pytest.raises(CourseError) as caught:
        export_scorm(Course(copy), SLUG, copy / "dist", edition=small)
    told = str(caught.value)
    assert f"{BANK}, chapitre {SLUG} : les réponses pourraient prendre 273 caractères" in told
    assert "un LMS n'en garde que 200. Répartissez les questions en deux" in told


def test_a_refused_export_leaves_the_last_package(copy: Path, edit: Edit) -> None:
    package = export_scorm(Course(copy), SLUG, copy / "dist")
    before = package.read_bytes()
    edit(BANK, "Que dit la figure", "Que montre la figure")
    with pytest.raises(CourseError):
        export_scorm(Course(copy), SLUG, copy / "dist")
    assert {path.name: path.read_bytes() for path in (copy / "dist").iterdir()} == {package.name: before}


def test_the_steps_are_told(built: Path, tmp_path: Path) -> None:
    told: list[str] = []
    package = export_scorm(Course(built), SLUG, tmp_path, progress=told.append)
    assert package == tmp_path / f"chevet-{SLUG}-scorm12.zip"
    assert told == ["Lecture de la page construite", "Écriture du paquet"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Œdème d’été", "OEdeme d'ete"),
        ("β-bloquant", "?-bloquant"),
        ("  a   b ", "a b"),
        ("x" * 300, "x" * 255),
    ],
)
def test_ascii_text(text: str, expected: str) -> None:
    assert ascii_text(text) == expected


def test_a_picture_of_a_question_travels_and_is_named_where_it_lies(package: dict[str, bytes]) -> None:
    picture = "chapters/figures/01-essai/morceaux.svg"
    assert picture in package
    page = package["index.html"].decode()
    assert f'src=\\"{picture}\\"' in page  # in the state of the questions
    assert "../chapters/" not in page
