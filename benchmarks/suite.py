"""Part « suite »: how long the last whole run of the checks took, from the report that tools/run_tests.py leaves."""

from __future__ import annotations

import json

from harness import ROOT, Bench, Unavailable, table

REPORT = ROOT / "_build" / "tests" / "times.json"


def measure(bench: Bench) -> None:
    if not REPORT.is_file():
        raise Unavailable(f"{REPORT.relative_to(ROOT)} is missing: run make test")
    told = json.loads(REPORT.read_text(encoding="utf-8"))
    print(
        f"Run of {told['date']}, {told['cores']} cores, load {told['load']:.1f} at the start: {told['counts']}.\n"
    )
    longest = sorted(told["stages"], key=lambda stage: -stage[1])[:8]
    rows = [[name, f"{seconds:.0f}"] for name, seconds in longest]
    minutes = f"**{told['seconds'] / 60:.1f} min**"
    print(table(["stage, two at once", "seconds"], [*rows, ["the whole", minutes]]), flush=True)
