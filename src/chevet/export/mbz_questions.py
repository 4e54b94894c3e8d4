"""The question bank of a Moodle backup: categories, entries, and for each type what its plugin keeps.

After ``backup_question_categories`` and ``question/type/*/backup/moodle2`` (Moodle 4.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from chevet.export.mbz_files import Files
from chevet.export.mbz_xml import COURSE, COURSE_CONTEXT, DATE, Element, Numbers, Value, element
from chevet.export.moodle_model import Answer, Body, MoodleQuestion, gap_code
from chevet.export.rich import Rich
from chevet.export.sources import Category

_FEEDBACK = {
    "correctfeedback": "Réponse juste.",
    "partiallycorrectfeedback": "Réponse en partie juste.",
    "incorrectfeedback": "Réponse fausse.",
}


class Bank:
    """Categories and questions, numbered as they come."""

    def __init__(self, numbers: Numbers, files: Files) -> None:
        self._numbers, self._files = numbers, files
        self._entries: dict[tuple[str, ...], Element] = {}
        self._ids: dict[tuple[str, ...], int] = {}
        self._root = element("question_categories")
        self._open((), "top", "", None)

    @property
    def categories(self) -> tuple[int, ...]:
        return tuple(self._ids.values())

    def xml(self) -> Element:
        return self._root

    def add(self, question: MoodleQuestion, categories: Sequence[Category]) -> int:
        """Put ``question`` in the last of ``categories``; the number of its entry in the bank."""
        for category in categories:
            if category.names not in self._ids:
                self._open(category.names, category.names[-1], category.info, category.id)
        path = categories[-1].names
        number = self._numbers.next("question")
        # Each gap of a text is a question of its own, that the bank hides because it has a parent.
        gaps = [self._gap(question, answers, number) for answers in question.body.gaps]
        entry = self._entry(
            path, self._question(question, number, [int(one.get("id", "")) for one in gaps]), question.id
        )
        for gap in gaps:
            self._entry(path, gap, None)
        return entry

    def _entry(self, path: tuple[str, ...], asked: Element, idnumber: str | None) -> int:
        number = self._numbers.next("entry")
        version = element(
            "question_versions", {"version": 1, "status": "ready"}, element("questions", {}, asked)
        )
        version.set("id", str(self._numbers.next("version")))
        fields: dict[str, Value] = {
            "questioncategoryid": self._ids[path],
            "idnumber": idnumber,
            "ownerid": None,
        }
        whole = element("question_bank_entry", fields, element("question_version", {}, version), id=number)
        self._entries[path].append(whole)
        return number

    def _open(self, names: tuple[str, ...], name: str, info: str, idnumber: str | None) -> None:
        parent = max((known for known in self._ids if known == names[: len(known)]), key=len, default=None)
        number = self._ids[names] = self._numbers.next("category")
        self._entries[names] = element("question_bank_entries")
        fields: dict[str, Value] = {
            "name": name,
            "contextid": COURSE_CONTEXT,
            "contextlevel": 50,
            "contextinstanceid": COURSE,
            "info": info,
            "infoformat": 1,
            "stamp": f"chevet+categorie+{number}",
            "parent": 0 if parent is None else self._ids[parent],
            "sortorder": 0 if parent is None else 999,
            "idnumber": idnumber,
        }
        self._root.append(element("question_category", fields, self._entries[names], id=number))

    def _question(self, question: MoodleQuestion, number: int, gaps: Sequence[int] = ()) -> Element:
        body, stem = question.body, question.stem
        for rank, answers in enumerate(body.gaps, 1):
            stem = Rich(stem.html.replace(gap_code(answers), f"{{#{rank}}}", 1), stem.files)
        qtype = {"matching": "match", "cloze": "multianswer"}.get(body.kind, body.kind)
        fields = self._head(question, number, qtype, stem, question.general, stamp=question.id)
        fields["defaultmark"] = f"{max(1, len(gaps))}.0000000"
        parts = [*_PLUGINS[body.kind](self, body, number)]
        if gaps:
            told: dict[str, Value] = {"question": number, "sequence": ",".join(map(str, gaps))}
            parts.append(element("multianswer", told, id=number))
        plugin = element(f"plugin_qtype_{qtype}_question", {}, *parts)
        hints = element("question_hints", {}, *(self._hint(hint) for hint in question.hints))
        tags = element("tags", {}, *(self._tag(tag) for tag in question.tags))
        return element("question", fields, plugin, hints, tags, id=number)

    def _gap(self, question: MoodleQuestion, answers: Sequence[Answer], parent: int) -> Element:
        number = self._numbers.next("question")
        text, nothing = Rich(gap_code(answers)), Rich("")
        fields = self._head(question, number, "numerical", text, nothing, stamp=f"{question.id}+{number}")
        fields |= {"parent": parent, "penalty": "0.0000000"}
        body = Body("numerical", tuple(answers))
        plugin = element("plugin_qtype_numerical_question", {}, *self.numerical(body, number))
        return element("question", fields, plugin, element("question_hints"), element("tags"), id=number)

    def _head(
        self, question: MoodleQuestion, number: int, qtype: str, stem: Rich, general: Rich, stamp: str
    ) -> dict[str, Value]:
        return {
            "parent": 0,
            "name": question.name,
            **self._text("questiontext", stem, "questiontext", number),
            **self._text("generalfeedback", general, "generalfeedback", number),
            "defaultmark": "1.0000000",
            "penalty": "0.3333333",
            "qtype": qtype,
            "length": 1,
            "stamp": f"chevet+{stamp}",
            "timecreated": DATE,
            "timemodified": DATE,
            "createdby": None,
            "modifiedby": None,
        }

    def _text(self, name: str, text: Rich, area: str, item: int) -> dict[str, Value]:
        for file, content in sorted(text.files.items()):
            self._files.add(content, file, COURSE_CONTEXT, "question", area, item)
        return {name: text.html, f"{name}format": 1}

    def _hint(self, hint: Rich) -> Element:
        number = self._numbers.next("hint")
        fields = self._text("hint", hint, "hint", number)
        return element(
            "question_hint", fields | {"shownumcorrect": 1, "clearwrong": 0, "options": None}, id=number
        )

    def _tag(self, tag: str) -> Element:
        return element("tag", {"name": tag.lower(), "rawname": tag}, id=self._numbers.next("tag"))

    def _answers(self, answers: Sequence[Answer], html: bool) -> tuple[Element, list[int]]:
        found, numbers = element("answers"), []
        for answer in answers:
            number = self._numbers.next("answer")
            numbers.append(number)
            fields = self._text("answertext", answer.text, "answer", number)
            fields = {"answertext": fields["answertext"], "answerformat": 1 if html else 0}
            fields["fraction"] = f"{answer.fraction / 100:.7f}"
            fields |= self._text("feedback", answer.feedback, "answerfeedback", number)
            found.append(element("answer", fields, id=number))
        return found, numbers

    def multichoice(self, body: Body, number: int) -> Iterator[Element]:
        yield self._answers(body.answers, html=True)[0]
        fields: dict[str, Value] = {
            "layout": 0,
            "single": int(body.single),
            "shuffleanswers": int(body.shuffle),
        }
        fields |= _combined() | {"answernumbering": "ABCD", "shownumcorrect": 1, "showstandardinstruction": 0}
        yield element("multichoice", fields, id=number)

    def shortanswer(self, body: Body, number: int) -> Iterator[Element]:
        yield self._answers(body.answers, html=False)[0]
        yield element("shortanswer", {"usecase": 0}, id=number)

    def numerical(self, body: Body, number: int) -> Iterator[Element]:
        answers, numbers = self._answers(body.answers, html=False)
        yield answers
        units = dict.fromkeys((body.unit, body.unit.replace(" ", ""))) if body.unit else {}
        yield element(
            "numerical_units",
            {},
            *(
                element("numerical_unit", {"multiplier": 1, "unit": unit}, id=self._numbers.next("unit"))
                for unit in units
            ),
        )
        yield element(
            "numerical_records",
            {},
            *(
                element("numerical_record", {"answer": rank, "tolerance": answer.tolerance or "0"}, id=rank)
                for rank, answer in zip(numbers, body.answers, strict=True)
            ),
        )
        fields: dict[str, Value] = {"unitgradingtype": 0, "unitpenalty": "0.1000000"}
        fields |= {"showunits": 0 if body.unit else 3, "unitsleft": 0}
        yield element("numerical_options", {}, element("numerical_option", fields, id=number))

    def match(self, body: Body, number: int) -> Iterator[Element]:
        fields = {"shuffleanswers": int(body.shuffle), **_combined(), "shownumcorrect": 1}
        yield element("matchoptions", fields, id=number)
        found = element("matches")
        for asked, answer in body.pairs:
            rank = self._numbers.next("match")
            one: dict[str, Value] = {
                "questiontext": asked.html,
                "questiontextformat": 1,
                "answertext": answer,
            }
            for file, content in sorted(asked.files.items()):
                self._files.add(content, file, COURSE_CONTEXT, "qtype_match", "subquestion", rank)
            found.append(element("match", one, id=rank))
        yield found

    def ordering(self, body: Body, number: int) -> Iterator[Element]:
        ranked = [Answer(item, 100.0 * rank, Rich("")) for rank, item in enumerate(body.items, 1)]
        yield self._answers(ranked, html=True)[0]
        fields: dict[str, Value] = {"layouttype": 0, "selecttype": 0, "selectcount": len(body.items)}
        fields |= {
            "gradingtype": 4,
            "showgrading": 1,
            "numberingstyle": "none",
            **_combined(),
            "shownumcorrect": 1,
        }
        yield element("ordering", fields, id=number)

    def cloze(self, body: Body, number: int) -> Iterator[Element]:
        yield element("answers")  # they belong to the questions of the gaps

    def essay(self, body: Body, number: int) -> Iterator[Element]:
        fields: dict[str, Value] = {
            "responseformat": "editor",
            "responserequired": 1,
            "responsefieldlines": 15,
            "minwordlimit": None,
            "maxwordlimit": None,
            "attachments": 0,
            "attachmentsrequired": 0,
            "graderinfo": (body.grader or Rich("")).html,
            "graderinfoformat": 1,
            "responsetemplate": body.template,
            "responsetemplateformat": 1,
            "filetypeslist": None,
            "maxbytes": 0,
        }
        yield element("essay", fields, id=number)


def _combined() -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, words in _FEEDBACK.items():
        found |= {name: words, f"{name}format": 1}
    return found


# The grading type written above, 4, is GRADING_RELATIVE_ALL_PREVIOUS_AND_NEXT of qtype_ordering_question.
_PLUGINS: dict[str, Callable[[Bank, Body, int], Iterator[Element]]] = {
    "multichoice": Bank.multichoice,
    "shortanswer": Bank.shortanswer,
    "numerical": Bank.numerical,
    "matching": Bank.match,
    "ordering": Bank.ordering,
    "cloze": Bank.cloze,
    "essay": Bank.essay,
}
