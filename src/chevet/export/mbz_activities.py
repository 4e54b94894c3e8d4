"""The activities of a chapter in a Moodle backup: its SCORM package, a quiz on its questions, one for each case.

After ``mod/scorm`` and ``mod/quiz/backup/moodle2`` (Moodle 4.5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chevet.export.mbz_xml import DATE, Element, Numbers, Value, document, element

_ALWAYS = 69904  # 0x11110: shown during the attempt, just after, later, and once the quiz is closed
_ALONE = "Questions d’entraînement, corrigées une à une. Autant d’essais que vous voulez."
_CASE = (
    "Un dossier progressif\u00a0: validez chaque réponse avant de passer à la suite, car vous ne pourrez pas revenir "
    "en arrière. Vous pourrez recommencer le dossier en entier."
)
VERSION = "2024100700"  # Moodle 4.5


@dataclass(frozen=True)
class Activity:
    """A course module: ``kind`` is scorm or quiz, ``number`` that of the module and of its instance."""

    kind: str
    number: int
    section: int
    context: int
    title: str

    @property
    def folder(self) -> str:
        return f"activities/{self.kind}_{self.number}"


def scorm(activity: Activity, package: str, content: bytes, slug: str, numbers: Numbers) -> Element:
    """``scorm.xml``: the package and its one SCO, as Moodle would list them after reading the manifest."""
    name = f"chevet-{slug}"
    organization, sco = numbers.next("sco"), numbers.next("sco")
    common = {"manifest": name, "organization": ""}
    scoes = element(
        "scoes",
        {},
        element(
            "sco",
            {
                **common,
                "parent": "/",
                "identifier": f"{name}-organisation",
                "launch": "",
                "scormtype": "",
                "title": activity.title,
                "sortorder": 1,
            },
            id=organization,
        ),
        element(
            "sco",
            {
                **common,
                "organization": f"{name}-organisation",
                "parent": f"{name}-organisation",
                "identifier": f"{name}-chapitre",
                "launch": "index.html",
                "scormtype": "sco",
                "title": activity.title,
                "sortorder": 2,
            },
            id=sco,
        ),
    )
    fields: dict[str, Value] = {
        "name": activity.title,
        "scormtype": "local",
        "reference": package,
        "intro": "",
        "introformat": 1,
        "version": "SCORM_1.2",
        "maxgrade": 100,
        "grademethod": 1,
        "whatgrade": 0,
        "maxattempt": 1,  # as the guide advises: a second one would start from an empty chapter
        "forcecompleted": 0,
        "forcenewattempt": 0,
        "lastattemptlock": 0,
        "masteryoverride": 0,
        "displayattemptstatus": 1,
        "displaycoursestructure": 0,
        "updatefreq": 0,
        "sha1hash": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "md5hash": "",
        "revision": 1,
        "launch": sco,
        "skipview": 2,
        "hidebrowse": 1,
        "hidetoc": 3,
        "nav": 0,
        "navpositionleft": -100,
        "navpositiontop": -100,
        "auto": 0,
        "popup": 0,
        "options": "",
        "width": 100,
        "height": 700,
        "timeopen": 0,
        "timeclose": 0,
        "timemodified": DATE,
        "completionstatusrequired": None,
        "completionscorerequired": None,
        "completionstatusallscos": 0,
        "autocommit": 0,
    }
    return _activity(activity, element("scorm", fields, scoes, id=activity.number))


def quiz(activity: Activity, entries: Sequence[int], numbers: Numbers, case: bool = False) -> Element:
    """``quiz.xml``: a formative quiz, each question corrected at once, as many attempts as wanted.

    The steps of a ``case`` are asked in order, without going back nor trying one again.
    """
    instances = element("question_instances")
    for slot, entry in enumerate(entries, 1):
        reference = element(
            "question_reference",
            {
                "usingcontextid": activity.context,
                "component": "mod_quiz",
                "questionarea": "slot",
                "questionbankentryid": entry,
                "version": None,
            },
            id=numbers.next("reference"),
        )
        fields: dict[str, Value] = {
            "quizid": activity.number,
            "slot": slot,
            "page": slot,
            "displaynumber": None,
            "requireprevious": 0,
            "maxmark": "1.0000000",
            "quizgradeitemid": None,
        }
        instances.append(element("question_instance", fields, reference, id=numbers.next("instance")))
    reviews = ("attempt", "correctness", "maxmarks", "marks", "specificfeedback", "generalfeedback")
    fields = {
        "name": activity.title,
        "intro": f"<p>{_CASE if case else _ALONE}</p>",
        "introformat": 1,
        "timeopen": 0,
        "timeclose": 0,
        "timelimit": 0,
        "overduehandling": "autosubmit",
        "graceperiod": 0,
        "preferredbehaviour": "immediatefeedback",
        "canredoquestions": int(not case),
        "attempts_number": 0,
        "attemptonlast": 0,
        "grademethod": 1,
        "decimalpoints": 2,
        "questiondecimalpoints": -1,
        **{f"review{name}": _ALWAYS for name in (*reviews, "rightanswer", "overallfeedback")},
        "questionsperpage": 1,
        "navmethod": "sequential" if case else "free",
        "shuffleanswers": 1,
        "sumgrades": f"{len(entries)}.00000",
        "grade": "100.00000",
        "timecreated": DATE,
        "timemodified": DATE,
        "password": "",
        "subnet": "",
        "browsersecurity": "-",
        "delay1": 0,
        "delay2": 0,
        "showuserpicture": 0,
        "showblocks": 0,
        "completionattemptsexhausted": 0,
        "completionminattempts": 0,
        "allowofflineattempts": 0,
    }
    empty = (element(name) for name in ("feedbacks", "overrides", "grades", "attempts"))
    sections = element(
        "sections", {}, element("section", {"firstslot": 1, "heading": "", "shufflequestions": 0})
    )
    sections[0].set("id", str(numbers.next("quiz section")))
    whole = element(
        "quiz", fields, element("quiz_grade_items"), instances, sections, *empty, id=activity.number
    )
    return _activity(activity, whole)


def _activity(activity: Activity, inner: Element) -> Element:
    return element(
        "activity",
        {},
        inner,
        id=activity.number,
        moduleid=activity.number,
        modulename=activity.kind,
        contextid=activity.context,
    )


def module_files(
    activity: Activity, references: Mapping[str, Sequence[int]], grade_item: int
) -> dict[str, bytes]:
    """The other files of a module's folder: Moodle stops without ``grades.xml`` and ``roles.xml``."""
    fields: dict[str, Value] = {
        "modulename": activity.kind,
        "sectionid": activity.section,
        "sectionnumber": activity.section - 1,
        "idnumber": "",
        "added": DATE,
        "score": 0,
        "indent": 0,
        "visible": 1,
        "visibleoncoursepage": 1,
        "visibleold": 1,
        "groupmode": 0,
        "groupingid": 0,
        "completion": 0,
        "completiongradeitemnumber": None,
        "completionpassgrade": 0,
        "completionview": 0,
        "completionexpected": 0,
        "availability": None,
        "showdescription": 0,
        "downloadcontent": 1,
        "lang": "",
    }
    module = element("module", fields, element("tags"), id=activity.number, version=VERSION)
    item = grade_fields(grade_item) | {
        "itemname": activity.title,
        "itemtype": "mod",
        "itemmodule": activity.kind,
        "iteminstance": activity.number,
        "itemnumber": 0,
    }
    grades = element(
        "activity_gradebook",
        {},
        element("grade_items", {}, element("grade_item", {**item}, element("grade_grades"), id=grade_item)),
        element("grade_letters"),
    )
    return {
        f"{activity.folder}/module.xml": document(module),
        f"{activity.folder}/grades.xml": document(grades),
        f"{activity.folder}/roles.xml": document(roles()),
        f"{activity.folder}/grade_history.xml": document(
            element("grade_history", {}, element("grade_grades"))
        ),
        f"{activity.folder}/inforef.xml": document(
            inforef({**references, "grade_item": [grade_item]}),
        ),
    }


