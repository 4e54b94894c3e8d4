"""Every page that Chevet writes is HTML as the standard has it: the site, the key, a package, a paper, a report.

One process of html-validate reads them all; html-validate.config.mjs says which of its rules are off, and why.
"""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import ibis
import pytest

from chevet.assignments.files import load_assignment
from chevet.cohort.answers import Answer, to_table
from chevet.cohort.count import count_cohort
from chevet.cohort.engine import connect, keep
from chevet.cohort.material import load_material
from chevet.cohort.report import render
from chevet.course import Course
from chevet.export.paper import paper_of_chapters, render_paper
from chevet.export.scorm import export_scorm
from chevet.export.scorm_assignment import render_assignment_scorm
from chevet.export.scorm_course import Package, index_page
from chevet.export.scorm_edition import DEFAULT
from chevet.export.usb import usb_files

ROOT = Path(__file__).parents[2]
MINI = ROOT / "tests" / "mini_course"
VALIDATOR = ROOT / "node_modules" / ".bin" / "html-validate"
CONFIG = Path(__file__).with_name("html-validate.config.mjs")
FAULTY = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Faute</title></head>
<body><p>Un paragraphe <div id="a">qui tient un bloc</div><a id="a">deux fois</a></body></html>"""

pytestmark = [
    pytest.mark.built,
    # Ibis 12 still calls what DuckDB 2 is about to drop: its affair, not ours.
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]


def on_site(course: Course) -> Iterator[tuple[str, bytes]]:
    for path in course.site_dir.rglob("*.html"):
        yield f"site/{path.relative_to(course.site_dir)}", path.read_bytes()


def on_key(course: Course) -> Iterator[tuple[str, bytes]]:
    """Its first page, and one of those that it rewrites all alike."""
    home, first = (f"{name}.html" for _, name in course.pages[:2])
    files = usb_files(course.site_dir, home)
    for name in ("index.html", first):
        yield f"key/{name}", files[name]


def in_packages(course: Course, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The package of a chapter, and the page that lists packages."""
    chapter = course.chapters[0]
    path = export_scorm(course, chapter.slug, folder)
    with zipfile.ZipFile(path) as archive:
        yield from of_zip("chapter", archive)
    one = Package(chapter, "Un <titre>", path, questions=3, minutes=30, model=2_000_000, size=400_000)
    yield "packages.html", index_page("Le cours", [one], DEFAULT, "style.css").encode()


def in_an_assignment(course: Course, folder: Path) -> Iterator[tuple[str, bytes]]:
    path = folder / "devoir.yml"
    path.write_text(
        "title: Contrôle <1>\ninstructions: Seul.\nitems: [{id: essai-01}, {id: formes-08}]\n", "utf-8"
    )
    (packed,) = render_assignment_scorm(course, load_assignment(course, path)).files.values()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        yield from of_zip("assignment", archive)


def of_zip(name: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for entry in archive.namelist():
        if entry.endswith(".html"):
            yield f"{name}/{entry}", archive.read(entry)


def on_paper(course: Course) -> Iterator[tuple[str, bytes]]:
    yield from render_paper(paper_of_chapters(course, course.chapters), "papier", pdf=False).files.items()


def in_a_report(course: Course) -> tuple[str, bytes]:
    material = load_material(course, ["01-essai"])
    answers = [
        Answer(f"l{who}", asked, "abcd"[(who + len(asked)) % 4], 0.5, 10 * (who % 10))
        for who in range(60)
        for asked in ("essai-01", "essai-02", "essai-00")
    ]
    with connect() as connection:
        rows = keep(connection, ibis.memtable(to_table(answers)))
        return "cohort.html", render(count_cohort(connection, rows, material, notes=["Une note."])).encode()


@pytest.fixture(scope="module")
def found(real_course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What html-validate has to say of each page, and of one that is faulty."""
    if not real_course.site_dir.is_dir():
        pytest.skip("needs the built site: chevet build")
    folder, work, mini = tmp_path_factory.mktemp("html"), tmp_path_factory.mktemp("work"), Course(MINI)
    pages = {
        **dict(on_site(real_course)),
        **dict(on_key(real_course)),
        **dict(in_packages(real_course, work)),
        **dict(in_an_assignment(mini, work)),
        **dict(on_paper(real_course)),
        **dict([in_a_report(mini)]),
        "faulty.html": FAULTY.encode(),
    }
    for name, content in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    report = work / "report.json"  # not a pipe: the process leaves before a long text has gone through
    command = [VALIDATOR, "--config", CONFIG, "--formatter", f"json={report}", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert report.is_file(), done.stderr
    said: dict[str, list[str]] = {name: [] for name in pages}
    for result in json.loads(report.read_text(encoding="utf-8")):
        lines = result["source"].splitlines() if result.get("source") else []
        for one in result["messages"]:
            near = lines[one["line"] - 1][max(0, one["column"] - 1) :][:90] if lines else ""
            text = f"{one['line']}: {one['message']} ({one['ruleId']}) {near}"
            said[Path(result["filePath"]).relative_to(folder).as_posix()].append(text)
    return said


def test_a_fault_is_seen(found: dict[str, list[str]]) -> None:
    said = "\n".join(found["faulty.html"])
    assert "element-permitted-content" in said or "no-implicit-close" in said
    assert "no-dup-id" in said


@pytest.mark.parametrize(
    "kind", ["site/", "key/", "chapter/", "assignment/", "papier", "packages.html", "cohort.html"]
)
def test_the_pages_are_valid_html(kind: str, found: dict[str, list[str]]) -> None:
    pages = {name: said for name, said in found.items() if name.startswith(kind)}
    assert pages
    assert {name: said[:10] for name, said in pages.items() if said} == {}
