"""One answer of one learner to one question: what every export is turned into before anything is counted."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

POINT = 1_000_000  # points are counted in whole millionths: a sum of integers is the same in any order, on any engine


# What stands for « nothing » in what is sent to an engine: on its way to Spark a column passes through pandas, where
# one missing integer makes decimals of all the others, and a missing text becomes the text « NaN ».
NO_RESPONSE = "\ufffd"
NO_NUMBER = -1


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as read, before it is marked."""

    learner: str  # a pseudonym
    item: str  # the id of a question of the bank, or the name of a column nobody recognised
    response: (
        str | None
    )  # letters « a,c » or text; "" where nothing was answered; None where it cannot be read back
    moodle: float | None = None  # the platform's own mark, from 0 to 1
    certainty: int | None = None  # 0 to 100
    attempt: int = 1


@dataclass
class Reading:
    """What was found in the files, and what was left aside, told in French."""

    answers: list[Answer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def to_table(answers: list[Answer]) -> pa.Table:
    """The long table of the answers: learner, item, response, moodle, certainty, attempt; no cell is null."""
    import pyarrow as pa

    schema = pa.schema(
        [
            ("learner", pa.string()),
            ("item", pa.string()),
            ("response", pa.string()),
            ("moodle", pa.float64()),
            ("certainty", pa.int64()),
            ("attempt", pa.int64()),
        ]
    )
    absent = {"response": NO_RESPONSE, "moodle": math.nan, "certainty": NO_NUMBER}
    columns = {
        name: [
            absent[name] if (value := getattr(answer, name)) is None and name in absent else value
            for answer in answers
        ]
        for name in schema.names
    }
    return pa.table(columns, schema=schema)
