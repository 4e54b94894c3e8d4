"""A whole Moodle course in one file: a section per chapter, its SCORM activity, its quizzes, and the question bank.

A course backup (``.mbz``) written for Moodle 4.5, to be restored into a new course. Exam questions are not in it.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from chevet.course import Chapter, Course
from chevet.export import mbz_activities as activities
from chevet.export.cases import by_case
from chevet.export.formats import Progress, Rendered, name_of
from chevet.export.loss import Loss
from chevet.export.mbz_activities import Activity
from chevet.export.mbz_files import Files
from chevet.export.mbz_questions import Bank
from chevet.export.mbz_xml import COURSE, COURSE_CONTEXT, DATE, Element, Numbers, Value, document, element
from chevet.export.moodle_questions import to_moodle
from chevet.export.scorm import export_scorm
from chevet.export.sources import chapter_title, course_title, filed_questions
from chevet.export.zip import zip_bytes

NOTES = (
    "sauvegarde écrite pour Moodle 4.5, à restaurer dans un nouveau cours ; une version plus ancienne peut la refuser.",
    "les questions d’examen n’y sont pas : importez-les en Moodle XML.",
    "chaque dossier progressif est un test à part, en navigation séquentielle ; les autres questions d’un chapitre en "
    "font un seul.",
    "le score d’un paquet SCORM est calculé dans le navigateur de l’étudiant et peut être falsifié.",
)
MOST = 25_000_000  # bytes; a faculty’s Moodle may refuse a larger file, and sending it takes long
_ROOT_SETTINGS = {
    "users": 0,
    "anonymize": 0,
    "role_assignments": 0,
    "activities": 1,
    "blocks": 0,
    "files": 1,
    "filters": 0,
    "comments": 0,
    "badges": 0,
    "calendarevents": 0,
    "userscompletion": 0,
    "logs": 0,
    "grade_histories": 0,
    "questionbank": 1,
    "groups": 0,
    "competencies": 0,
    "customfield": 0,
    "contentbankcontent": 0,
    "xapistate": 0,
    "legacyfiles": 0,
}


def render(course: Course, chapters: Sequence[Chapter], progress: Progress) -> Rendered:
    """The backup of ``chapters``, from the built site.

    Raises:
        CourseError: what ``chevet export scorm`` and ``moodle-xml`` refuse.
    """
    numbers = Numbers()
    files = Files(numbers)
    bank = Bank(numbers, files)
    entries: dict[str, list[int]] = {chapter.slug: [] for chapter in chapters}
    cases: dict[str, list[tuple[str, list[int]]]] = {chapter.slug: [] for chapter in chapters}
    losses: list[Loss] = []
    filed = filed_questions(course, chapters, exam=False)
    for case, steps in by_case(filed, lambda one: one.question.case):
        numbers_of = []
        for one in steps:
            question = to_moodle(one.question, one.place, one.slug)
            losses += (
                loss for loss in question.losses if loss.kind != "dossier"
            )  # the quiz of a case is sequential
            numbers_of.append(bank.add(question, one.categories))
        if case:
            cases[steps[0].slug].append((steps[0].categories[-1].names[-1], numbers_of))
        elif not steps[0].question.opening:
            entries[steps[0].slug] += numbers_of

    title = course_title(course)
    content: dict[str, bytes] = {}
    sections = [_section(content, 1, title, [])]
    modules: list[Activity] = []
    for chapter in chapters:
        progress(f"Paquet de {chapter.slug}")
        section = len(sections) + 1
        named = chapter_title(course, chapter)
        package = _activity(numbers, "scorm", section, named)
        references = _package(course, chapter, package, content, files, numbers)
        content |= activities.module_files(package, {"file": references}, numbers.next("grade item") + 1)
        here = [package]
        asked = [(f"{named} : questions", entries[chapter.slug], False)]
        asked += [(heading, steps, True) for heading, steps in cases[chapter.slug]]
        for heading, questions, is_case in asked:
            quiz = _activity(numbers, "quiz", section, heading)
            content[f"{quiz.folder}/quiz.xml"] = document(activities.quiz(quiz, questions, numbers, is_case))
            content |= activities.module_files(
                quiz, {"question_category": bank.categories}, numbers.next("grade item") + 1
            )
            here.append(quiz)
        modules += here
        sections.append(_section(content, section, named, here))

    content |= _course(title, bank.categories)
    content["files.xml"] = document(files.xml())
    content["questions.xml"] = document(bank.xml())
    name = f"{name_of(course, chapters)}.mbz"
    content["moodle_backup.xml"] = document(_information(name, title, modules, sections))
    progress("Écriture de la sauvegarde")
    whole = zip_bytes(content | files.contents)
    heavy = f"ce fichier pèse {len(whole) / 1e6:.0f} Mo, plus de {MOST / 1e6:.0f} : exportez moins de chapitres à la fois."
    notes = (*NOTES, heavy) if len(whole) > MOST else NOTES
    return Rendered({name: whole}, tuple(losses), len(filed), notes)


def _activity(numbers: Numbers, kind: str, section: int, title: str) -> Activity:
    number = numbers.next("module")
    return Activity(kind, number, section, 100 + number, title)


def _package(
    course: Course,
    chapter: Chapter,
    activity: Activity,
    content: dict[str, bytes],
    files: Files,
    numbers: Numbers,
) -> list[int]:
    """The package of a chapter, and each of its files where Moodle would have unpacked it."""
    with tempfile.TemporaryDirectory() as folder:
        path = export_scorm(course, chapter.slug, Path(folder))
        name, whole = path.name, path.read_bytes()
    used = [files.add(whole, name, activity.context, "mod_scorm", "package")]
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        for file in archive.namelist():
            used.append(files.add(archive.read(file), file, activity.context, "mod_scorm", "content"))
    made = activities.scorm(activity, name, whole, chapter.slug, numbers)
    content[f"{activity.folder}/scorm.xml"] = document(made)
    return used


def _section(
    content: dict[str, bytes], number: int, name: str, modules: Sequence[Activity]
) -> tuple[int, str]:
    fields: dict[str, Value] = {
        "number": number - 1,
        "name": name if modules else None,
        "summary": "",
        "summaryformat": 1,
        "sequence": ",".join(str(one.number) for one in modules),
        "visible": 1,
        "availabilityjson": None,
        "component": None,
        "itemid": None,
        "timemodified": DATE,
    }
    folder = f"sections/section_{number}"
    content[f"{folder}/section.xml"] = document(element("section", fields, id=number))
    content[f"{folder}/inforef.xml"] = document(activities.inforef({}))
    return number, name


def _course(title: str, categories: Sequence[int]) -> dict[str, bytes]:
    fields: dict[str, Value] = {
        "shortname": "chevet",
        "fullname": title,
        "idnumber": "",
        "summary": "",
        "summaryformat": 1,
        "format": "topics",
        "showgrades": 1,
        "newsitems": 0,
        "startdate": DATE,
        "enddate": 0,
        "marker": 0,
        "maxbytes": 0,
        "legacyfiles": 0,
        "showreports": 0,
        "visible": 1,
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "lang": "",
        "theme": "",
        "timecreated": DATE,
        "timemodified": DATE,
        "requested": 0,
        "showactivitydates": 1,
        "showcompletionconditions": 1,
        "pdfexportfont": None,
        "enablecompletion": 1,
        "completionnotify": 0,
    }
    category = element("category", {"name": "Cours", "description": ""}, id=1)
    whole = element("course", fields, category, element("tags"), id=COURSE, contextid=COURSE_CONTEXT)
    grade_category = element(
        "grade_category",
        {
            "parent": None,
            "depth": 1,
            "path": "/1/",
            "fullname": "?",
            "aggregation": 13,
            "keephigh": 0,
            "droplow": 0,
            "aggregateonlygraded": 1,
            "aggregateoutcomes": 0,
            "timecreated": DATE,
            "timemodified": DATE,
            "hidden": 0,
        },
        id=1,
    )
    item = element(
        "grade_item", activities.grade_fields(1) | {"categoryid": None}, element("grade_grades"), id=1
    )
    gradebook = element(
        "gradebook",
        {},
        element("attributes", {}),
        element("grade_categories", {}, grade_category),
        element("grade_items", {}, item),
        element("grade_letters"),
        element("grade_settings"),
    )
    return {
        "course/course.xml": document(whole),
        "course/enrolments.xml": document(element("enrolments", {}, element("enrols"))),
        "course/roles.xml": document(activities.roles()),
        "course/completiondefaults.xml": document(element("course_completion_defaults")),
        "course/inforef.xml": document(activities.inforef({"question_category": categories})),
        "roles.xml": document(element("roles_definition")),
        "scales.xml": document(element("scales_definition")),
        "outcomes.xml": document(element("outcomes_definition")),
        "groups.xml": document(element("groups", {}, element("groupcustomfields"), element("groupings"))),
        "gradebook.xml": document(gradebook),
        "grade_history.xml": document(element("grade_history", {}, element("grade_grades"))),
        "completion.xml": document(element("course_completion")),
    }


def _information(
    name: str, title: str, modules: Sequence[Activity], sections: Sequence[tuple[int, str]]
) -> Element:
    contents = element(
        "contents",
        {},
        element("activities", {}, *(_listed(one) for one in modules)),
        element(
            "sections",
            {},
            *(
                element("section", {"sectionid": n, "title": t, "directory": f"sections/section_{n}"})
                for n, t in sections
            ),
        ),
        element("course", {"courseid": COURSE, "title": "chevet", "directory": "course"}),
    )
    settings = element("settings", {}, _setting("root", None, "filename", name))
    settings.extend(_setting("root", None, key, value) for key, value in _ROOT_SETTINGS.items())
    folders = [("section", f"section_{n}") for n, _ in sections]
    folders += [("activity", f"{one.kind}_{one.number}") for one in modules]
    for level, folder in folders:
        settings.append(_setting(level, folder, f"{folder}_included", 1))
        settings.append(_setting(level, folder, f"{folder}_userinfo", 0))
    detail: dict[str, Value] = {
        "type": "course",
        "format": "moodle2",
        "interactive": 0,
        "mode": 10,
        "execution": 1,
        "executiontime": 0,
    }
    fields: dict[str, Value] = {
        "name": name,
        "moodle_version": activities.VERSION,
        "moodle_release": "4.5",
        "backup_version": activities.VERSION,
        "backup_release": "4.5",
        "backup_date": DATE,
        "mnet_remoteusers": 0,
        "include_files": 1,
        "include_file_references_to_external_content": 0,
        "original_wwwroot": "https://chevet.invalid",
        "original_site_identifier_hash": "chevet",
        "original_course_id": COURSE,
        "original_course_format": "topics",
        "original_course_fullname": title,
        "original_course_shortname": "chevet",
        "original_course_startdate": DATE,
        "original_course_enddate": 0,
        "original_course_contextid": COURSE_CONTEXT,
        "original_system_contextid": 1,
    }
    details = element("details", {}, element("detail", detail, backup_id="chevet"))
    return element("moodle_backup", {}, element("information", fields, details, contents, settings))


def _listed(activity: Activity) -> Element:
    fields: dict[str, Value] = {
        "moduleid": activity.number,
        "sectionid": activity.section,
        "modulename": activity.kind,
        "title": activity.title,
        "directory": activity.folder,
        "insubsection": "",
    }
    return element("activity", fields)


def _setting(level: str, owner: str | None, name: str, value: Value) -> Element:
    fields: dict[str, Value] = {"level": level}
    if owner:
        fields[level] = owner
    return element("setting", fields | {"name": name, "value": value})
