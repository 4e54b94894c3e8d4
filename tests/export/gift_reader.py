"""A GIFT file as Moodle's importer reads it, step by step (``question/format/gift/format.php``, Moodle 5.0)."""

from __future__ import annotations

import re

from .moodle_reader import Answer, Read, split_path

_BEFORE = {
    "\\:": "&&058;",
    "\\#": "&&035;",
    "\\=": "&&061;",
    "\\{": "&&123;",
    "\\}": "&&125;",
    "\\~": "&&126;",
}
_BEFORE["\\n"] = "&&010"
_AFTER = {
    "&&058;": ":",
    "&&035;": "#",
    "&&061;": "=",
    "&&123;": "{",
    "&&125;": "}",
    "&&126;": "~",
    "&&010": "\n",
}
_WEIGHT = re.compile(r"%(-*[0-9]{1,2}\.?[0-9]*)%")
_BLANKS = " \t\n\r\0\x0b"


def read_gift(content: bytes) -> list[Read]:
    """The questions; a question ends at an empty line."""
    questions: list[Read] = []
    category: tuple[str, ...] = ()
    for block in re.split(r"\n[ \t]*\n", content.decode("utf-8")):
        lines = block.split("\n")
        comments = [line for line in lines if line.strip().startswith("//")]
        text = _pre("\n".join(line for line in lines if not line.strip().startswith("//")).strip(_BLANKS))
        if not text:
            continue
        if text.startswith("$CATEGORY:"):
            category = split_path(text[10:].strip())
            continue
        questions.append(_read(text, " ".join(comments), category))
    return questions


def _read(text: str, comments: str, category: tuple[str, ...]) -> Read:
    assert text.startswith("::")
    name, text = text[2:].split("::", 1)
    start, end = text.index("{"), text.index("}")
    assert text.endswith("}"), "a question goes on after its answers"
    assert end == len(text) - 1
    answers = text[start + 1 : end].strip(_BLANKS)
    general = ""
    if "####" in answers:
        at = answers.rindex("####")
        answers, general = answers[:at].strip(_BLANKS), answers[at + 4 :]
    stem = text[:start]
    assert stem.startswith("[html]")
    (idnumber,) = re.findall(r"\[id:([^\]]+)\]", comments)
    found = Read(
        kind="",
        name=_post(name),
        category=category,
        idnumber=idnumber,
        stem=_text(stem),
        general=_text(general),
        tags=tuple(re.findall(r"\[tag:([^\]]+)\]", comments)),
    )
    if not answers:
        found.kind = "essay"
    elif answers.startswith("#"):
        found.kind = "numerical"
        _numerical(found, answers[1:])
    elif "~" in answers:
        found.kind, found.single = "multichoice", "=" in answers
        for part in answers.replace("=", "~=").split("~"):
            if part.strip(_BLANKS):
                part = part.strip(_BLANKS)
                weight, part = (1.0, part[1:]) if part.startswith("=") else _weight(part, 0.0)
                found.answers.append(_answer(part, weight))
    elif "=" in answers and "->" in answers:
        found.kind = "matching"
        for part in answers.split("=")[1:]:
            asked, answer = part.split("->", 1)
            found.pairs.append((_text(asked), _post(answer).strip(_BLANKS)))
    else:
        found.kind = "shortanswer"
        for part in answers.split("=")[1:]:
            weight, part = _weight(part.strip(_BLANKS), 1.0)
            found.answers.append(_answer(part, weight))
    return found


def _numerical(found: Read, answers: str) -> None:
    answers, tilde, wrong = answers.partition("~")
    for part in answers.split("=")[1:]:
        weight, part = _weight(part.strip(_BLANKS), 1.0)
        answer = _answer(part, weight)
        number, _, tolerance = answer.text.partition(":")
        found.answers.append(Answer(number.strip(), weight, answer.feedback, float(tolerance or 0)))
    if tilde:
        found.answers.append(Answer("*", 0.0, _answer(tilde + wrong, 0).feedback))


def _weight(part: str, default: float) -> tuple[float, str]:
    match = _WEIGHT.match(part)
    return (float(match[1]) / 100, part[match.end() :]) if match else (default, part)


def _answer(part: str, weight: float) -> Answer:
    text, _, feedback = part.partition("#")
    return Answer(_text(text), weight, _text(feedback))


def _text(text: str) -> str:
    text = text.strip(_BLANKS)
    match = re.match(r"\[(html|plain|moodle|markdown)\]", text)
    return _post(text[match.end() :] if match else text).strip(_BLANKS)


def _pre(text: str) -> str:
    text = text.replace("\\\\", "&&092;")
    for escaped, held in _BEFORE.items():
        text = text.replace(escaped, held)
    return text.replace("&&092;", "\\")


def _post(text: str) -> str:
    for held, sign in _AFTER.items():
        text = text.replace(held, sign)
    return text
