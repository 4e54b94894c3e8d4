"""Makes the table of ``lettres-de-sortie`` from ``lettres.yml``: one row per note of a file, one per sentence of a letter.

Nothing is drawn at random: the marks of the source give the spans, and this script counts their offsets.
Run ``python datasets/lettres-de-sortie/generate.py`` to write the CSV again.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

HERE = Path(__file__).parent
MARK = re.compile(r"\[([^\[\]|]+)\|(\w+)\]")  # [faulty passage|key of the fault]
COLUMNS = [
    *("lettre", "genre", "document", "rang", "rubrique", "texte", "verdict", "debut", "fin", "passage"),
    *("sorte", "gravite", "note", "dossier", "raison"),
]


def unmark(marked: str) -> tuple[str, re.Match[str] | None]:
    """The text without its mark, and the mark: its start is the offset of the passage, in characters.

    Raises:
        ValueError: two marks; a sentence holds one fault at most, so that it can be judged as a whole.
    """
    found = list(MARK.finditer(marked))
    if len(found) > 1:
        raise ValueError(f"deux fautes dans « {marked} »")
    return MARK.sub(r"\1", marked), found[0] if found else None


def notes(letter: dict[str, Any]) -> list[tuple[str, str]]:
    """The notes of the file as (heading, text without marks)."""
    return [(heading, unmark(text)[0]) for heading, text in letter["dossier"]]


def sentences(letter: dict[str, Any]) -> list[tuple[str, str]]:
    """The sentences of the letter as (section, marked text)."""
    return [(title, line) for part in letter["lettre"] for title, lines in part.items() for line in lines]


def rows(letter: dict[str, Any], mention: str) -> list[dict[str, Any]]:
    common = {"lettre": letter["id"], "genre": letter["genre"]}
    file = notes(letter)
    used: set[str] = set()
    table = [common | {"document": "mention", "rang": 0, "rubrique": "Mention", "texte": mention}]
    for document, marked in (("dossier", letter["dossier"]), ("lettre", sentences(letter))):
        for rank, (heading, line) in enumerate(marked, 1):
            text, mark = unmark(line)
            row = common | {"document": document, "rang": rank, "rubrique": heading, "texte": text}
            if mark is not None:
                passage, key = mark.groups()
                fault = letter["fautes"][key]
                used.add(key)
                row |= {"verdict": fault["nature"], "debut": mark.start(), "fin": mark.start() + len(passage)}
                row |= {"passage": passage, "sorte": fault["sorte"], "gravite": fault["gravité"]}
                row |= {"note": fault.get("note"), "dossier": fault.get("dit"), "raison": fault["raison"]}
            elif document == "dossier":
                row["verdict"] = "sans omission"
            else:  # a faithful sentence that looks wrong says why it is right
                why = [why for begin, why in letter["justes"] if text.startswith(begin)]
                row |= {"verdict": "fidèle", "raison": why[0] if why else None}
            table.append(row)
    if used != set(letter["fautes"]):
        raise ValueError(f"{letter['id']} : fautes sans passage, {sorted(set(letter['fautes']) - used)}")
    for row in table:
        if row.get("dossier") is not None and row["dossier"] not in file[row["note"] - 1][1]:
            raise ValueError(f"{letter['id']} : la note {row['note']} ne dit pas « {row['dossier']} »")
    return table


def source() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((HERE / "lettres.yml").read_text(encoding="utf-8"))
    return loaded


def generate() -> pd.DataFrame:
    written = source()
    table = [row for letter in written["lettres"] for row in rows(letter, written["mention"])]
    frame = pd.DataFrame(table, columns=COLUMNS)
    whole = ["debut", "fin", "gravite", "note"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def main() -> None:
    generate().to_csv(HERE / f"{HERE.name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
