"""How fast the course is, beside its peers, as tables to report: nothing here passes or fails.

    .venv/bin/python benchmarks/run.py [visits] [latency] [model] [builds] [suite] [hosting] [cohort]

Each part prints its tables with its date, its versions and the load of the machine when it began; with no word, all but
« hosting » and « cohort » run. What is compared is measured in the same run, in turn. The built site (``_build/html``)
is read as it stands. What peers need is fetched by npm and pip into a temporary folder (``--packages`` keeps it). A part
that cannot be had says why, and the others go on. Above a load of 1 for each core, write no speed down.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from harness import PAGE, ROOT, SITE, Bench, Unavailable
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import sync_playwright

sys.path.append(str(ROOT / "tools"))
from environment import Environment, Failure
from prerequisites import ensure_chromium, ensure_node

PARTS = ("visits", "latency", "model", "builds", "suite", "hosting", "cohort")
ASKED_ONLY = ("hosting", "cohort")  # the first needs nginx and wrk, the second no site


def run(name: str, bench: Bench) -> bool:
    """Run one part; whether it could be measured."""
    print(f"## {name}, {date.today()}\n", flush=True)
    started = time.monotonic()
    try:
        importlib.import_module(name).measure(bench)
    except (Unavailable, BrowserError) as why:
        print(f"Not measured: {why}\n", flush=True)
        return False
    print(f"({time.monotonic() - started:.0f} s)\n", flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part")
    parser.add_argument(
        "--repeat", type=int, default=7, help="visits of each page, texts written (default: 7)"
    )
    parser.add_argument(
        "--packages", type=Path, help="a folder outside the course that keeps what is fetched"
    )
    asked = parser.parse_args()
    if not (SITE / PAGE).is_file():
        print("Le site n’est pas construit : lancez .venv/bin/chevet build.", file=sys.stderr)
        return 1
    try:
        environment = Environment(ROOT)
        ensure_node(environment)
        ensure_chromium(environment)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    parts = asked.parts or [name for name in PARTS if name not in ASKED_ONLY]
    with tempfile.TemporaryDirectory(prefix="chevet-") as temporary, sync_playwright() as playwright:
        scratch = Path(temporary)
        packages = (asked.packages or scratch / "packages").resolve()
        bench = Bench(playwright, scratch, packages, asked.repeat)
        done = [run(name, bench) for name in parts]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
