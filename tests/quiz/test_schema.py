"""The committed schema is the one the models give, and says what an editor needs."""

from __future__ import annotations

from pathlib import Path

from chevet.quiz.cases import CASES
from chevet.quiz.schema import bank_schema, write_schema
from chevet.quiz.types import TYPES

COMMITTED = Path(__file__).parents[2] / "exercises" / "bank.schema.json"


def test_the_committed_schema_is_in_sync(tmp_path):
    write_schema(tmp_path / "made.json")
    assert COMMITTED.read_bytes() == (tmp_path / "made.json").read_bytes(), (
        'run: python -c "from pathlib import Path; from chevet.quiz.schema import write_schema; '
        "write_schema(Path('exercises/bank.schema.json'))\""
    )


def test_the_schema_tells_types_apart_and_refuses_unknown_keys():
    schema = bank_schema()
    assert set(schema["items"]["discriminator"]["mapping"]) == {*TYPES, *CASES}
    assert all(model["additionalProperties"] is False for model in schema["$defs"].values())
    qrm = schema["$defs"]["Qrm"]["properties"]
    assert (qrm["choices"]["minItems"], qrm["choices"]["maxItems"]) == (4, 5)
    assert qrm["covers"]["items"]["pattern"] == "^C[0-9]{3}$"
    assert "feedback" in schema["$defs"]["Qroc"]["required"]
