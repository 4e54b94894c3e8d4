"""A page is executed again when something its cells can read changed, and only then."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import chevet
from chevet.course import Course
from chevet.site.freshness import what_a_chapter_tells, what_cells_see, what_pages_show
from chevet.site.reach import files_behind

ROOT = Path(__file__).parent.parent.parent
COURSE = Course(ROOT)


def names(slug: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in files_behind(COURSE, COURSE.chapter(slug).path)}


@pytest.mark.parametrize(
    ("slug", "read"),
    [
        ("01-tokens", "exercises/banks/01-tokens.yml"),
        (
            "02-plongements",
            "datasets/cooccurrences-cliniques/cooccurrences-cliniques.csv",
        ),  # named in a module
        ("05-entrainement", "src/chevet/widgets/footprint/footprint.py"),  # from chevet import Footprint
        ("05-entrainement", "src/chevet/widgets/footprint/sources.yml"),  # data beside a module
        ("06-hallucinations", "src/chevet/lm/weights/gpt.safetensors"),
        ("12-valider-un-texte", "datasets/lettres-de-sortie/lettres.yml"),  # named in its bank
        ("12-valider-un-texte", "src/chevet/quiz/types/annotation.py"),  # imported by a module it imports
    ],
)
def test_a_chapter_reads(slug: str, read: str) -> None:
    assert read in names(slug)


@pytest.mark.parametrize(
    ("slug", "unread"),
    [
        ("01-tokens", "exercises/banks/02-plongements.yml"),
        ("01-tokens", "src/chevet/widgets/footprint/footprint.py"),
        ("01-tokens", "src/chevet/cli.py"),
        ("01-tokens", "src/chevet/cohort/read.py"),
        ("07-biais-des-donnees", "datasets/sepsis-trois-ans/sepsis-trois-ans.csv"),
        ("07-biais-des-donnees", "datasets/dermatologie/DATASHEET.md"),
    ],
)
def test_a_chapter_does_not_read(slug: str, unread: str) -> None:
    assert (ROOT / unread).is_file()
    assert unread not in names(slug)


def test_every_module_that_the_chapters_load_is_followed() -> None:
    """What Python really imports for a page is never more than what was followed."""
    code = (
        "import json, sys; from chevet import show_quiz, load_dataset, HallucinationLab, Generator\n"
        "from chevet.lm.sampling import generate\n"
        "print(json.dumps([m.__file__ for n, m in sys.modules.items() if n.partition('.')[0] == 'chevet']))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    package = Path(chevet.__file__).parent
    loaded = {Path(one).relative_to(package.parent.parent).as_posix() for one in json.loads(said)}
    assert loaded <= names("06-hallucinations")


def test_a_changed_question_concerns_its_chapter_only(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "tests" / "mini_course", tmp_path / "cours", ignore=shutil.ignore_patterns("_build")
    )
    course = Course(tmp_path / "cours")
    before = {chapter.slug: what_cells_see(course, chapter.path) for chapter in course.chapters}
    changed = course.chapters[0].slug
    bank = course.banks_dir / f"{changed}.yml"
    bank.write_text(bank.read_text(encoding="utf-8") + "\n# relu\n", encoding="utf-8")
    after = {chapter.slug: what_cells_see(course, chapter.path) for chapter in course.chapters}
    assert {slug for slug in before if before[slug] != after[slug]} == {changed}


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("Une phrase de plus.", set()),
        ("## Une section de plus", set()),
        ("Une autre source {cite}`essai2026`.", {"told"}),
        ("```{code-cell}\n1 + 1\n```", {"told"}),
    ],
)
def test_prose_makes_its_own_page_again_and_no_other(line: str, changes: set[str], tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "tests" / "mini_course", tmp_path / "cours", ignore=shutil.ignore_patterns("_build")
    )
    course = Course(tmp_path / "cours")
    page = course.chapters[0].path

    def look() -> dict[str, str]:
        return {"told": what_a_chapter_tells(course, page), "shown": what_pages_show(course)}

    before = look()
    page.write_text(f"{page.read_text(encoding='utf-8').rstrip()}\n\n{line}\n", encoding="utf-8")
    assert {name for name, value in look().items() if value != before[name]} == changes


def test_a_new_title_reaches_every_page(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "tests" / "mini_course", tmp_path / "cours", ignore=shutil.ignore_patterns("_build")
    )
    course = Course(tmp_path / "cours")
    page = course.chapters[0].path
    before = what_pages_show(course)
    page.write_text(page.read_text(encoding="utf-8").replace("\n# ", "\n# Nouveau ", 1), encoding="utf-8")
    assert what_pages_show(course) != before
