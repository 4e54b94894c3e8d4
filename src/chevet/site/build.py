"""The site, made aside and then moved: an interrupted or faulty build leaves the last good one in place."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chevet.course import Course
from chevet.interrupted import one_build, under_way
from chevet.links import refuse_links_out
from chevet.problems import CourseError, Problem
from chevet.threads import ONE_THREAD
from chevet.writing import swap

Progress = Callable[[str], None]

_STEP = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\] *(\S*)")
_WARNING = re.compile(
    r"^(?:(?P<file>[^:\n]+?\.\w+)(?::(?P<line>\d+))?: )?(?:WARNING|ERROR|SEVERE|CRITICAL): (?P<text>.*)$"
)
_OURS = "chevet.problems.CourseError: "
# Sphinx says what stopped it between these lines.
_CAUSE = re.compile(r"^(Exception occurred|Extension error|Configuration error|Theme error)")
_AFTER_CAUSE = re.compile(r"^(The full traceback|Traceback|To report this error)")
_WORDS = {"reading sources": "Lecture et calcul", "writing output": "Mise en page"}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# It loads its libraries while we read the banks, or before anything is asked, and starts at our word. Killed, we say
# nothing to it: it sees that nobody holds the other end of its input any more.
# What it has loaded stays until it ends: the collector of cycles need not look at it, and nothing is taken apart at the
# end, which would take longer than closing the process.
_BUILDER = """
import gc, os, sys, threading, chevet, chevet.site.builder_modules
gc.freeze()
gc.set_threshold(50_000, 20, 50)
os.read(0, 1) or os._exit(1)
threading.Thread(target=lambda: os.read(0, 1) or os._exit(1), daemon=True).start()
from jupyter_book.cli.main import main
try:
    main()
except SystemExit as end:
    if not isinstance(end.code, str):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code or 0)
    raise
