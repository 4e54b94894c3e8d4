"""A course backup holds together: every number leads somewhere, every file is what it says. No Moodle restores it here."""

from __future__ import annotations

import hashlib
import io
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.export import formats
from chevet.export.mbz import MOST
from chevet.export.sources import chosen_chapters
from chevet.quiz.bank import load_bank

from .mbz_reader import GOLDEN, NULL, SLUGS, as_text, read_mbz, unzip
from .moodle_reader import read

Tree = ElementTree.Element


@pytest.fixture(scope="module")
def rendered(built: Path) -> formats.Rendered:
    course = Course(built)
    return formats.render("mbz", course, chosen_chapters(course, SLUGS), lambda _: None)


@pytest.fixture(scope="module")
def inside(rendered: formats.Rendered) -> dict[str, bytes]:
    (content,) = rendered.files.values()
    return unzip(content)


@pytest.fixture(scope="module")
def trees(inside: dict[str, bytes]) -> dict[str, Tree]:
    return {name: ElementTree.fromstring(text) for name, text in inside.items() if name.endswith(".xml")}


def texts(tree: Tree, path: str) -> list[str]:
    return [node.text or "" for node in tree.iterfind(path)]


def test_what_the_contents_announce_is_there(
    inside: dict[str, bytes], trees: dict[str, Tree], built: Path
) -> None:
    information = trees["moodle_backup.xml"].find("information")
    assert information is not None
    cases = {q.case.id for slug in SLUGS for q in load_bank(Course(built), slug) if q.case}
    assert cases
    modules = list(information.iterfind("contents/activities/activity"))
    assert Counter(one.findtext("modulename") for one in modules) == {
        "scorm": len(SLUGS),
        "quiz": len(SLUGS) + len(cases),
    }
    expected = {"module.xml", "grades.xml", "roles.xml", "inforef.xml", "grade_history.xml"}
    folders = []
    for module in modules:
        folder, kind = module.findtext("directory"), module.findtext("modulename")
        folders.append(folder)
        found = {name.rpartition("/")[2] for name in inside if name.startswith(f"{folder}/")}
        assert found == expected | {f"{kind}.xml"}
        activity = trees[f"{folder}/{kind}.xml"]
        assert (
            activity.get("moduleid") == module.findtext("moduleid") == trees[f"{folder}/module.xml"].get("id")
        )
        section = module.findtext("sectionid")
        assert trees[f"{folder}/module.xml"].findtext("sectionid") == section
        sequence = trees[f"sections/section_{section}/section.xml"].findtext("sequence") or ""
        assert activity.get("moduleid") in sequence.split(",")
    for section in texts(information, "contents/sections/section/directory"):
        assert {f"{section}/section.xml", f"{section}/inforef.xml"} <= set(inside)
        folders.append(section)
    settings = set(texts(information, "settings/setting/name"))
    for folder in folders:
        assert {f"{folder.rpartition('/')[2]}_{end}" for end in ("included", "userinfo")} <= settings
    # Without these, restoring stopped in the trial on a real Moodle.
    assert {"roles.xml", "scales.xml", "outcomes.xml", "groups.xml", "files.xml", "questions.xml"} <= set(
        inside
    )
    assert {"course/course.xml", "course/inforef.xml", "course/roles.xml"} <= set(inside)


def test_each_file_is_the_one_it_says(inside: dict[str, bytes], trees: dict[str, Tree]) -> None:
    listed = {file.get("id"): file for file in trees["files.xml"]}
    assert len(listed) == len(trees["files.xml"])
    blobs = {name: content for name, content in inside.items() if name.startswith("files/")}
    used = set()
    for file in listed.values():
        digest = file.findtext("contenthash") or ""
        name = f"files/{digest[:2]}/{digest}"
        assert hashlib.sha1(blobs[name], usedforsecurity=False).hexdigest() == digest
        assert len(blobs[name]) == int(file.findtext("filesize") or -1)
        path = file.findtext("filepath") or ""
        assert path.startswith("/")
        assert path.endswith("/")
        used.add(name)
    assert used == set(blobs)
    keys = Counter(
        tuple(
            file.findtext(k) for k in ("contextid", "component", "filearea", "itemid", "filepath", "filename")
        )
        for file in listed.values()
    )
    assert set(keys.values()) == {1}
    for name, tree in trees.items():
        if name.endswith("inforef.xml"):
            for number in texts(tree, "fileref/file/id"):
                assert number in listed


def test_a_package_is_unpacked_as_moodle_would(inside: dict[str, bytes], trees: dict[str, Tree]) -> None:
    for name, tree in trees.items():
        scorm = tree.find("scorm")
        if scorm is None:
            continue
        context = tree.get("contextid")
        here = [file for file in trees["files.xml"] if file.findtext("contextid") == context]
        assert {file.findtext("component") for file in here} == {"mod_scorm"}
        (package,) = (file for file in here if file.findtext("filearea") == "package")
        digest = package.findtext("contenthash") or ""
        assert scorm.findtext("sha1hash") == digest
        assert scorm.findtext("reference") == package.findtext("filename")
        content = {
            f"{file.findtext('filepath')}{file.findtext('filename')}"[1:]: file.findtext("contenthash")
            for file in here
            if file.findtext("filearea") == "content"
        }
        with zipfile.ZipFile(io.BytesIO(inside[f"files/{digest[:2]}/{digest}"])) as archive:
            assert content == {
                file: hashlib.sha1(archive.read(file), usedforsecurity=False).hexdigest()
                for file in archive.namelist()
            }
            manifest = ElementTree.fromstring(archive.read("imsmanifest.xml"))
        identifiers = {one.get("identifier") for one in manifest.iter() if one.get("identifier")}
        scoes = {sco.get("id"): sco for sco in scorm.iterfind("scoes/sco")}
        assert {sco.findtext("identifier") for sco in scoes.values()} <= identifiers
        launch = scoes[scorm.findtext("launch") or ""]
        assert (launch.findtext("launch"), launch.findtext("scormtype")) == ("index.html", "sco")
        used = set(texts(trees[name.replace("scorm.xml", "inforef.xml")], "fileref/file/id"))
        assert used == {file.get("id") for file in here}


