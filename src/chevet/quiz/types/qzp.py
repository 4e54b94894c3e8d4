"""QZP, « question à zones à pointer »: places to point at on a picture, their number announced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PrivateAttr, StrictBool, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chevet.quiz.question import BrokenRule, Part, Question, Text
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import Letters, QuestionType

FEWEST_ZONES, MOST_ZONES, MOST_EXPECTED = 3, 15, 5
_VIEW_BOX = re.compile(r"""\bviewBox=["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""")
Percent = Annotated[float, Field(strict=True, ge=0, le=100)]


class Zone(Part):
    """A place of the picture, with the name it has in the list."""

    name: Text
    """Ce que dit la liste, sans dire si la zone est attendue : « en haut à gauche »."""
    place: tuple[Percent, ...] = Field(json_schema_extra={"minItems": 4, "maxItems": 4})
    """Gauche, haut, largeur, hauteur, en pour cent de l'image : [10, 20, 15, 8]."""
    right: StrictBool
    feedback: Text

    def broken_rules(self) -> Iterator[BrokenRule]:
        if len(self.place) != 4:
            yield (
                ("place",),
                f"{len(self.place)} nombres ; il en faut quatre.",
                "Écrivez gauche, haut, largeur, hauteur.",
            )
        elif self.place[0] + self.place[2] > 100 or self.place[1] + self.place[3] > 100:
            yield ("place",), "la zone sort de l'image.", "Réduisez-la : tout est en pour cent."
        elif not self.place[2] or not self.place[3]:
            yield ("place",), "la zone est vide.", "Donnez-lui une largeur et une hauteur."


class Qzp(Question):
    """Zones of a picture, of which a few are expected. They are only appended, as propositions are."""

    type: Literal["qzp"]
    part_words: ClassVar[dict[str, str]] = {"zones": "zone n° {rank}"}

    picture: Text = Field(json_schema_extra={"pattern": r"^[a-z0-9-]+/[a-z0-9-]+[.]svg$"})
    """Un dessin SVG de chapters/figures : 01-tokens/decoupe.svg."""
    alt: Text
    """Ce que montre l'image, sans donner la réponse."""
    zones: tuple[Zone, ...] = Field(json_schema_extra={"minItems": FEWEST_ZONES, "maxItems": MOST_ZONES})
    feedback: Text

    _drawing: str = PrivateAttr(default="")

    @field_validator("picture")
    @classmethod
    def _exists(cls, picture: str, info: ValidationInfo) -> str:
        path = _path(picture, info)
        if path and not path.is_file():
            raise _rule(f"picture : chapters/figures/{picture} n'existe pas.", "Corrigez le chemin.")
        if path and not _VIEW_BOX.search(path.read_text(encoding="utf-8")):
            raise _rule(f"picture : {picture} n'a pas de viewBox.", "Ajoutez-le à la balise svg.")
        return picture

    @model_validator(mode="after")
    def _take(self, info: ValidationInfo) -> Qzp:
        path = _path(self.picture, info)
        self._drawing = path.read_text(encoding="utf-8") if path and path.is_file() else ""
        return self

    @property
    def drawing(self) -> str:
        """The SVG itself, read when the bank was.

        Raises:
            LookupError: the question was made without a bank, and so without a course to find it in.
        """
        if not self._drawing:
            raise LookupError(f"{self.id}: no course to find {self.picture} in")
        return self._drawing

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture, in its own units."""
        match = _VIEW_BOX.search(self.drawing)
        assert match is not None, "checked when the bank was read"
        return float(match[1]), float(match[2])

    @property
    def lettered(self) -> dict[str, Zone]:
        """The zones under the letters of their rank."""
        return dict(zip(ascii_lowercase, self.zones, strict=False))

    @property
    def right_ids(self) -> frozenset[str]:
        """The letters of the zones expected."""
        return frozenset(letter for letter, zone in self.lettered.items() if zone.right)

    def broken_rules(self) -> Iterator[BrokenRule]:
        count, expected = len(self.zones), len(self.right_ids)
        if not FEWEST_ZONES <= count <= MOST_ZONES:
            yield (
                ("zones",),
                f"{count} zone{'s' if count > 1 else ''} ; il en faut de {FEWEST_ZONES} à {MOST_ZONES}.",
                "Complétez ou raccourcissez la liste.",
            )
        if not expected:
            yield ("zones",), "aucune zone attendue.", "Marquez-en une : right: true."
        if expected > MOST_EXPECTED or expected == count:
            yield (
                ("zones",),
                f"{expected} zones attendues sur {count} ; {MOST_EXPECTED} au plus, et pas toutes.",
                "Resserrez l'énoncé.",
            )
        names: dict[str, int] = {}
        for rank, zone in enumerate(self.zones):
            if zone.name in names:
                yield (
                    ("zones", rank, "name"),
                    f"même nom que la zone n° {names[zone.name] + 1}.",
                    "Changez-le.",
                )
            names.setdefault(zone.name, rank)

    def scored_content(self) -> dict[str, Any]:
        return {"picture": self.picture, "zones": [[z.name, list(z.place), z.right] for z in self.zones]}


def _path(picture: str, info: ValidationInfo) -> Path | None:
    root = (info.context or {}).get("root")
    if root is None:
        return None
    figures = (Path(root) / "chapters" / "figures").resolve()
    path = (figures / picture).resolve()
    # A path that climbs out of the figures names no picture of the course.
    return path if path.is_relative_to(figures) and path.suffix == ".svg" else figures / "absent.svg"


def _rule(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("rule", "{message} {remedy}", {"message": message, "remedy": remedy})


def score_qzp(question: Qzp, response: Response) -> Result:
    """Zones right over zones expected, as many as are expected being pointed at (facts-extra.md §2)."""
    letters = frozenset() if response is None or isinstance(response, str) else frozenset(response)
    chosen, expected = letters & question.lettered.keys(), len(question.right_ids)
    if not chosen:
        return invalid("empty")
    if len(chosen) != expected:
        return invalid("incomplete" if len(chosen) < expected else "too_many")
    found = len(chosen & question.right_ids)
    return marked(found / expected, found=found, expected=expected)


def _pattern(question: Qzp) -> str:
    return ",".join(sorted(question.right_ids))


TYPE = QuestionType(Qzp, score_qzp, _pattern, "choice", lambda q: Letters(len(q.zones)))
