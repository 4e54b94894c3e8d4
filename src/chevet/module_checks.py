"""Whether the JavaScript of the course can be read at all: its syntax and its imports, without running it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from chevet.course import Course
from chevet.problems import CourseError, Problem
from chevet.widgets.modules import imports_of

# One process for all the files that can be read; "node --check" takes one file at a time, but knows the line.
_SCRIPT = """
const { SourceTextModule } = require("vm");
const { readFileSync } = require("fs");
const { spawnSync } = require("child_process");
const faults = [];
for (const file of process.argv.slice(1)) {
  const input = readFileSync(file, "utf8");
  try {
    new SourceTextModule(input);
  } catch (error) {
    const said = spawnSync(process.execPath, ["--input-type=module", "--check", "-"], { input, encoding: "utf8" });
    faults.push([file, Number((/:(\\d+)$/m.exec(said.stderr) ?? [0, 0])[1]), error.message]);
  }
}
console.log(JSON.stringify(faults));
"""


def module_files() -> list[Path]:
    """The JavaScript that pages load: every widget's and the host's, without their tests."""
    package = Path(__file__).parent
    found = [*package.glob("widgets/*/*.js"), *package.glob("web/*.js")]
    return sorted(path for path in found if not path.name.endswith(".test.js"))


def check_modules(course: Course, paths: Iterable[Path]) -> list[Problem]:
    """Each import that leads nowhere and, when Node is there, each error of syntax."""
    paths = list(paths)
    problems: list[Problem] = []
    for path in paths:
        try:
            imports_of(path)
        except CourseError as error:
            problems.extend(
                Problem(course.relative(path), fault.line, fault.message, fault.remedy)
                for fault in error.problems
            )
    node = shutil.which("node")
    if node and paths:
        command = [node, "--experimental-vm-modules", "--no-warnings", "-e", _SCRIPT, "--", *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)
        if done.returncode:
            raise CourseError(
                Problem("node", 0, "Node n'a pas pu lire les modules.", done.stderr.strip().splitlines()[-1])
            )
        problems.extend(
            Problem(
                course.relative(Path(file)),
                line,
                f"le module ne se lit pas : {message}.",
                "Corrigez cette ligne.",
            )
            for file, line, message in json.loads(done.stdout)
        )
    return problems