"""
_FULL = Problem(
    "_build",
    0,
    "plus assez de place sur le disque pour construire le site.",
    "Libérez-en, puis recommencez. Le dernier site construit est resté entier.",
)
_SIGNS_OF_FULL = (
    *(f"[Errno {code}]" for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)),
    "database or disk is full",
)
_NOT_PUBLISHED = shutil.ignore_patterns(
    ".buildinfo*", "objects.inv", "*.pickle", "reports", "jupyter_execute"
)


def build_site(
    course: Course, *, fresh: bool = False, progress: Progress = lambda _: None, ready: Builder | None = None
) -> Path:
    """Build the whole site of ``course`` and return its folder, ``_build/html``.

    ``fresh`` forgets every earlier build, executed cells included. ``progress`` receives short French
    sentences. ``ready`` is a builder started before, which this build ends.

    Raises:
        CourseError: everything wrong in the sources, in the cells or in the pages made.
    """
    built = course.root / "_build"
    work, cells, aside = built / "travail", built / "cellules", built / "html.nouveau"
    with one_build(course) as held, ready or start_builder(course, held) as builder:
        # Here and not above: the builder loads its libraries while we load ours.
        from chevet.quiz.bank import load_banks
        from chevet.site.assets import collect
        from chevet.site.offline import write_offline
        from chevet.site.strict import site_faults

        progress("Lecture des chapitres et des questions")
        _ = course.chapters
        refuse_links_out(course)
        load_banks(course)
        collect(course)  # a widget that lacks a file is said at once, with its name

        if fresh:
            shutil.rmtree(work, ignore_errors=True)
            shutil.rmtree(cells, ignore_errors=True)
        with under_way(work, cells, aside):
            _run_jupyter_book(course, work, progress, builder)
            progress("Contrôle des pages")
            try:
                shutil.copytree(work / "_build" / "html", aside, ignore=_NOT_PUBLISHED)
            except shutil.Error as error:  # the texts of everything that failed
                raise (CourseError(_FULL) if _is_full(str(error)) else error) from error
            if faults := site_faults(aside, work / "pages-vues.txt"):
                raise CourseError(
                    Problem(
                        *_split(fault), "Une page ne contient ni style, ni script, ni adresse d'ailleurs."
                    )
                    for fault in faults
                )
            write_offline(aside)
            swap(aside, course.site_dir)
    return course.site_dir


def _is_full(text: str) -> bool:
    return any(sign in text for sign in _SIGNS_OF_FULL)


def _split(fault: str) -> tuple[str, int, str]:
    page, _, text = fault.partition(" : ")
    return page, 0, f"{text}."


class Builder(subprocess.Popen[str]):
    """Jupyter Book in a process that waits for a word; leaving its block ends it, built or not."""

    def __exit__(self, *exception: Any) -> None:
        self.terminate()
        super().__exit__(*exception)


def start_builder(course: Course, held: int | None = None) -> Builder:
    """A builder of ``course`` for the next :func:`build_site`.

    ``held`` is the descriptor of the lock of the course, if it is taken already: the builder may outlive us by a moment.
    """
    command = [sys.executable, "-c", _BUILDER, "build", str(course.root)]
    command += ["--path-output", str(course.root / "_build" / "travail"), "-W", "-n", "--keep-going"]
    environment = (
        os.environ
        | ONE_THREAD
        | {
            "CHEVET_ROOT": str(course.root),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "NO_COLOR": "1",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "JUPYTER_PLATFORM_DIRS": "1",
        }
    )
    return Builder(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.PIPE,
        pass_fds=(held,) if held is not None and os.name == "posix" else (),
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
    )


def _run_jupyter_book(course: Course, work: Path, progress: Progress, builder: Builder) -> None:
    output: list[str] = []
    assert builder.stdin is not None
    assert builder.stdout is not None
    with contextlib.suppress(BrokenPipeError):  # it stopped already: its output says why
        os.write(builder.stdin.fileno(), b"+")
    for raw in builder.stdout:
        line = _COLOUR.sub("", raw.replace("\r", "\n")).rstrip()
        output += line.splitlines()
        if match := _STEP.match(line):
            progress(f"{_WORDS[match[1]]} : {match[3]}" if match[3] else _WORDS[match[1]])
    status = builder.wait()
    problems = _problems(course, output, work)
    if (problems or status) and any(map(_is_full, output)):
        raise CourseError(_FULL)
    if problems:
        raise CourseError(problems)
    if status:
        raise CourseError(_stopped(output))


def _stopped(output: list[str]) -> Problem:
    """Why the builder stopped without a warning: the words of Sphinx, not the frames that Jupyter Book adds."""
    page = next((match[3] for line in reversed(output) if (match := _STEP.match(line)) and match[3]), "")
    told = output[-12:]
    if starts := [rank for rank, line in enumerate(output) if _CAUSE.match(line)]:
        told = output[starts[-1] + 1 :]
        end = next((rank for rank, line in enumerate(told) if _AFTER_CAUSE.match(line)), len(told))
        told = told[:end]
    cause = [line for line in told if line.strip()]
    where = f" en lisant {page}" if page else ""
    return Problem("_config.yml", 0, f"Jupyter Book s'est arrêté{where} :\n  " + "\n  ".join(cause), "")


def _problems(course: Course, output: list[str], work: Path) -> list[Problem]:
    problems = []
    for line in output:
        if line.startswith(_OURS):
            problems.append(
                Problem(line.removeprefix(_OURS).partition(" : ")[0], 0, line.partition(" : ")[2], "")
            )
            continue
        match = _WARNING.match(line)
        if not match or "traceback saved in" in line:
            continue
        name = match["file"] or "_config.yml"
        text = re.sub(r" \[[a-z_.]+\]$", "", match["text"])
        if "Executing notebook failed" in text or "Notebook execution failed" in text:
            problems.append(_failed_cell(course, Path(name), text, work))
        else:
            file = course.relative(Path(name)) if Path(name).is_absolute() else name
            problems.append(Problem(file, int(match["line"] or 0), text.rstrip(".") + ".", ""))
    return list(dict.fromkeys(problems))


def _failed_cell(course: Course, page: Path, text: str, work: Path) -> Problem:
    report = work / "_build" / "html" / "reports" / page.relative_to(course.root).with_suffix(".err.log")
    last = text
    if report.is_file():
        lines = [
            _COLOUR.sub("", line) for line in report.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
        last = lines[-1] if lines else text
    return Problem(
        course.relative(page),
        0,
        f"une cellule a échoué : {last}",
        "Ouvrez le chapitre avec « make lab » pour la reprendre pas à pas.",
    )
