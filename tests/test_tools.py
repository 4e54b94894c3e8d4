"""The set-up and the runner: what they say when something is missing, what they trust, how they count."""

from __future__ import annotations

import importlib.util
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parent.parent / "tools"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tools() -> Iterator[dict[str, ModuleType]]:
    names = ("environment", "prerequisites", "run_tests")
    try:
        yield {name: load(name) for name in names}
    finally:
        for name in names:
            sys.modules.pop(name, None)


def fake(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# A Python that answers what we want to the two questions asked: with the modules, then without.
PYTHONS = {
    "none": ({}, "Aucun Python trouvé"),
    "old": ({"python3": "echo 3.9"}, "python3 (3.9) : version non prise en charge"),
    "new": ({"python3": "echo 3.14"}, "python3 (3.14) : version non prise en charge"),
    "no-venv": (
        {"python3.12": 'case "$2" in *ensurepip*) exit 1;; esac; echo 3.12'},
        "apt-get install python3.12-venv",
    ),
    "asleep": ({"python3.13": "echo not here >&2; exit 127"}, "Aucun Python trouvé"),
}


@pytest.mark.parametrize("case", PYTHONS)
def test_a_missing_python_is_told_in_french(case: str, tmp_path: Path) -> None:
    scripts, told = PYTHONS[case]
    for name, script in scripts.items():
        fake(tmp_path / "bin", name, script)
    course = tmp_path / "un cours"
    (course / "tools").mkdir(parents=True)
    (course / "tools" / "environment.py").write_bytes((TOOLS / "environment.py").read_bytes())
    done = subprocess.run(
        [sys.executable, str(course / "tools" / "environment.py"), "course"],
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "Il faut Python 3.11, 3.12 ou 3.13" in done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (course / ".venv").exists()


def test_the_first_supported_python_that_starts_is_taken(
    tools: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path / "bin", "python3.13", "exit 127")
    fake(tmp_path / "bin", "python3.12", "echo 3.12")
    fake(tmp_path / "bin", "python3", "echo 3.11")
    fake(tmp_path / "bin", "python3.11", "echo 3.11")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert tools["environment"].find_python() == str(tmp_path / "bin" / "python3.12")
    monkeypatch.setenv("CHEVET_PYTHON", "python3.11")
    assert tools["environment"].find_python() == str(tmp_path / "bin" / "python3.11")


def test_an_environment_is_trusted_only_when_it_is_whole_here_and_supported(
    tools: dict[str, ModuleType], tmp_path: Path
) -> None:
    environment = tools["environment"].Environment(tmp_path / "cours")
    assert not environment.is_sound(), "there is none"
    environment.stamps.mkdir(parents=True)
    python = fake(environment.python.parent.parent / "x", "python", "echo 3.12")
    environment.python.parent.mkdir()
    python.rename(environment.python)
    assert not environment.is_sound(), "somebody else's"
    environment.mark_done("venv", str(environment.folder))
    assert environment.is_sound()
    environment.unfinished.touch()
    assert not environment.is_sound(), "interrupted"
    environment.unfinished.unlink()
    moved = tools["environment"].Environment((tmp_path / "cours").rename(tmp_path / "ailleurs"))
    assert not moved.is_sound(), "moved"
    moved.mark_done("venv", str(moved.folder))
    fake(moved.python.parent, "python", "echo 3.10")
    assert not moved.is_sound(), "of another version"
    moved.python.unlink()
    moved.python.symlink_to(tmp_path / "gone")
    assert not moved.is_sound(), "its Python is gone"


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [("Collecting x\nERROR: no network", True), ("Installing collected packages: x\nERROR: disk", False)],
    ids=["before-any-change", "halfway"],
)
def test_an_environment_changed_by_half_is_not_trusted_again(
    said: str, is_kept: bool, tools: dict[str, ModuleType], tmp_path: Path
) -> None:
    environment = tools["environment"].Environment(tmp_path)
    environment.stamps.mkdir(parents=True)
    fake(environment.python.parent, "python", f"echo '{said}'; exit 1")
    with pytest.raises(tools["environment"].Failure, match=r"(?s)a échoué.*ERROR.*Vérifiez le réseau"):
        environment.pip(["x"])
    assert environment.unfinished.exists() != is_kept


def test_a_lock_is_installed_again_only_when_it_changes(
    tools: dict[str, ModuleType], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = tools["environment"].Environment(tmp_path)
    environment.stamps.mkdir(parents=True)
    fake(environment.python.parent, "python", f"echo run >> '{tmp_path}/runs'")
    lock = tmp_path / "requirements.lock"
    for content in ("a==1", "a==1", "a==2"):
        lock.write_text(content, encoding="utf-8")
        environment.install_lock("requirements.lock")
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "run\nrun\n"
    assert len(capsys.readouterr().out.splitlines()) == 2


NODES = {
    "recent": ("echo v22.1.0", "echo 10", True),
    "old": ("echo v18.20.4", "echo 10", False),
    "broken": ("exit 1", "echo 10", False),
    "no-npm": ("echo v22.1.0", None, False),
}


@pytest.mark.parametrize("case", NODES)
def test_node_counts_when_it_is_recent_and_has_npm(
    case: str, tools: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, npm, expected = NODES[case]
    fake(tmp_path, "node", node)
    if npm:
        fake(tmp_path, "npm", npm)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tools["prerequisites"].node_is_recent() is expected


def test_a_chromium_that_does_not_open_a_page_is_refused(
    tools: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = fake(tmp_path, "opens", "echo '<html><head></head></html>'")
    stub = fake(tmp_path, "stub", "echo 'Please install the snap'")
    prerequisites = tools["prerequisites"]
    assert prerequisites.opens_a_page(str(opens))
    assert not prerequisites.opens_a_page(str(stub))
    monkeypatch.setenv("CHEVET_CHROMIUM", str(stub))
    with pytest.raises(tools["environment"].Failure, match="CHEVET_CHROMIUM"):
        prerequisites.ensure_chromium(tools["environment"].Environment(tmp_path))


def test_the_reports_are_counted(tools: dict[str, ModuleType]) -> None:
    run_tests = tools["run_tests"]
    junit = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>'
    assert run_tests.read_junit(junit) == run_tests.Counts(3, 3, 3)
    tap = "TAP version 13\nok 1 - x\n1..1\n# tests 7\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 1\n"
    assert run_tests.read_tap(tap) == run_tests.Counts(3, 2, 2)
    assert str(run_tests.Counts(1, 2, 3)) == "1 passed, 2 failed, 3 skipped"


REPORT = '<testsuite tests="{0}" failures="{1}" errors="0" skipped="0"/>'
RUNS = {  # what the stage writes, its status, what is counted: passed, failed
    "all-pass": (REPORT.format(2, 0), 0, (2, 0)),
    "one-fails": (REPORT.format(2, 1), 1, (1, 1)),
    "nothing-collected": (REPORT.format(0, 0), 5, (0, 1)),
    "dies-before-its-report": (None, 1, (0, 1)),
    "forgets-its-report": (None, 0, (0, 1)),
    "cuts-its-report": ("<testsuite", 1, (0, 1)),
}


@pytest.mark.parametrize("case", RUNS)
def test_a_stage_that_breaks_is_a_failure(case: str, tools: dict[str, ModuleType], tmp_path: Path) -> None:
    run_tests = tools["run_tests"]
    text, status, (passed, failed) = RUNS[case]
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(99, 0), encoding="utf-8")  # left by an earlier run
    write = f"printf '%s' '{text}' > '{report}'; " if text else ""
    stage = run_tests.Stage("x", ["sh", "-c", f"{write}exit {status}"], report, run_tests.read_junit)
    counts = run_tests.run(stage)
    assert (counts.passed, counts.failed) == (passed, failed)


def test_a_stage_that_hangs_is_stopped_with_its_children(
    tools: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_tests = tools["run_tests"]
    monkeypatch.setattr(run_tests, "LIMIT_S", 0.5)
    held = tmp_path / "held"
    os.mkfifo(held)
    ours = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    try:
        # Only the child of the stage holds the other end: its last word, then the end of the file.
        script = f"(echo begun; exec sleep 300) > '{held}' & wait"
        assert run_tests.run(run_tests.Stage("x", ["sh", "-c", script])).failed == 1
        assert os.read(ours, 10) == b"begun\n"
        assert select.select([ours], [], [], 60)[0], "the child outlives its stage"
        assert os.read(ours, 10) == b""
    finally:
        os.close(ours)


def test_two_stages_run_at_once_and_what_reads_the_site_waits_for_it(
    tools: dict[str, ModuleType], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run_tests = tools["run_tests"]
    there, back = tmp_path / "there", tmp_path / "back"
    os.mkfifo(there)
    os.mkfifo(back)
    # Each opens a pipe that the other holds: one after the other, they would wait for ever.
    meet = "echo hello > '{0}'; read word < '{1}'; echo done"
    chosen = [
        run_tests.Stage("build", ["sh", "-c", meet.format(there, back) + "; touch site"]),
        run_tests.Stage("reader", ["sh", "-c", "test -e site"], needs_site=True),
        run_tests.Stage("other", ["sh", "-c", f"read word < '{there}'; echo hello > '{back}'"]),
    ]
    (tmp_path / "cwd").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_tests, "ROOT", tmp_path / "cwd")
        patch.setattr(run_tests, "LIMIT_S", 60)
        done = run_tests.Run(chosen).all()
    assert {name: (counts.passed, counts.failed) for name, _, counts in done} == dict.fromkeys(
        ("build", "reader", "other"), (1, 0)
    )
    assert [name for name, _, _ in done].index("build") < [name for name, _, _ in done].index("reader")
    assert "=== build\ndone\n" in capfd.readouterr().out


def test_without_a_site_what_reads_it_is_not_run(tools: dict[str, ModuleType]) -> None:
    run_tests = tools["run_tests"]
    chosen = [
        run_tests.Stage("build", ["false"]),
        run_tests.Stage("reader", ["true"], needs_site=True),
    ]
    counts = {name: counts for name, _, counts in run_tests.Run(chosen).all()}
    assert (counts["build"].failed, counts["reader"].skipped) == (1, 1)
