"""Whatever a bank's file holds, it loads or tells what is wrong; it never crashes, nor takes minutes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chevet.course import Course
from chevet.problems import CourseError
from chevet.quiz.bank import load_bank

MINI = Path(__file__).parents[1] / "mini_course" / "exercises" / "banks" / "01-essai.yml"
ANY = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
Load = Callable[[bytes], None]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Load these bytes as a bank: nothing, or errors that can be printed."""
    root = tmp_path_factory.mktemp("cours")
    for folder in ("chapters", "exercises/banks", "datasets"):
        (root / folder).mkdir(parents=True)
    (root / "_config.yml").write_text("title: Essai\n")
    (root / "_toc.yml").write_text("root: index\nchapters:\n- file: chapters/01-essai\n")
    (root / "chapters" / "01-essai.md").write_text("# Essai\n")
    course = Course(root)
    path = course.banks_dir / "01-essai.yml"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        told = None
        try:
            load_bank(course, "01-essai")
        except CourseError as error:
            told = error
        if told is not None:
            assert told.problems
            str(told).encode("utf-8")

    return read


LAUGHS = b"- &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"- &%c [%s]\n" % (new, b", ".join([b"*%c" % old] * 9))
    for old, new in zip(b"abcdef", b"bcdefg", strict=True)
)
CASES = {
    "deep lists": b"- " * 1500 + b"x",
    "deep mappings": b"{a: " * 1500,
    "references to references": LAUGHS,
    "itself": b"- &a [*a]",
    "half a character": b'- {id: essai-01, type: qru, stem: "\\ud800"}',
    "half a character as a key": b'- {"\\udc00": 1, id: essai-01, type: "\\ud800"}',
    "not a truth": b"- !!bool zz",
    "not a date": b"- !!timestamp x",
    "not base 64": b'- !!binary "=="',
    "an object": b"- !!python/object/apply:os.system [ls]",
    "a long number": b"- " + b"9" * 5000,
    "a large number": b"- {id: essai-01, type: numeric, stem: a, answer: 1e999, tolerance: .nan}",
    "a list as a key": b"- ? [a]\n  : b\n",
    "merged": b"- {<<: 3, id: essai-01}",
    "null": b"\x00",
    "two documents": b"---\na\n---\nb",
    "UTF-16": "- id: x".encode("utf-16"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_trap_of_yaml_is_told(case: str, load: Load) -> None:
    load(CASES[case])


@ANY
@given(content=st.binary(max_size=200))
@example(content=b"")
def test_any_bytes(content: bytes, load: Load) -> None:
    load(content)


WORDS = "- ? : , [ ] { } & * ! | > ' \" % @ ` # \n \t id type stem choices answers true null 1 0.5 essai-01 qru qroc é <<"
WORDS_AND_SPACES = st.lists(st.sampled_from([*WORDS.split(" "), "\n", " ", "  ", "- ", ": "]), max_size=60)


@ANY
@given(words=WORDS_AND_SPACES)
def test_any_yaml(words: list[str], load: Load) -> None:
    load("".join(words).encode("utf-8"))


VALUES = [
    "",
    "3",
    "[]",
    "{}",
    "[[]]",
    "{a: b}",
    "null",
    "true",
    "1e400",
    ".nan",
    "2026-99-99",
    "2020-01-01",
    '"\\ud800"',
    "!!set {a}",
]


@ANY
@given(data=st.data())
def test_a_good_bank_spoiled_in_one_place(data: st.DataObject, load: Load) -> None:
    lines = MINI.read_text(encoding="utf-8").split("\n")
    rank = data.draw(st.integers(0, len(lines) - 1))
    change = data.draw(st.sampled_from(["delete", "double", "indent", "value", "cut"]))
    line = lines[rank]
    match change:
        case "delete":
            new = []
        case "double":
            new = [line, line]
        case "indent":
            new = [f" {line}"]
        case "value":
            new = [f"{line.partition(':')[0]}: {data.draw(st.sampled_from(VALUES))}"]
        case _:
            new = [line[: data.draw(st.integers(0, len(line)))]]
    load("\n".join([*lines[:rank], *new, *lines[rank + 1 :]]).encode("utf-8"))