def grade_fields(number: int) -> dict[str, Value]:
    """A grade out of 100, visible, that nothing overrides."""
    return {
        "categoryid": 1,
        "itemname": None,
        "itemtype": "course",
        "itemmodule": None,
        "iteminstance": 1,
        "itemnumber": None,
        "iteminfo": None,
        "idnumber": "",
        "calculation": None,
        "gradetype": 1,
        "grademax": "100.00000",
        "grademin": "0.00000",
        "scaleid": None,
        "outcomeid": None,
        "gradepass": "0.00000",
        "multfactor": "1.00000",
        "plusfactor": "0.00000",
        "aggregationcoef": "0.00000",
        "aggregationcoef2": "0.00000",
        "weightoverride": 0,
        "sortorder": number,
        "display": 0,
        "decimals": None,
        "hidden": 0,
        "locked": 0,
        "locktime": 0,
        "needsupdate": 0,
        "timecreated": DATE,
        "timemodified": DATE,
    }


def roles() -> Element:
    return element("roles", {}, element("role_overrides"), element("role_assignments"))


def inforef(references: Mapping[str, Sequence[int]]) -> Element:
    """Which numbered things this folder uses: ``<fileref><file><id>3</id></file></fileref>``…"""
    kinds = (
        element(f"{kind}ref", {}, *(element(kind, {"id": number}) for number in numbers))
        for kind, numbers in references.items()
        if numbers
    )
    return element("inforef", {}, *kinds)