def test_numbers_are_given_once_and_lead_somewhere(trees: dict[str, Tree]) -> None:
    questions = trees["questions.xml"]
    for tag in (
        "question_category",
        "question_bank_entry",
        "question_versions",
        "question",
        "answer",
        "match",
    ):
        assert set(Counter(one.get("id") for one in questions.iter(tag) if one.get("id")).values()) <= {1}, (
            tag
        )
    categories = {one.get("id"): one for one in questions}
    for category in questions:
        parent = category.findtext("parent")
        assert parent == "0" or parent in categories
        for entry in category.iterfind("question_bank_entries/question_bank_entry"):
            assert entry.findtext("questioncategoryid") == category.get("id")
    assert [c.findtext("name") for c in questions if c.findtext("parent") == "0"] == ["top"]
    entries = {one.get("id") for one in questions.iter("question_bank_entry")}
    for tree in trees.values():
        for reference in tree.iter("question_reference"):
            assert reference.findtext("questionbankentryid") in entries
            assert reference.findtext("usingcontextid") == tree.get("contextid")
    for numerical in questions.iter("plugin_qtype_numerical_question"):
        answers = {one.get("id") for one in numerical.iterfind("answers/answer")}
        assert set(texts(numerical, "numerical_records/numerical_record/answer")) == answers
    for category in texts(trees["course/inforef.xml"], "question_categoryref/question_category/id"):
        assert category in categories
    items = Counter(
        item.get("id") for name, tree in trees.items() if "grade" in name for item in tree.iter("grade_item")
    )
    assert set(items.values()) == {1}


def test_the_bank_and_the_quiz_hold_the_questions_that_may_be_shown(
    trees: dict[str, Tree], rendered: formats.Rendered, built: Path
) -> None:
    shown = [
        q for slug in SLUGS for q in load_bank(Course(built), slug) if not q.retired and q.usage != "examen"
    ]
    assert {loss.kind for loss in rendered.losses} & {"omise"} == set()
    entries = {
        one.findtext("idnumber"): one.get("id")
        for one in trees["questions.xml"].iter("question_bank_entry")
        if one.findtext("idnumber") != NULL  # the gaps of a text
    }
    assert set(entries) == {q.id for q in shown}
    asked = [
        number
        for name, tree in sorted(trees.items())
        if name.endswith("quiz.xml")
        for number in texts(
            tree, "quiz/question_instances/question_instance/question_reference/questionbankentryid"
        )
    ]
    assert sorted(asked) == sorted(entries[q.id] for q in shown if not q.opening)


def test_the_backup_and_moodle_xml_hold_the_same_questions(inside: dict[str, bytes], built: Path) -> None:
    """Two writers of one model, read by two readers."""
    course = Course(built)
    xml = formats.render("moodle-xml", course, chosen_chapters(course, SLUGS), lambda _: None)
    (content,) = xml.files.values()
    wanted = {one.idnumber: one for one in read(content)[0] if "examen" not in one.tags}
    found = {one.idnumber: one for one in read_mbz(inside)}
    assert set(found) == set(wanted)
    assert {"cloze", "multichoice", "shortanswer", "numerical", "matching", "ordering"} <= {
        one.kind for one in found.values()
    }
    for name, one in found.items():
        other = wanted[name]
        for field in ("kind", "name", "category", "stem", "general", "tags", "pairs", "files"):
            assert getattr(one, field) == getattr(other, field), (name, field)
        for mine, theirs in zip(one.answers, other.answers, strict=True):
            if one.kind != "ordering":
                assert mine.fraction == pytest.approx(theirs.fraction)
            assert (mine.text, mine.feedback, mine.tolerance) == (
                theirs.text,
                theirs.feedback,
                theirs.tolerance,
            )


def test_the_small_course_is_backed_up_as_before(inside: dict[str, bytes]) -> None:
    """After a wanted change: python -m tests.export.mbz_reader."""
    assert as_text(inside) == GOLDEN.read_text(encoding="utf-8")


def test_a_backup_too_heavy_to_be_sent_says_so(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chevet.export.mbz.MOST", 100_000)
    course = Course(built)
    found = formats.render("mbz", course, chosen_chapters(course, ["03-formes"]), lambda _: None)
    assert "exportez moins de chapitres" in found.notes[-1]


@pytest.mark.built
def test_the_whole_course_is_light_enough(real_course: Course) -> None:
    if not real_course.site_dir.is_dir():
        pytest.skip("needs the built site: chevet build")
    found = formats.render("mbz", real_course, chosen_chapters(real_course, None), lambda _: None)
    assert all(len(content) <= MOST for content in found.files.values())
    assert not [note for note in found.notes if "pèse" in note]


def test_two_backups_are_the_same_bytes(rendered: formats.Rendered, built: Path) -> None:
    course = Course(built)
    again = formats.render("mbz", course, chosen_chapters(course, SLUGS), lambda _: None)
    assert again.files == rendered.files
