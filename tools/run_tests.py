"""Run every check of the course, two stages at a time, and end with one line of counts.

``run_tests.py ruff node`` runs only the stages whose name starts with one of these words. What a stage prints is
shown when it ends, so that two of them do not mix; a stage that is alone prints as it goes.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from environment import Failure
from prerequisites import ensure_all

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "_build" / "tests"
VENV = ROOT / ".venv" / "bin"
PYTHON_ROOMS = ("src", "tests", "tools", "benchmarks", "datasets")  # not the Python that Markdown quotes
LANES = 2  # stages at once: a third gained nothing on two cores, and a page of Chromium crashed
# The longest, so they start first.
LONG = (
    "test_pages",
    "test_keyboard",
    "test_widgets",
    "test_answers",
    "test_terms",
    "test_scorm",
    "test_offline",
)
ON_THE_SITE = (
    "tests/content",
    "tests/deploy",
    "tests/export",
    "tests/site",
)  # the others start beside the build
LIMIT_S = 2400  # a stage that hangs must not hang whoever waits for the last line; a slow machine is no fault


@dataclass(frozen=True)
class Counts:
    """How many checks passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True)
class Stage:
    """One command. Without a ``report`` to read, it counts as one check."""

    name: str
    command: list[str]
    report: Path | None = None
    read: Callable[[str], Counts] | None = None
    needs_site: bool = False


def read_junit(text: str) -> Counts:
    """The counts of pytest's XML report; an error while setting a test up is a failure."""
    total = Counts()
    for suite in ElementTree.fromstring(text).iter("testsuite"):
        tests, failures, errors, skipped = (
            int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
        )
        total += Counts(tests - failures - errors - skipped, failures + errors, skipped)
    return total


def read_tap(text: str) -> Counts:
    """The counts that ``node --test`` writes at the end of its TAP report."""
    found = {name: int(n) for name, n in re.findall(r"^# (\w+) (\d+)$", text, re.M)}
    return Counts(
        found.get("pass", 0),
        found.get("fail", 0) + found.get("cancelled", 0),
        found.get("skipped", 0) + found.get("todo", 0),
    )


def stages() -> list[Stage]:
    """What is checked, in the order in which it may start: the site first, which most wait for, then what is long."""
    chevet, python = str(VENV / "chevet"), str(VENV / "python")
    node_tests = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("src/**/*.test.js"))
    tap = REPORTS / "node.tap"
    node = ["node", "--test", "--test-reporter=spec", "--test-reporter-destination=stdout"]
    node += ["--test-reporter=tap", f"--test-reporter-destination={tap}", *node_tests]

    def pytest(name: str, *arguments: str, needs_site: bool = False) -> Stage:
        report = REPORTS / f"{name.replace(' ', '-')}.xml"
        command = [python, "-m", "pytest", "-q", "--durations=5", f"--junitxml={report}"]
        command += ["--color=no", "--continue-on-collection-errors", *arguments]
        if "--nbval" not in arguments:
            command += [
                "-p",
                "no:nbval",
            ]  # which imports Jupyter's formats before anything of ours: seconds, each time
        return Stage(name, command, report, read_junit, needs_site)

    browser = sorted(path.stem for path in (ROOT / "tests" / "browser").glob("test_*.py"))
    browser.sort(key=lambda name: LONG.index(name) if name in LONG else len(LONG))
    aside = [f"--ignore={room}" for room in ("tests/browser", *ON_THE_SITE)]

    return [
        Stage("build", [chevet, "build"]),
        Stage("ruff check", [str(VENV / "ruff"), "check", *PYTHON_ROOMS]),
        Stage("ruff format", [str(VENV / "ruff"), "format", "--check", *PYTHON_ROOMS]),
        Stage("mypy", [str(VENV / "mypy")]),
        Stage("biome", [str(ROOT / "node_modules" / ".bin" / "biome"), "ci", "--colors=off", "."]),
        Stage("node", node, tap, read_tap),
        pytest("pytest", *aside),
        pytest(
            "nbval",
            "--nbval",
            "--nbval-sanitize-with",
            "tests/golden/sanitize.cfg",
            "tests/golden/chapters",
        ),
        pytest("pytest site", *ON_THE_SITE, needs_site=True),
        Stage("check", [chevet, "check", "--budgets"], needs_site=True),
        *(pytest(f"browser {name[5:]}", f"tests/browser/{name}.py", needs_site=True) for name in browser),
    ]


