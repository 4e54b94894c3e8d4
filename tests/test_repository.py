"""What the repository may hold: nothing of one machine, nothing fetched from elsewhere, nothing heavy."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
HEAVIEST = 1_500_000  # bytes
BINARY = {".png", ".jpg", ".webp", ".woff2", ".gif", ".ico", ".pdf", ".zip", ".safetensors"}

# The patterns are written so that they do not match themselves.
REGISTRIES = re.compile(
    r"(?:p[y]pi|files\.p[y]thonhosted|registry\.n[p]mjs|registry\.y[a]rnpkg|registry\.n[p]mmirror|js[r])\.(?:org|com|io)\b"
)
# Those of the images that deploy/ describes are the same everywhere.
MACHINE_PATH = re.compile(
    r"(?<![\w.~:/-])/(?!opt/(?:tljh|chevet)|home/jovyan)(?:home|Users|root|work|workspace|opt|mnt)/[\w.-]+"
)
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_\w{30}|\bAKIA[0-9A-Z]{16}\b")

# What makes a browser fetch from elsewhere; a link that a reader may follow does not.
FETCHED = re.compile(
    r"""(?:\bimport\b|\bfrom\b|\bfetch\(|\bimportScripts\(|\bsendBeacon\(|\bEventSource\(|\bWebSocket\("""
    r"""|\.src\s*=|url\(|@import)\s*\(?\s*["'`]?(?:(?:https?|wss?):)?//[\w.]"""
    r"""|<(?:script|link|img|iframe|source|use|object|embed|video|audio)\b[^>]*"""
    r"""\b(?:src|href|data|srcset)\s*=\s*["'](?:https?:)?//""",
    re.IGNORECASE,
)


def files() -> list[Path]:
    """Every file that is in git or about to be."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return [path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file()]


FILES = files()
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8", errors="strict")
    for path in FILES
    if path.suffix not in BINARY
}


def found(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {match[0]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := pattern.search(line))
    ]


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        (REGISTRIES, "https://files.python" + "hosted.org/x.whl"),
        (REGISTRIES, "registry.n" + "pmjs.org"),
        (MACHINE_PATH, "see /" + "home/someone/chevet"),
        (SECRET, "-----BEGIN RSA " + "PRIVATE KEY-----"),
    ],
    ids=["python-registry", "npm-registry", "machine-path", "secret"],
)
def test_no_file_holds(pattern: re.Pattern[str], sample: str) -> None:
    assert pattern.search(sample), "the pattern no longer sees what it looks for"
    assert not found(pattern, TEXTS)


@pytest.mark.parametrize(
    "sample",
    ['import x from "https://a.b/c.js"', "url(//a.b/c.woff2)", '<script defer src="https://a.b/c.js">'],
)
def test_an_address_fetched_from_elsewhere_is_seen(sample: str) -> None:
    assert FETCHED.search(sample)


def test_no_source_fetches_from_elsewhere() -> None:
    shown = (".js", ".css", ".html", ".svg", ".md")
    rooms = ("src/", "book/", "chapters/", "exercises/")
    texts = {name: text for name, text in TEXTS.items() if name.startswith(rooms) and name.endswith(shown)}
    assert texts
    assert not found(FETCHED, {name: re.sub(r"https?://www\.w3\.org/", "", t) for name, t in texts.items()})


def test_no_file_is_heavy() -> None:
    heavy = {p.relative_to(ROOT).as_posix(): p.stat().st_size for p in FILES if p.stat().st_size > HEAVIEST}
    assert not heavy


def test_lines_end_the_same_everywhere() -> None:
    assert not [path.name for path in FILES if path.suffix not in BINARY and b"\r" in path.read_bytes()]


def test_notebooks_are_only_goldens() -> None:
    assert not [name for name in TEXTS if name.endswith(".ipynb") and not name.startswith("tests/golden/")]


@pytest.mark.parametrize("name", sorted(n for n in TEXTS if re.fullmatch(r"requirements.*\.lock", n)))
def test_a_lock_pins_and_hashes_every_package_and_names_no_address(name: str) -> None:
    text = TEXTS[name]
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    loose = [e for e in entries if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+.*\\\n\s+--hash=sha256:", e)]
    assert not loose
    assert "://" not in text


def normal(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize(("lock", "extra"), [("", None), ("-test", "test"), ("-lab", "lab"), ("-hub", "hub")])
def test_the_lock_holds_what_the_project_declares(lock: str, extra: str | None) -> None:
    project = tomllib.loads(TEXTS["pyproject.toml"])["project"]
    declared = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    locked = {normal(line) for line in TEXTS[f"requirements{lock}.lock"].splitlines() if "==" in line}
    assert {normal(requirement) for requirement in declared} <= locked


def test_javascript_packages_are_exact_and_their_lock_names_no_address() -> None:
    package = json.loads(TEXTS["package.json"])
    versions = package.get("dependencies", {}) | package.get("devDependencies", {})
    assert versions
    assert not [v for v in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)]
    lock = json.loads(TEXTS["package-lock.json"])
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_continuous_integration_runs_the_same_verb_as_everybody() -> None:
    script = ROOT / ".ci" / "run"
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]
    assert script.stat().st_mode & 0o100


@pytest.mark.skipif(not shutil.which("make"), reason="make is missing")
def test_make_help_tells_every_verb() -> None:
    makefile = TEXTS["Makefile"]
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.M)
    assert phony
    told = subprocess.run(["make", "-C", str(ROOT), "-s"], capture_output=True, text=True, check=True).stdout
    verbs = [line.split()[0] for line in told.splitlines()[1:]]
    assert sorted(verbs) == sorted(phony[1].split())


def test_the_small_course_is_built_like_the_real_one() -> None:
    ours, small = (yaml.safe_load(TEXTS[name]) for name in ("_config.yml", "tests/mini_course/_config.yml"))
    assert small["sphinx"] == ours["sphinx"]
    assert small["execute"] == ours["execute"]
    assert small["parse"] == ours["parse"]
