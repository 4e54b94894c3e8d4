"""The parts list: the rules of CycloneDX 1.6 that we use, and that it tells what the lock files tell."""

from __future__ import annotations

import json
import re
from email.message import Message
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from chevet import __version__


@pytest.fixture(scope="session")
def bill(releases: list[Path]) -> dict[str, Any]:
    text = (releases[0] / f"chevet-{__version__}.cdx.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_the_rules_of_the_format(bill: dict[str, Any]) -> None:
    """Written from the published JSON schema, bom-1.6: what is required, and the values allowed."""
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    refs = [bill["metadata"]["component"]["bom-ref"]]
    for component in bill["components"]:
        refs.append(component["bom-ref"])
        assert component["type"] in {"library", "machine-learning-model"}
        assert component["name"]
        assert component["scope"] in {"required", "optional", "excluded"}
        licences = component.get("licenses", [])
        assert all(set(one) in ({"expression"}, {"license"}) for one in licences)
        assert sum("expression" in one for one in licences) in {0, len(licences)}, (
            "an expression stands alone"
        )
        hashes = component.get("hashes", []) + [
            one for reference in component.get("externalReferences", []) for one in reference["hashes"]
        ]
        sizes = {"SHA-256": 64, "SHA-384": 96, "SHA-512": 128}
        assert hashes, component["name"]
        assert all(re.fullmatch(f"[0-9a-f]{{{sizes[h['alg']]}}}", h["content"]) for h in hashes)
    assert len(refs) == len(set(refs))
    assert sorted(entry["ref"] for entry in bill["dependencies"]) == sorted(refs)
    assert {on for entry in bill["dependencies"] for on in entry["dependsOn"]} <= set(refs)


def test_no_time_and_no_machine(bill: dict[str, Any]) -> None:
    text = json.dumps(bill)
    assert "timestamp" not in text
    assert not re.search(r"/(?:home|root|tmp|work)/|file:", text)


def test_every_package_of_the_locks_is_told_once(bill: dict[str, Any], project: Path) -> None:
    wanted = set()
    for lock in project.glob("requirements*.lock"):
        for line in lock.read_text(encoding="utf-8").splitlines():
            if match := re.match(r"([\w.-]+)(?:\[.*?\])?==([\w.+!-]+)", line):
                wanted.add(f"pkg:pypi/{re.sub(r'[-_.]+', '-', match[1]).lower()}@{match[2]}")
    told = [c["purl"] for c in bill["components"] if c.get("purl", "").startswith("pkg:pypi/")]
    assert sorted(told) == sorted(wanted)
    packages = json.loads((project / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    names = {
        (e.get("name") or path.rpartition("node_modules/")[2], e["version"])
        for path, e in packages.items()
        if path
    }
    assert sum(c.get("purl", "").startswith("pkg:npm/") for c in bill["components"]) == len(names)


def test_what_reaches_a_reader_is_apart_from_what_builds(bill: dict[str, Any]) -> None:
    roles = {c["name"]: c["properties"][0]["value"] for c in bill["components"]}
    readers = {name for name, role in roles.items() if role == "reader"}
    assert readers == {
        "sphinx",
        "snowballstemmer",
        "accessible-pygments",
        "gpt.safetensors",
        "masked.safetensors",
    }
    assert (roles["numpy"], roles["pytest"], roles["axe-core"]) == ("build", "test", "test")
    scopes = {c["name"]: c["scope"] for c in bill["components"]}
    assert (scopes["numpy"], scopes["jupyterlab"], scopes["pytest"]) == ("required", "optional", "excluded")


def test_the_course_depends_on_what_it_declares(bill: dict[str, Any]) -> None:
    (ours,) = [e for e in bill["dependencies"] if e["ref"] == bill["metadata"]["component"]["bom-ref"]]
    names = {re.sub(r".*/(.*)@.*", r"\1", ref) for ref in ours["dependsOn"]}
    assert {"click", "numpy", "jupyter-book", "scikit-learn"} <= names
    assert "pytest" not in names


LICENCES = {
    "expression": ([("License-Expression", "MIT AND PSF-2.0")], "MIT AND PSF-2.0"),
    "short-field": ([("License", "BSD-3-Clause")], "BSD-3-Clause"),
    "a-whole-text": (
        [("License", "Copyright\n long"), ("Classifier", "License :: OSI Approved :: MIT License")],
        "MIT",
    ),
    "unknown": ([("License", "UNKNOWN"), ("Classifier", "Topic :: X")], ""),
    "vague": ([("Classifier", "License :: OSI Approved :: BSD License")], "BSD License"),
}


@pytest.mark.parametrize("case", LICENCES)
def test_a_licence_is_what_the_package_declares(case: str, tools: dict[str, ModuleType]) -> None:
    fields, expected = LICENCES[case]
    metadata = Message()
    for name, value in fields:
        metadata[name] = value.replace("\n", "\n        ")
    assert tools["release_sbom"].declared_licence(metadata) == expected