def run(stage: Stage, output: IO[str] | None = None) -> Counts:
    """Run one stage; what it prints goes to ``output``, or straight through."""
    if stage.report:
        stage.report.unlink(missing_ok=True)
    process = subprocess.Popen(
        stage.command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
    )
    running.add(process)
    try:
        status = process.wait(LIMIT_S)
    except subprocess.TimeoutExpired:
        print(f"{stage.name} : arrêté après {LIMIT_S} s.", file=output, flush=True)
        status = 1
    finally:
        stop(process)
        running.discard(process)
    counts = Counts()
    if stage.report and stage.read:
        try:
            counts = stage.read(stage.report.read_text(encoding="utf-8"))
        except (OSError, ElementTree.ParseError):
            told = f"{stage.name} : aucun rapport, l’étape s’est arrêtée en route ({status})."
            print(told, file=output, flush=True)
            status = 1
        # Broken before its first test, or nothing collected: that is a failure too.
        return counts if (status == 0) == (counts.failed == 0) else counts + Counts(failed=1)
    return Counts(passed=1) if status == 0 else Counts(failed=1)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a stage and whatever it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


running: set[subprocess.Popen[bytes]] = set()  # what an interruption has to end


class Run:
    """The stages of one run, shared by the lanes."""

    def __init__(self, chosen: list[Stage], lanes: int = LANES) -> None:
        self.waiting = list(chosen)
        self.lanes = min(lanes, len(chosen))
        self.builds = any(stage.name == "build" for stage in chosen)
        self.site: bool | None = None if self.builds else True  # None: not known yet
        self.done: list[tuple[str, float, Counts]] = []
        self.changed = threading.Condition()

    def next(self) -> Stage | None:
        """The first stage that may start now; waits for the site if only those that read it are left."""
        with self.changed:
            while self.waiting:
                for stage in self.waiting:
                    if not stage.needs_site or self.site is not None:
                        self.waiting.remove(stage)
                        return stage
                self.changed.wait()
            return None

    def lane(self) -> None:
        while stage := self.next():
            begun = time.monotonic()
            with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as kept:
                output = kept if self.lanes > 1 else None
                counts = Counts(failed=1)
                try:
                    if stage.needs_site and not self.site:
                        print("non lancé : le site n’a pas été construit.", file=output, flush=True)
                        counts = Counts(skipped=1)
                    else:
                        counts = run(stage, output)
                finally:
                    kept.seek(0)
                    with self.changed:
                        print(f"\n=== {stage.name}\n{kept.read()}", flush=True)
                        if stage.name == "build":
                            self.site = not counts.failed
                        self.done.append((stage.name, time.monotonic() - begun, counts))
                        self.changed.notify_all()

    def all(self) -> list[tuple[str, float, Counts]]:
        threads = [threading.Thread(target=self.lane, daemon=True) for _ in range(self.lanes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.done


def main(words: list[str]) -> int:
    # One output, one order: what Python says and what the stages say.
    os.environ.update(
        {"PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    )
    started, load = time.monotonic(), os.getloadavg()[0]
    REPORTS.mkdir(parents=True, exist_ok=True)
    times: list[tuple[str, float, Counts]] = []
    try:
        ensure_all(ROOT)
        times.append(("set-up", time.monotonic() - started, Counts()))
        chosen = [stage for stage in stages() if not words or stage.name.startswith(tuple(words))]
        times += Run(chosen).all()
    except Failure as failure:
        print(f"\n{failure}", flush=True)
        times.append(("set-up", time.monotonic() - started, Counts(failed=1)))
    except KeyboardInterrupt:
        print("\nInterrompu.", flush=True)
        times.append(("interruption", 0.0, Counts(failed=1)))
        for process in list(running):
            stop(process)
    total = sum((counts for _, _, counts in times), Counts())
    print("\n=== durées")
    for name, seconds, counts in times:
        print(f"{name:24} {seconds:7.1f} s   {counts}")
    print(f"{'total':24} {time.monotonic() - started:7.1f} s")
    print(total, flush=True)
    if not words:
        keep(times, time.monotonic() - started, load)
    return 1 if total.failed else 0


def keep(times: list[tuple[str, float, Counts]], seconds: float, load: float) -> None:
    """Leave the durations of a whole run where benchmarks/suite.py reads them."""
    stages = [[name, round(duration, 1)] for name, duration, _ in times]
    counts = str(sum((counts for _, _, counts in times), Counts()))
    told = {"date": date.today().isoformat(), "cores": os.cpu_count(), "load": round(load, 1)}
    told |= {"seconds": round(seconds, 1), "counts": counts, "stages": stages}
    (REPORTS / "times.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
