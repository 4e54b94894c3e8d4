"""How one reading of a YAML file gives both its values and the line each of them is written on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

MOST_VALUES = 50_000  # our banks hold less than 1,000; references to references would multiply without end

Place = tuple[str | int, ...]  # keys and ranks from the top of the file: (2, "choices", 0, "text")


class Fault(NamedTuple):
    """Something that cannot be read."""

    place: Place
    line: int
    message: str
    remedy: str


# libyaml ends the process, without a word, at the depth where the other loader raises RecursionError.
_FAST: type[yaml.SafeLoader] | None = getattr(yaml, "CSafeLoader", None)
_DEEPEST = 2_000  # more than all that could open a level in our longest bank; libyaml holds ten times as many
_OPENING = re.compile(r"[\[{]")
_LEADING = re.compile(r"^[ \-?:]*", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass
class Source:
    """The values of a file (None after a syntax error), their lines, and what could not be read."""

    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of ``place``, or of the nearest thing around it that is written."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(content: bytes) -> Source:
    """The values of a YAML file and their lines; never raises, says its faults instead."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _unreadable(
            line,
            "ce n'est pas de l'UTF-8.",
            "Réenregistrez le fichier en UTF-8 (il est sans doute en Latin-1).",
        )
    try:
        loader, node = _compose(text)
        source = Source()
        if node is not None:
            source.lines[()] = 1
            source.data = _value(loader, node, (), source, ())
        return source
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        return _unreadable(line, "caractère de contrôle dans le texte.", "Effacez-le et retapez la ligne.")
    except yaml.MarkedYAMLError as error:
        return _syntax_error(text, error)
    except RecursionError:
        return _unreadable(0, "des listes sont emboîtées sans fin.", "Refermez chaque crochet et accolade.")
    except _TooMany:
        remedy = "Recopiez les textes au lieu de les citer par « * »."
        return _unreadable(0, "les références se multiplient.", remedy)


def _compose(text: str) -> tuple[yaml.SafeLoader, yaml.Node | None]:
    """The nodes of ``text``: by libyaml, ten times faster, unless it finds a fault, which the other one says better."""
    if _FAST is not None and len(_OPENING.findall(text)) + max(map(len, _LEADING.findall(text))) < _DEEPEST:
        try:
            fast = _FAST(text)
            return fast, fast.get_single_node()
        except yaml.YAMLError:
            pass
    loader = yaml.SafeLoader(text)
    return loader, loader.get_single_node()


class _TooMany(Exception):
    """More values than any bank holds."""


def _unreadable(line: int, message: str, remedy: str) -> Source:
    return Source(faults=[Fault((), line, message, remedy)])


def _syntax_error(text: str, error: yaml.MarkedYAMLError) -> Source:
    tabs = [n for n, line in enumerate(text.split("\n"), 1) if re.match(r" *\t", line)]
    if tabs:
        message, remedy = "tabulation dans le retrait.", "Remplacez-la par des espaces."
        return Source(faults=[Fault((), line, message, remedy) for line in tabs])
    mark = error.problem_mark or error.context_mark
    return _unreadable(
        mark.line + 1 if mark else 0,
        "le YAML ne se lit pas.",
        "Vérifiez les retraits et les guillemets ; un texte qui contient « : » ou « ? », ou commence par un signe "
        "se met entre guillemets.",
    )


def _value(
    loader: yaml.SafeLoader, node: yaml.Node, place: Place, source: Source, above: tuple[int, ...]
) -> Any:
    if id(node) in above:
        source.faults.append(
            Fault(
                place,
                node.start_mark.line + 1,
                "cette référence se contient elle-même.",
                "Recopiez le texte.",
            )
        )
        return None
    above = (*above, id(node))
    if len(source.lines) > MOST_VALUES:
        raise _TooMany
    if isinstance(node, yaml.SequenceNode):
        for rank, child in enumerate(node.value):
            source.lines[*place, rank] = child.start_mark.line + 1
        return [_value(loader, child, (*place, rank), source, above) for rank, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, place, source, above)
    if _SURROGATE.search(node.value):  # « \ud800 »: half a character, which no file can hold
        message, remedy = "un caractère est coupé en deux.", "Écrivez-le en entier, sans « \\u »."
        source.faults.append(Fault(place, node.start_mark.line + 1, message, remedy))
        return _SURROGATE.sub("?", node.value)
    try:
        return loader.construct_object(node)
    except (
        yaml.YAMLError,
        ValueError,
        KeyError,
        AttributeError,
    ):  # the last two: « !!bool x », « !!timestamp x »
        source.faults.append(
            Fault(
                place,
                node.start_mark.line + 1,
                f"« {node.value} » ne se lit pas.",
                "Mettez-le entre guillemets.",
            )
        )
        return str(node.value)


def _mapping(
    loader: yaml.SafeLoader, node: yaml.MappingNode, place: Place, source: Source, above: tuple[int, ...]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = _SURROGATE.sub("?", str(key_node.value)) if isinstance(key_node, yaml.ScalarNode) else "?"
        line = key_node.start_mark.line + 1
        if key in found:
            first = source.lines[*place, key]
            source.faults.append(
                Fault(
                    (*place, key),
                    line,
                    f"la clé {key} est écrite deux fois (d'abord ligne {first}).",
                    "Gardez-en une.",
                )
            )
        else:
            source.lines[*place, key] = line
        found[key] = _value(loader, value_node, (*place, key), source, above)
    return found
