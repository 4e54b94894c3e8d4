"""A course backup as Moodle restores it, as far as the question bank goes, and as one text to compare.

Written from ``restore_create_categories_and_questions`` and ``question/type/*/backup/moodle2`` (Moodle 4.5).
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

from chevet.course import Course
from chevet.export import formats
from chevet.export.sources import chosen_chapters
from chevet.site.build import build_site

from .moodle_reader import FRACTIONS, Answer, Read

Tree = ElementTree.Element
MINI = Path(__file__).parents[1] / "mini_course"
# Whose number a file of the bank carries, by its area: the question's own, except for these.
OWNERS = {
    "answer": ".//answers/answer",
    "answerfeedback": ".//answers/answer",
    "hint": "question_hints/question_hint",
}
GOLDEN = Path(__file__).parents[1] / "golden" / "export" / "chevet.mbz.txt"
SLUGS = ("01-essai", "03-formes")
NULL = "$@NULL@$"
KINDS = {"match": "matching", "multianswer": "cloze"}


def unzip(backup: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(backup)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def read_mbz(inside: dict[str, bytes]) -> list[Read]:
    """The questions of the bank; those that a text holds are put back in it."""
    bank = ElementTree.fromstring(inside["questions.xml"])
    files = ElementTree.fromstring(inside["files.xml"])
    names: dict[str | None, tuple[str, ...]] = {}
    entries: list[tuple[Tree, Tree, tuple[str, ...]]] = []
    for category in bank:
        above = names.get(category.findtext("parent"))
        name = category.findtext("name") or ""
        names[category.get("id")] = () if above is None else (*above, name)
        assert (above is None) == (name == "top")
        for entry in category.iterfind("question_bank_entries/question_bank_entry"):
            (question,) = entry.iterfind("question_version/question_versions/questions/question")
            entries.append((entry, question, names[category.get("id")]))
    by_number = {question.get("id"): question for _, question, _ in entries}
    found = []
    for entry, question, category_names in entries:
        if question.findtext("parent") != "0":
            assert question.findtext("parent") in by_number
            assert entry.findtext("idnumber") == NULL
            continue
        found.append(_read(entry, question, category_names, by_number))
        for shown in files:
            owners = question.iterfind(OWNERS.get(shown.findtext("filearea") or "", "."))
            if shown.findtext("component") == "question" and any(
                shown.findtext("itemid") == one.get("id") for one in owners
            ):
                digest = shown.findtext("contenthash") or ""
                name = f"/{shown.findtext('filename')}"
                found[-1].files[name] = inside[f"files/{digest[:2]}/{digest}"]
    return found


def _read(entry: Tree, question: Tree, category: tuple[str, ...], by_number: dict[str | None, Tree]) -> Read:
    qtype = question.findtext("qtype") or ""
    plugin = question.find(f"plugin_qtype_{qtype}_question")
    assert plugin is not None
    found = Read(
        kind=KINDS.get(qtype, qtype),
        name=question.findtext("name") or "",
        category=category,
        idnumber=entry.findtext("idnumber") or "",
        stem=question.findtext("questiontext") or "",
        general=question.findtext("generalfeedback") or "",
        tags=tuple(tag.findtext("rawname") or "" for tag in question.iterfind("tags/tag")),
        single=plugin.findtext("multichoice/single") == "1",
        units=tuple(unit.text or "" for unit in plugin.iterfind("numerical_units/numerical_unit/unit")),
        hints=tuple(
            hint.findtext("hint") or "" for hint in question.iterfind("question_hints/question_hint")
        ),
        answers=_answers(plugin),
        xml=question,
    )
    if qtype != "ordering":  # where the fraction is a rank
        assert all(any(abs(abs(a.fraction) - one) < 1e-6 for one in FRACTIONS) for a in found.answers)
    for pair in plugin.iterfind("matches/match"):
        found.pairs.append((pair.findtext("questiontext") or "", pair.findtext("answertext") or ""))
    sequence = plugin.findtext("multianswer/sequence")
    assert (sequence is not None) == (qtype == "multianswer")
    for rank, number in enumerate(sequence.split(",") if sequence else (), 1):
        gap = by_number[number]
        code = gap.findtext("questiontext") or ""
        assert gap.findtext("parent") == question.get("id")
        assert gap.findtext("qtype") == "numerical"
        inner = gap.find("plugin_qtype_numerical_question")
        assert inner is not None
        told = [
            f"{'=' if a.fraction == 1 else f'%{a.fraction * 100:g}%'}{a.text}:{_tolerance(inner, n)}"
            for n, a in enumerate(_answers(inner))
        ]
        assert code == "{1:NUMERICAL:" + "~".join(told) + "}"
        assert found.stem.count(f"{{#{rank}}}") == 1
        found.stem = found.stem.replace(f"{{#{rank}}}", code)
    return found


def _answers(plugin: Tree) -> list[Answer]:
    return [
        Answer(
            answer.findtext("answertext") or "",
            float(answer.findtext("fraction") or 0),
            answer.findtext("feedback") or "",
            float(_tolerance(plugin, rank) or 0),
        )
        for rank, answer in enumerate(plugin.iterfind("answers/answer"))
    ]


def _tolerance(plugin: Tree, rank: int) -> str:
    records = plugin.findall("numerical_records/numerical_record")
    return (records[rank].findtext("tolerance") or "") if records else ""


def as_text(inside: dict[str, bytes]) -> str:
    """Every XML file, but what depends on the bytes of the SCORM packages."""
    parts = []
    for name, content in sorted(inside.items()):
        if not name.endswith(".xml"):
            continue
        tree = ElementTree.fromstring(content)
        if name == "files.xml":
            for file in tree.findall("file"):
                if file.findtext("component") == "mod_scorm":
                    tree.remove(file)
        for one in tree.iter("sha1hash"):
            one.text = "…"
        if "/scorm_" in name and (listed := tree.find("fileref")) is not None:
            tree.remove(listed)
        ElementTree.indent(tree)
        parts.append(f"== {name}\n{ElementTree.tostring(tree, encoding='unicode')}\n")
    return "\n".join(parts)


def main() -> None:
    """Write the golden again: ``python -m tests.export.mbz_reader``."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(shutil.copytree(MINI, Path(folder) / "cours")))
        build_site(course)
        found = formats.render("mbz", course, chosen_chapters(course, SLUGS), lambda _: None)
    (content,) = found.files.values()
    GOLDEN.write_text(as_text(unzip(content)), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{GOLDEN}\n")


if __name__ == "__main__":
    main()
