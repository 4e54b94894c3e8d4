"""What a bank shows: found, described, and at one address wherever a question is asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.pictures import moved, pictures
from chevet.problems import CourseError
from chevet.quiz.bank import load_bank, published
from chevet.site.build import build_site
from chevet.widgets.quiz.views.base import inline

MINI = Path(__file__).parents[1] / "mini_course"
SLUG, SHOWN = "01-essai", "figures/01-essai/morceaux.svg"
WRITTEN = f"![deux morceaux d’un mot]({SHOWN})"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(Path(shutil.copytree(MINI, tmp_path / "cours")))


def rewrite(course: Course, old: str, new: str) -> None:
    bank = course.banks_dir / f"{SLUG}.yml"
    text = bank.read_text("utf-8")
    assert old in text
    bank.write_text(text.replace(old, new), encoding="utf-8")


def shown(course: Course) -> dict[str, Path]:
    return pictures(course, ((SLUG, one) for one in load_bank(course, SLUG)))


def test_a_picture_is_found_however_deep_it_is_written(course: Course) -> None:
    assert shown(course) == {SHOWN: (course.root / "chapters" / SHOWN).resolve()}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (f"![]({SHOWN})", "n'a pas de description"),
        ("![un ECG](figures/rien.png)", "n'est pas dans le cours"),
        ("![un ECG](https://exemple.org/ecg.png)", "n'est pas dans le cours"),
        ("![un ECG](../../../ecg.png)", "n'est pas dans le cours"),
        ("![un ECG](01-essai.md)", "n'est pas dans le cours"),
    ],
)
def test_what_is_wrong_with_a_picture_is_told(written: str, told: str, course: Course) -> None:
    rewrite(course, WRITTEN, written)
    with pytest.raises(
        CourseError, match=rf"exercises/banks/{SLUG}.yml, question essai-02 : l'image .* {told}"
    ):
        shown(course)


def test_a_picture_that_is_not_there_stops_the_build(course: Course) -> None:
    rewrite(course, SHOWN, "figures/rien.svg")
    with pytest.raises(CourseError, match=r"« figures/rien\.svg » n'est pas dans le cours"):
        build_site(course)


def test_the_site_holds_the_picture_where_every_page_looks_for_it(course: Course) -> None:
    build_site(course)
    assert (course.site_dir / "chapters" / SHOWN).read_bytes() == (
        course.root / "chapters" / SHOWN
    ).read_bytes()
    for folder in ("chapters", "book"):
        (address,) = pictures(course, ((SLUG, one) for one in published(load_bank(course, SLUG))))
        page = inline(f"![x]({address})").partition('src="')[2].partition('"')[0]
        assert (course.site_dir / folder / page).resolve().is_file()
    assert f"../chapters/{SHOWN}" in (course.site_dir / "chapters" / f"{SLUG}.html").read_text("utf-8")


def test_a_picture_of_an_exam_stays_out_of_the_site(course: Course) -> None:
    rewrite(course, "- id: essai-02\n", "- id: essai-02\n  usage: examen\n")
    assert not pictures(course, ((SLUG, one) for one in published(load_bank(course, SLUG))))


def test_an_address_that_begins_another_moves_alone() -> None:
    text = inline("![a](figures/a.png) ![b](figures/a.png.webp)")
    found = moved(text, {"figures/a.png": "1", "figures/a.png.webp": "2"})
    assert 'src="1"' in found
    assert 'src="2"' in found
