"""Commands killed at random leave whole outputs: a few each day; ``CHEVET_KILLS=200`` for the full count."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "faults.py"
QUICK = ("export gift", "cohorte")  # neither needs the built site, nor a kernel


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the runs that are killed are forked")
def test_what_is_killed_leaves_whole_outputs_and_the_next_run_succeeds(tmp_path: Path) -> None:
    kills = int(os.environ.get("CHEVET_KILLS") or 12)
    report = tmp_path / "arrets.json"
    only = [] if kills > 100 else [word for name in QUICK for word in ("--only", name)]
    command = [sys.executable, str(TOOL), "--kills", str(kills), "--json", str(report), *only]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    tallies = json.loads(report.read_text(encoding="utf-8"))
    assert sum(one["kills"] for one in tallies) == kills
    # They fell where it matters: something was being written.
    assert any(one["during"] for one in tallies)
