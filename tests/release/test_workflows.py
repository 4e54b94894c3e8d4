"""What runs on the forge: the verbs of the Makefile and nothing else, on every Python that the package admits."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def jobs() -> list[dict[str, Any]]:
    return [
        job for path in WORKFLOWS for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    ]


def test_only_verbs_are_run() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z]+):  ## ", makefile, re.MULTILINE))
    commands = [step["run"] for job in jobs() for step in job["steps"] if "run" in step]
    assert commands
    assert not [
        c
        for c in commands
        if not re.fullmatch(r"make ([a-z]+)( [A-Z]+=\w+)*", c) or c.split()[1] not in verbs
    ]
    assert {"make test", "make release"} <= set(commands)


def test_every_python_that_the_package_admits_is_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bounds = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"])
    assert bounds
    admitted = [f"3.{minor}" for minor in range(int(bounds[1]), int(bounds[2]))]
    for job in jobs():
        assert job["strategy"]["matrix"]["python"] == admitted
        # The set-up would otherwise take the first that it finds on the path.
        assert job["env"]["CHEVET_PYTHON"] == "python${{ matrix.python }}"


def test_actions_are_pinned_by_commit_and_may_only_read() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"uses: (.+)", text)
        assert used
        assert not [
            line for line in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
        ]
        assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
