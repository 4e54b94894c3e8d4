"""What an editor knows of a bank while it is being written: a JSON schema made from the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from chevet.quiz.cases import CASES, REFUSED, step_model
from chevet.quiz.types import TYPES
from chevet.writing import write_whole


class _Bare(GenerateJsonSchema):
    """Without a title that repeats each key."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def bank_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a bank: a list of questions and cases told apart by ``type``.

    An editor that reads it completes keys and underlines what is unknown or missing. The rules that tie
    several fields together are not in it; ``chevet check`` says them.
    """
    questions = [kind.model for kind in TYPES.values()]
    schema = _told_apart([*questions, *CASES.values()])
    steps = _told_apart([step_model(kind) for kind in TYPES])
    models = schema["$defs"]
    for name, model in steps.pop("$defs").items():
        if name not in models:  # a step; its propositions are those of the questions
            for key in REFUSED:
                del model["properties"][key]
            model["required"].remove("id")
        models[name] = model
    for case in CASES.values():
        models[case.__name__]["properties"]["steps"] |= {
            "minItems": case.fewest,
            "maxItems": case.most,
            "items": steps["items"],
        }
    for model in models.values():
        model.pop("description", None)  # the docstring of a class speaks to programmers
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Banque de questions de Chevet",
        "description": "Produit par chevet.quiz.schema depuis les modèles : ne pas modifier à la main.",
        **schema,
    }


def _told_apart(models: list[type[Any]]) -> dict[str, Any]:
    item = Annotated[Union[tuple(models)], Field(discriminator="type")]  # type: ignore[valid-type]  # noqa: UP007
    return TypeAdapter(list[item]).json_schema(schema_generator=_Bare)  # type: ignore[valid-type]


def write_schema(path: Path) -> None:
    """Write :func:`bank_schema` to ``path``, always with the same bytes for the same models."""
    text = json.dumps(bank_schema(), ensure_ascii=False, indent=2)
    write_whole(path, f"{text}\n".encode())
