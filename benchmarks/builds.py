"""Part « builds »: seconds to build the course, beside plain Sphinx reading the same pages without executing them.

Both work in copies of the repository, in turn. « cold »: nothing kept, every cell run (Chevet), no doctree (Sphinx);
« nothing changed »: again; « one line »: a word added to a chapter. Plain Sphinx is myst-nb with execution off, its own
theme and no other extension: it draws neither widgets nor outputs, and warns of directives that it does not know.
Processor time, all processes added, tells more than the clock when the machine is busy.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from harness import ROOT, Bench, execute, load, table

CHAPTER = Path("chapters") / "09-generalisation.md"
CONF = """extensions = ["myst_nb"]
nb_execution_mode = "off"
language = "fr"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "attrs_inline"]
exclude_patterns = {excluded!r}
root_doc = "index"
suppress_warnings = ["*"]
"""
STEPS = ("cold", "nothing changed", "one line of a chapter")


def copy(target: Path) -> Path:
    """The repository as committed."""
    execute(["git", "clone", "-q", "--depth", "1", f"file://{ROOT}", str(target)], ROOT)
    return target


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds by the clock, and of processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    execute(command, folder, environment)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def chevet(folder: Path) -> Callable[[], tuple[float, float]]:
    command = [sys.executable, "-c", "from chevet.cli import app; app()", "build"]
    environment = {"PYTHONPATH": str(folder / "src"), "CHEVET_ROOT": str(folder)}
    return lambda: timed(command, folder, environment)


def sphinx(folder: Path) -> Callable[[], tuple[float, float]]:
    """The pages of ``_toc.yml`` and nothing else, read by Sphinx alone."""
    from chevet.course import find_course

    pages = [f"{name}.md" for _, name in find_course(folder).pages]
    listed = "\n".join(page.removesuffix(".md") for page in pages)
    (folder / "index.md").write_text(f"# -\n\n```{{toctree}}\n{listed}\n```\n", encoding="utf-8")
    known = {folder / page for page in pages} | {folder / "index.md"}
    others = [str(p.relative_to(folder)) for p in folder.rglob("*.md") if p not in known]
    (folder / "conf.py").write_text(CONF.format(excluded=["_build", *others]), encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", "_build/html"]
    return lambda: timed(command, folder, {})


def one_round(build: Callable[[], tuple[float, float]], folder: Path, rank: int) -> list[tuple[float, float]]:
    """Seconds of the three steps, the last with a line that no round before had."""
    shutil.rmtree(folder / "_build", ignore_errors=True)
    found = [build(), build()]
    page = folder / CHAPTER
    page.write_text(f"{page.read_text(encoding='utf-8')}\nUne ligne de plus, {rank}.\n", encoding="utf-8")
    return [*found, build()]


def measure(bench: Bench) -> None:
    started = load()
    folders = {name: copy(bench.scratch / f"build-{name}") for name in ("chevet", "sphinx")}
    builds = {"chevet": chevet(folders["chevet"]), "sphinx": sphinx(folders["sphinx"])}
    found: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in builds}
    rounds = min(bench.repeat, 2)  # minutes each
    for rank in range(rounds):
        for name in ("chevet", "sphinx")[:: 1 if rank % 2 else -1]:
            found[name].append(one_round(builds[name], folders[name], rank))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    print(
        f"Commit {commit.stdout.strip()}, Sphinx {version('sphinx')}, myst-nb {version('myst-nb')}, {started}.\n"
    )
    rows = []
    for step, label in enumerate(STEPS):
        middle = {
            name: [statistics.median(one[step][kind] for one in rounds_of) for kind in (0, 1)]
            for name, rounds_of in found.items()
        }
        (ours, our_work), (theirs, their_work) = middle["chevet"], middle["sphinx"]
        rows.append(
            [
                label,
                f"{ours:.1f}",
                f"{our_work:.1f}",
                f"{theirs:.1f}",
                f"{their_work:.1f}",
                f"{ours / theirs:.1f}",
            ]
        )
    head = [
        f"build, median of {rounds}",
        "Chevet, s",
        "of processor",
        "plain Sphinx, s",
        "of processor",
        "ratio",
    ]
    print(table(head, rows), flush=True)
