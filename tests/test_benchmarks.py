"""The benchmark measures by hand; here, only that its parts hold together and count as they say."""

from __future__ import annotations

import importlib
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.error import HTTPError

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Iterator[type]:
    """Loads a module of the folder; none stays for other tests, whose modules may have the same name."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(FOLDER))

    class Load:
        def __new__(cls, name: str) -> ModuleType:  # type: ignore[misc]
            return importlib.import_module(name)

    yield Load
    for name in set(sys.modules) - before:
        if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == FOLDER:
            del sys.modules[name]


def test_each_part_of_the_command_can_be_loaded(part: type) -> None:
    for name in part("run").PARTS:
        assert callable(part(name).measure), name


def test_each_gesture_beside_the_kernel_has_its_counterpart(part: type) -> None:
    beside = {gesture.beside for gesture in part("latency").GESTURES} - {""}
    assert beside == set(part("round_trip").CONTROLS)


def test_peers_ask_every_question_that_they_can(part: type) -> None:
    count = sum(1 for _ in part("mkdocs_quiz").with_choices())
    assert count > 10
    assert part("mkdocs_quiz").page().count("<quiz>") == count
    assert part("liascript").course().count("\n*****\n") == 2 * count


def test_percentile_is_a_value_that_was_measured(part: type) -> None:
    percentile = part("harness").percentile
    assert [percentile([3, 1, 2], p) for p in (0, 50, 95, 100)] == [1, 2, 3, 3]
    assert percentile(range(1, 101), 95) == 95


def test_server_compresses_keeps_what_is_hashed_and_counts(part: type, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("a" * 1000, encoding="utf-8")
    (tmp_path / "code.0123456789.js").write_text("b", encoding="utf-8")
    with part("harness").serve(tmp_path) as server:

        def ask(name: str, **headers: str) -> tuple[int, str, str]:
            request = urllib.request.Request(f"{server.address}/{name}", headers=headers)
            try:
                with urllib.request.urlopen(request) as answer:
                    return answer.status, answer.headers["Cache-Control"], answer.headers["ETag"]
            except HTTPError as answer:
                answer.close()
                return answer.code, "", ""

        status, kept, tag = ask("page.html")
        assert (status, kept) == (200, "no-cache")
        assert ask("page.html", **{"If-None-Match": tag})[0] == 304
        assert "immutable" in ask("code.0123456789.js")[1]
        assert ask("lost.html")[0] == 404
        assert len(server.sent) == 3
        assert server.sent[0] < 100
        assert server.sent[1] == 0
        assert server.lost == ["/lost.html"]
