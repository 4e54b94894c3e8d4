"""What a widget shows one piece at a time: each piece a file of the site, which packages and budgets find."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chevet.budgets import package_bytes
from chevet.course import Course
from chevet.export.page import read_page
from chevet.site.on_demand import forget_pages, move_parts, parts_folder, write_parts
from chevet.site.strict import page_faults
from chevet.visits import first_visit_files, on_demand
from chevet.widgets.parts import FILE, data_address, file_part, parts_of

FIRST, SECOND, NUMBERS = "<svg>é</svg>", "<svg></script></svg>", '{"text": "", "tables": []}'


def island(*drawings: str) -> str:
    frames = [{"svg": file_part(".svg", one), "body": file_part(".json", NUMBERS)} for one in drawings]
    state = json.dumps({"frames": frames, "n": 1}).replace("<", "\\u003c")
    return (
        f'<div class="chevet-island" data-chevet-widget="explore"><script type="application/json">{state}</script>'
        f'<div class="chevet-fallback"><img src="{data_address(drawings[0])}" alt="dessin"></div></div>'
    )


def address(name: str) -> str:
    return f"../_static/chevet/{parts_folder('chapters/01')}/{name}"


def states(html: str) -> list[dict[str, object]]:
    return [json.loads(text) for text in re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)]


def test_each_piece_becomes_one_file_and_its_address_stays() -> None:
    body, files = move_parts(island(FIRST, SECOND) + "<p>prose</p>" + island(FIRST), address)
    assert sorted(content.decode() for content in files.values()) == sorted([FIRST, SECOND, NUMBERS])
    left = [part for state in states(body) for part in parts_of(state)]
    assert len(left) == 6
    assert {part[FILE] for part in left} == set(map(address, files))
    assert all("content" not in part for part in left)
    drawn = {name for name, content in files.items() if content.decode() == FIRST}
    assert set(re.findall(r'<img src="([^"]+)"', body)) == set(map(address, drawn))
    assert page_faults(body) == [], "nothing is written in the page that a strict browser refuses"
    assert move_parts(body, address) == (body, {}), "what is moved stays where it is"


def test_a_page_without_such_pieces_is_left_as_it_is() -> None:
    assert move_parts("<p>prose</p>", address) == ("<p>prose</p>", {})


def test_files_of_an_earlier_build_do_not_stay(tmp_path: Path) -> None:
    for page in ("chapters/01", "chapters/02"):
        write_parts(tmp_path / parts_folder(page), {"old.svg": b"old"})
    write_parts(tmp_path / parts_folder("chapters/01"), {"new.svg": b"new"})
    forget_pages(tmp_path, ["chapters/01", "book/index"])
    assert [path.name for path in tmp_path.rglob("*.svg")] == ["new.svg"]
    write_parts(tmp_path / parts_folder("chapters/01"), {})
    assert list(tmp_path.rglob("*.svg")) == []


# A page that is built


@pytest.fixture
def course(tmp_path: Path) -> Course:
    site = tmp_path / "_build" / "html"
    body, files = move_parts(island(FIRST, SECOND), address)
    write_parts(site / "_static" / "chevet" / parts_folder("chapters/01"), files)
    (site / "chapters").mkdir()
    (site / "chapters" / "01.html").write_text(
        f'<!doctype html><html lang="fr"><head></head><body><main>{body}</main></body></html>',
        encoding="utf-8",
    )
    return Course(tmp_path)


@pytest.fixture
def spoil(course: Course) -> Callable[[str], Path]:
    def remove(text: str) -> Path:
        (path,) = [
            p for p in course.site_dir.rglob("*.*") if p.suffix != ".html" and p.read_text("utf-8") == text
        ]
        path.unlink()
        return path

    return remove


def test_the_first_drawing_is_part_of_the_first_visit_and_the_others_wait(course: Course) -> None:
    visited = {p.read_text("utf-8") for p in first_visit_files(course, "chapters/01") if p.suffix == ".svg"}
    assert visited == {FIRST}
    assert {p.read_text("utf-8") for p in on_demand(course, "chapters/01").files} == {SECOND, NUMBERS}


def test_a_piece_that_is_missing_is_told(course: Course, spoil: Callable[[str], Path]) -> None:
    path = spoil(SECOND)
    (problem,) = on_demand(course, "chapters/01").problems
    assert path.name in str(problem)


def test_a_package_carries_every_piece_under_the_address_of_its_page(course: Course) -> None:
    page = read_page(course.site_dir, "chapters/01.html")
    assert {content.decode() for content in page.files.values()} == {FIRST, SECOND, NUMBERS}
    (state,) = page.islands("explore")
    assert {part[FILE] for part in parts_of(state)} == set(page.files)
    assert "../" not in page.html().decode("utf-8")


def test_the_pieces_are_not_counted_in_the_weight_of_a_package(tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("page.html", "p" * 1000)
        package.writestr(f"_static/chevet/{parts_folder('chapters/01')}/a.svg", "s" * 5000)
    assert 1000 < package_bytes(archive) < 2000
