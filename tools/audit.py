"""Look for known vulnerabilities in every package that the lock files name: pip-audit for Python, npm for JavaScript.

A known vulnerability fails the command. What cannot be asked, without a network or because an index does not answer,
is said, « audit non fait », and fails nothing: the course is checked offline too. Where a network is owed, on the forge,
``CHEVET_AUDIT_REQUIRED=1`` makes it fail. A package that an index does not know is counted apart, never as a sound
one. ``tools/audit_accepted.json`` argues what is known and does not concern us: ``{"GHSA-…": "why, and until when"}``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED = "audit_accepted.json"
LIMIT_S = 600
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
Run = Callable[[list[str]], str]


class NotDone(Exception):
    """Nobody answered; the message says who, in French."""


@dataclass(frozen=True, order=True)
class Finding:
    """A known vulnerability of a package that we lock."""

    package: str
    version: str
    identifiers: tuple[str, ...]
    mended: str  # a version without it, or nothing

    def __str__(self) -> str:
        remedy = f"corrigé en {self.mended}" if self.mended else "pas encore corrigé"
        return f"{self.package} {self.version} : {', '.join(self.identifiers)}, {remedy}"


@dataclass(frozen=True)
class Audit:
    """What was asked of one index, and what it said."""

    asked: int
    unknown: int  # packages that the index does not know: nothing is said of them
    findings: tuple[Finding, ...]


def run(command: list[str]) -> str:
    """The standard output of ``command``, whatever its exit code says.

    Raises:
        NotDone: it cannot be started, or does not end.
    """
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotDone(f"{Path(command[0]).name} ne répond pas ({type(error).__name__})") from error
    return done.stdout


def pins(locks: Iterable[Path]) -> dict[str, set[str]]:
    """Every version of every package that the lock files name."""
    found: dict[str, set[str]] = {}
    for lock in locks:
        for name, version in _PIN.findall(lock.read_text(encoding="utf-8")):
            found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return found


def audit_python(root: Path, ask: Run = run) -> Audit:
    """What the index of Python packages knows of our pins.

    Raises:
        NotDone: pip-audit is not installed, or the index does not answer.
    """
    tool = Path(sys.executable).with_name("pip-audit")
    if ask is run and not tool.is_file():
        raise NotDone("pip-audit n'est pas installé, « make check » l'installe")
    known = pins(sorted(root.glob("requirements*.lock")))
    first = sorted(known)[:1]
    # One question before hundreds: an index that does not know this package gives no advice at all.
    if any("skip_reason" in one for one in _ask(ask, tool, [(name, min(known[name])) for name in first])):
        raise NotDone("l'index des paquets Python ne donne pas ses avis")
    answers: list[dict[str, Any]] = []
    # pip-audit refuses two versions of one package in a file: the rest goes in a second one.
    for rank in range(max(map(len, known.values()))):
        answers += _ask(
            ask,
            tool,
            [(name, sorted(all_)[rank]) for name, all_ in sorted(known.items()) if len(all_) > rank],
        )
    unknown = sum("skip_reason" in one for one in answers)
    return Audit(len(answers), unknown, tuple(sorted(_python_findings(answers))))


def _ask(ask: Run, tool: Path, packages: list[tuple[str, str]]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text("".join(f"{name}=={version}\n" for name, version in packages), encoding="utf-8")
        options = ["--disable-pip", "--no-deps", "--progress-spinner=off", "-f", "json"]
        return _read_pip(ask([str(tool), *options, "-r", str(listed)]))


def _read_pip(text: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(text)["dependencies"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotDone("réseau absent, ou l'index des paquets Python ne répond pas") from error


def _python_findings(answers: Iterable[dict[str, Any]]) -> Iterable[Finding]:
    for one in answers:
        for vulnerability in one.get("vulns", ()):
            names = (vulnerability["id"], *vulnerability.get("aliases", ()))
            mended = (vulnerability.get("fix_versions") or [""])[0]
            yield Finding(one["name"], one["version"], names, mended)


def audit_node(root: Path, ask: Run = run) -> Audit:
    """What the index of JavaScript packages knows of ``package-lock.json``.

    Raises:
        NotDone: npm is not there, or the index does not answer.
    """
    npm = shutil.which("npm")
    if ask is run and not npm:
        raise NotDone("npm n'est pas installé")
    locked = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    try:
        said = json.loads(ask([npm or "npm", "audit", "--json", "--package-lock-only"]))
        vulnerable: dict[str, Any] = said["vulnerabilities"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotDone("réseau absent, ou l'index des paquets JavaScript ne donne pas ses avis") from error
    return Audit(sum(1 for path in locked if path), 0, tuple(sorted(_node_findings(vulnerable, locked))))


def _node_findings(vulnerable: dict[str, Any], locked: dict[str, Any]) -> Iterable[Finding]:
    for name, one in vulnerable.items():
        # A name alone means « by one of its dependencies », which has its own entry.
        names = [str(via["url"]).rpartition("/")[2] for via in one["via"] if isinstance(via, dict)]
        fix = one.get("fixAvailable")
        mended = fix["version"] if isinstance(fix, dict) else "une version plus récente" if fix else ""
        for place in one.get("nodes", [""]) if names else ():
            yield Finding(name, locked.get(place, {}).get("version", "?"), tuple(names), mended)


def report(
    name: str, audit: Callable[[], Audit], accepted: dict[str, str], *, required: bool = False
) -> bool:
    """Print what an audit said; whether it may pass, and where it is ``required`` whether it was done."""
    try:
        found = audit()
    except NotDone as why:
        print(f"{name} : audit non fait : {why}.")
        if required:
            print("  CHEVET_AUDIT_REQUIRED=1 : sans réponse, rien ne dit que ces paquets sont sains.")
        return not required
    argued = [one for one in found.findings if set(one.identifiers) & accepted.keys()]
    left = [one for one in found.findings if one not in argued]
    unknown = f", dont {found.unknown} inconnus de l'index : rien n'en est dit" if found.unknown else ""
    print(
        f"{name} : {found.asked} paquets{unknown} ; {len(left)} faille(s) connue(s), {len(argued)} admise(s)."
    )
    for one in left:
        print(f"  {one}. Changez de version : make lock UPGRADE=1, ou argumentez dans tools/{ACCEPTED}.")
    return not left


def main() -> int:
    path = Path(__file__).with_name(ACCEPTED)
    accepted = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    required = os.environ.get("CHEVET_AUDIT_REQUIRED") == "1"
    passed = [
        report("Python", lambda: audit_python(ROOT), accepted, required=required),
        report("JavaScript", lambda: audit_node(ROOT), accepted, required=required),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
