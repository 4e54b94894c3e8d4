"""Moodle, as far as a question bank goes: reads a file as its importer does, marks as its question types do.

Written from ``question/format/xml/format.php`` and ``question/type/*/question.php`` (Moodle 4.5 and 5.1), not from
our exporter, which it judges.
"""

from __future__ import annotations

import base64
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

# question_bank::fraction_options_full
FRACTIONS = (1, 0.9, 0.8333333, 0.8, 0.75, 0.7, 0.6666667, 0.6, 0.5, 0.4, 0.3333333, 0.3, 0.25, 0.2)
FRACTIONS += (0.1666667, 0.1428571, 0.125, 0.1111111, 0.1, 0.05, 0)


@dataclass
class Answer:
    text: str
    fraction: float
    feedback: str
    tolerance: float = 0.0


@dataclass
class Read:
    """One question as Moodle would store it."""

    kind: str
    name: str
    category: tuple[str, ...]
    idnumber: str
    stem: str
    general: str
    tags: tuple[str, ...]
    answers: list[Answer] = field(default_factory=list)
    single: bool = True
    units: tuple[str, ...] = ()
    pairs: list[tuple[str, str]] = field(default_factory=list)
    hints: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    xml: ElementTree.Element | None = None

    def tag(self, start: str) -> str:
        """What follows ``start`` in the one tag that begins so."""
        (found,) = (tag.removeprefix(start) for tag in self.tags if tag.startswith(start))
        return found

    def paragraph(self, css: str) -> str | None:
        """The paragraph of the general feedback that has this class."""
        found = re.findall(rf'<p class="{css}">(.*?)</p>', self.general, re.DOTALL)
        assert len(found) <= 1
        return found[0] if found else None


def read(content: bytes) -> tuple[list[Read], dict[tuple[str, ...], str]]:
    """The questions, and the idnumber of each category."""
    root = ElementTree.fromstring(content)
    assert root.tag == "quiz"
    questions: list[Read] = []
    categories: dict[tuple[str, ...], str] = {}
    category: tuple[str, ...] = ()
    for element in root:
        assert element.tag == "question"
        if element.get("type") == "category":
            category = split_path(_text(element, "category"))
            categories.setdefault(category, element.findtext("idnumber") or "")
            continue
        questions.append(_read(element, category))
    return questions, categories


def split_path(path: str) -> tuple[str, ...]:
    """``qformat_default::split_category_path``."""
    names = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    assert names[:2] == ["$course$", "top"]
    return tuple(names[2:])


def _read(element: ElementTree.Element, category: tuple[str, ...]) -> Read:
    kind = element.get("type") or ""
    found = Read(
        kind=kind,
        name=_text(element, "name"),
        category=category,
        idnumber=element.findtext("idnumber") or "",
        stem=_text(element, "questiontext"),
        general=_text(element, "generalfeedback"),
        tags=tuple((tag.findtext("text") or "").strip() for tag in element.findall("tags/tag")),
        single=element.findtext("single") == "true",
        units=tuple(unit.text or "" for unit in element.iter("unit_name")),
        hints=tuple((hint.findtext("text") or "").strip(" \t\n\r\0\x0b") for hint in element.findall("hint")),
        xml=element,
    )
    assert found.name, "xmlimportnoname"
    assert kind != "ordering" or len(found.hints) >= 2, "importing one without two whole hints stops Moodle"
    for pair in element.findall("subquestion"):
        found.pairs.append(
            ((pair.findtext("text") or "").strip(), (pair.findtext("answer/text") or "").strip())
        )
    for answer in element.findall("answer"):
        fraction = float(answer.get("fraction") or 0) / 100
        if kind != "ordering":
            assert any(abs(abs(fraction) - one) < 0.00001 for one in FRACTIONS), "Moodle skips this question"
        text = (answer.findtext("text") or "").strip(" \t\n\r\0\x0b")
        assert text, "Moodle drops an empty answer"
        tolerance = float(answer.findtext("tolerance") or 0)
        found.answers.append(Answer(text, fraction, _text(answer, "feedback"), tolerance))
    for file in element.iter("file"):
        assert file.get("encoding") == "base64"
        found.files[f"{file.get('path')}{file.get('name')}"] = base64.b64decode(
            file.text or "", validate=True
        )
    for shown in re.findall(r'src="@@PLUGINFILE@@(/[^"]+)"', ElementTree.tostring(element, "unicode")):
        assert shown in found.files
    return found


def _text(element: ElementTree.Element, tag: str) -> str:
    return (element.findtext(f"{tag}/text") or "").strip(" \t\n\r\0\x0b")


def mark_choices(question: Read, ticked: Collection[int]) -> float:
    """``qtype_multichoice``: the fraction of the choice, or their sum between 0 and 1."""
    total = sum(question.answers[rank].fraction for rank in ticked)
    return total if question.single else min(max(0.0, total), 1.0)


def mark_gaps(question: Read, typed: Sequence[float]) -> float:
    """``qtype_multianswer`` with numerical gaps: the mean of the gaps, each by its first answer that holds."""
    gaps = re.findall(r"\{1:NUMERICAL:([^}]*)\}", question.stem)
    assert len(gaps) == len(typed)
    total = 0.0
    for gap, value in zip(gaps, typed, strict=True):
        for answer in gap.split("~"):
            match = re.fullmatch(r"(=|%50%)(-?[0-9.e+]+):([0-9.e+]+)", answer)
            assert match, answer
            if abs(value - float(match[2])) <= float(match[3]) * (1 + 1e-12):
                total += 1 if match[1] == "=" else 0.5
                break
    return total / len(gaps)


def match_text(question: Read, typed: str) -> Answer | None:
    """``qtype_shortanswer_question``: the first answer that matches, ``*`` standing for anything."""
    typed = unicodedata.normalize("NFC", typed.strip())
    for answer in question.answers:
        bits = re.split(r"(?<!\\)\*+", unicodedata.normalize("NFC", answer.text))
        pattern = ".*".join(re.escape(bit.replace("\\*", "*")) for bit in bits)
        if re.fullmatch(pattern, typed, re.IGNORECASE | re.DOTALL):
            return answer
    return None


def match_number(question: Read, typed: str) -> Answer | None:
    """``qtype_numerical``: spaces out, comma or dot, then the first answer within its tolerance."""
    text = typed.replace(" ", "").replace(",", ".")
    match = re.match(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", text, re.IGNORECASE)
    if not match:
        return None
    value = float(match[0])
    for answer in question.answers:
        if answer.text == "*":
            return answer
        target = float(Decimal(answer.text))
        epsilon = 1e-14 * max(abs(answer.tolerance), abs(target), 1e-14)
        if abs(value - target) <= answer.tolerance + epsilon * (1 + 1e-2):
            return answer
    return None
