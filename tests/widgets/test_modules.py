"""One JavaScript file for a notebook and for a page."""

import base64
import json
import re
from pathlib import Path

import pytest

from chevet.problems import CourseError
from chevet.widgets.modules import imports_of, notebook_address, notebook_source, publish


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "store.js").write_text("export const store = 1;\n", encoding="utf-8")
    (tmp_path / "score.js").write_text(
        'import { store } from "./web/store.js";\nexport const s = store;\n', encoding="utf-8"
    )
    (tmp_path / "quiz.js").write_text(
        'import { s } from "./score.js";\nimport { store } from "./web/store.js";\nexport default { s, store };\n',
        encoding="utf-8",
    )
    return tmp_path


def test_a_page_gets_each_file_once_under_its_hash(folder: Path) -> None:
    published = publish(folder / "quiz.js")
    names = [name for name, _ in published.values()]
    assert len(names) == len(set(names)) == 3
    assert all(re.fullmatch(r"(store|score|quiz)\.[0-9a-f]{10}\.js", name) for name in names)
    quiz = published[(folder / "quiz.js").resolve()][1].decode()
    assert all(f'from "./{name}"' in quiz for name in names if not name.startswith("quiz"))


def test_a_change_below_renames_what_is_above(folder: Path) -> None:
    before = publish(folder / "quiz.js")[(folder / "quiz.js").resolve()][0]
    (folder / "web" / "store.js").write_text("export const store = 2;\n", encoding="utf-8")
    assert publish(folder / "quiz.js")[(folder / "quiz.js").resolve()][0] != before


def test_a_notebook_gets_one_string_that_holds_each_file_once(folder: Path) -> None:
    source = notebook_source(folder / "quiz.js")
    assert source.count("export const store = 1;") == 1
    files = json.loads(source.splitlines()[0].removeprefix("const files = ").removesuffix(";"))
    assert [name.partition(".")[0] for name in files] == [
        "store",
        "score",
        "quiz",
    ]  # what is imported comes first


def test_a_worker_gets_one_address_that_holds_all(folder: Path) -> None:
    address = notebook_address(folder / "score.js")
    source = base64.b64decode(address.partition(",")[2]).decode()
    inner = re.findall(r"data:text/javascript;base64,([A-Za-z0-9+/=]+)", source)
    assert base64.b64decode(inner[0]).decode() == "export const store = 1;\n"


def test_a_missing_import_names_the_line(folder: Path) -> None:
    (folder / "quiz.js").write_text('// a comment\nimport { x } from "./absent.js";\n', encoding="utf-8")
    with pytest.raises(CourseError, match=r"quiz\.js, ligne 2 : le module importé \./absent\.js"):
        imports_of(folder / "quiz.js")


def test_modules_that_import_each_other_are_refused(folder: Path) -> None:
    (folder / "web" / "store.js").write_text(
        'import { s } from "../score.js";\nexport const store = s;\n', encoding="utf-8"
    )
    with pytest.raises(CourseError, match="en rond"):
        publish(folder / "quiz.js")
