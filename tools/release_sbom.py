"""The parts list of a release (CycloneDX 1.6, JSON): what the lock files name, what it is for, and its licence.

Everything comes from files of the repository and from the metadata of the installed distributions; no time and no
number drawn at random, so that the same sources give the same list. Versions, hashes and names are those of the
lock files; the licence and the dependencies are those a distribution declares, when it is installed here.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"

# Later files only add: a package of the first keeps the first role.
LOCKS = (
    ("requirements.lock", "build", "required"),  # the package needs them: they build the site
    ("requirements-lab.lock", "lab", "optional"),
    ("requirements-hub.lock", "lab", "optional"),
    ("requirements-test.lock", "test", "excluded"),
    ("requirements-node.lock", "test", "excluded"),
    ("requirements-audit.lock", "test", "excluded"),
)

# What of somebody else's goes to a reader, and where it stands in the site. Nothing else may: see strangers().
READERS = {
    "sphinx": (
        "_static/doctools.js",
        "_static/documentation_options.js",
        "_static/language_data.js",
        "_static/searchtools.js",
        "_static/sphinx_highlight.js",
    ),
    "snowballstemmer": ("_static/language_data.js",),
    "accessible-pygments": ("_static/chevet/chevet.*.css",),
}
OURS = ("_static/chevet/", "searchindex.js", "offline_worker.js")

# Identifiers of the SPDX list that the metadata of our packages write out; another word is a name, not an id.
SPDX = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MPL-2.0", "PSF-2.0"}
CLASSIFIERS = {
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


@dataclass
class Part:
    """A package of a lock file."""

    ecosystem: str  # "pypi" or "npm"
    name: str
    version: str
    role: str  # "reader", "build", "lab" or "test"
    scope: str  # as CycloneDX says: required, optional, excluded
    licence: str = ""
    hashes: tuple[tuple[str, str], ...] = ()  # (algorithm, hexadecimal)
    needs: tuple[str, ...] = ()  # names, in the same ecosystem
    places: tuple[str, ...] = field(default=())  # files of the site

    @property
    def purl(self) -> str:
        return f"pkg:{self.ecosystem}/{self.name.replace('@', '%40')}@{self.version}"


def read_parts(root: Path) -> list[Part]:
    """Every package that the lock files of ``root`` name, sorted."""
    found: dict[tuple[str, str], Part] = {}
    for file, role, scope in LOCKS:
        for name, version, hashes in read_lock((root / file).read_text(encoding="utf-8")):
            part = Part("pypi", name, version, role, scope, hashes=hashes)
            found.setdefault((name, version), part)
    parts = sorted(found.values(), key=lambda part: (part.name, part.version))
    for part in parts:
        if part.role == "build":  # the set-up of a release installs these, whatever else is there
            _describe(part)
        if places := READERS.get(part.name):
            part.role, part.places = "reader", places
    return parts + read_npm((root / "package-lock.json").read_text(encoding="utf-8"))


def read_lock(text: str) -> Iterable[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """(canonical name, version, hashes of its files) of each entry of a requirements file."""
    for entry in re.split(r"\n(?=\S)", text.strip()):
        head = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", entry)
        if head:
            digests = sorted(set(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)))
            yield canonicalize_name(head[1]), head[2], tuple(("SHA-256", digest) for digest in digests)


def read_npm(text: str) -> list[Part]:
    """The packages of ``package-lock.json``: they check the course, and none of their files goes to a reader."""
    parts: dict[tuple[str, str], Part] = {}
    for path, entry in json.loads(text)["packages"].items():
        if not path:
            continue
        algorithm, _, digest = str(entry.get("integrity", "")).partition("-")
        hashes = (
            ((algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(digest).hex()),) if digest else ()
        )
        name, version = str(entry.get("name") or path.rpartition("node_modules/")[2]), str(entry["version"])
        needs = {**entry.get("dependencies", {}), **entry.get("optionalDependencies", {})}
        # One package can stand in several places, under the names of those it replaces.
        parts[name, version] = Part(
            "npm",
            name,
            version,
            "test",
            "excluded",
            str(entry.get("license", "")),
            hashes,
            tuple(sorted(needs)),
        )
    return sorted(parts.values(), key=lambda part: (part.name, part.version))


def _describe(part: Part) -> None:
    try:
        found = importlib.metadata.distribution(part.name)
    except importlib.metadata.PackageNotFoundError:
        return  # for another system
    part.licence = declared_licence(found.metadata)
    needs = set()
    for line in found.requires or ():
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        # Markers of system and version are left aside: the list is that of every machine.
        if "extra" not in str(requirement.marker or ""):
            needs.add(canonicalize_name(requirement.name))
    part.needs = tuple(sorted(needs))


def declared_licence(metadata: Any) -> str:
    """What a distribution says of its licence in one line: an SPDX expression where it writes one.

    A distribution that only carries the text of its licence in the field « License » is named by its classifiers.
    """
    if expression := metadata.get("License-Expression"):
        return str(expression)
    line = str(metadata.get("License") or "").strip()
    if line and line != "UNKNOWN" and "\n" not in line and len(line) <= 40:
        return line
    classifiers = [
        str(c).rpartition(" :: ")[2] for c in metadata.get_all("Classifier") or () if "License ::" in c
    ]
    return " ; ".join(CLASSIFIERS.get(name, name) for name in sorted(classifiers))


def _licences(told: str) -> list[dict[str, Any]]:
    """As CycloneDX writes them: an expression, or a name."""
    if not told:
        return []
    words = re.split(r"\s+(?:AND|OR|WITH)\s+", told.strip("()"))
    if all(word.strip("()") in SPDX for word in words):
        return [{"expression": told}] if len(words) > 1 else [{"license": {"id": told}}]
    return [{"license": {"name": told}}]


def strangers(files: Iterable[str]) -> list[str]:
    """The scripts and styles of a site that are neither ours nor told in READERS."""
    told = {place for places in READERS.values() for place in places}
    return sorted(
        f for f in files if f.endswith((".js", ".css", ".wasm")) and not f.startswith(OURS) and f not in told
    )


def bill(
    parts: Iterable[Part], version: str, licence: str, models: Mapping[str, bytes], needs: Iterable[str]
) -> bytes:
    """The document: ``models`` are the files of weights shipped, ``needs`` the direct dependencies of the package."""
    parts = list(parts)
    ours = f"pkg:generic/chevet@{version}"
    known = {(part.ecosystem, part.name): part for part in parts}
    components = [_component(part) for part in parts]
    for name, content in sorted(models.items()):
        digest = hashlib.sha256(content).hexdigest()
        components.append({
            "type": "machine-learning-model",
            "bom-ref": f"{ours}#{name}",
            "name": name,
            "version": version,
            "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": digest}],
            "licenses": [{"license": {"id": "CC-BY-4.0"}}],
            "properties": [{"name": "chevet:role", "value": "reader"}],
        })  # fmt: skip
    graph = {
        part.purl: [known[part.ecosystem, n].purl for n in part.needs if (part.ecosystem, n) in known]
        for part in parts
    }
    direct = [known["pypi", name].purl for name in sorted(needs) if ("pypi", name) in known]
    graph |= {f"{ours}#{name}": [] for name in models}
    graph[ours] = [*direct, *(f"{ours}#{name}" for name in models)]
    document = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "chevet",
                "version": version,
                "purl": ours,
                "licenses": [{"expression": licence}],
            },
        },
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(graph.items())],
    }
    # A serial number for each content: the format wants one, and a random one would change at every build.
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    return (json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def _component(part: Part) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "scope": part.scope,
        "properties": [{"name": "chevet:role", "value": part.role}],
    }
    if licences := _licences(part.licence):
        component["licenses"] = licences
    if part.places:
        component["evidence"] = {"occurrences": [{"location": place} for place in part.places]}
    if part.hashes:
        hashes = [{"alg": algorithm, "content": digest} for algorithm, digest in part.hashes]
        if part.ecosystem == "npm":
            component["hashes"] = hashes
        else:  # of its files, one for each system: the lock accepts any of them
            component["externalReferences"] = [{"type": "distribution", "url": part.purl, "hashes": hashes}]
    return component
