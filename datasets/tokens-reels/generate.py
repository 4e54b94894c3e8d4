"""Records how two published vocabularies cut the terms and sentences of ``textes.yml``.

Run ``npm ci`` at the root of the course, then ``python datasets/tokens-reels/generate.py``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pandas as pd
import yaml

from chevet.lm.tokenizer import show

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SEPARATOR = "|"  # between pieces; no text holds one
COLUMNS = [
    "id",
    "kind",
    "categorie",
    "langue",
    "variante",
    "texte",
    "paire",
    "tokenizer",
    "n_mots",
    "n_caracteres",
    "n_tokens",
    "pieces",
]


def without_accents(text: str) -> str:
    ligatures = text.replace("œ", "oe").replace("Œ", "OE")
    return "".join(c for c in unicodedata.normalize("NFD", ligatures) if not unicodedata.combining(c))


def read_texts() -> pd.DataFrame:
    """One row for each text to cut, without the cut."""
    source = yaml.safe_load((HERE / "textes.yml").read_text(encoding="utf-8"))
    rows = []
    number = 0
    for category, terms in source["termes"].items():
        for term in terms:
            number += 1
            pair = f"t{number:03d}"
            rows.append((f"{pair}a", "terme", category, "fr", "usuelle", term, pair))
            bare = without_accents(term)
            if bare != term and category != "chiffre":
                rows.append((f"{pair}b", "terme", category, "fr", "sans accent", bare, pair))
    for number, (french, english) in enumerate(source["phrases"], 1):
        pair = f"p{number:02d}"
        rows.append((f"{pair}fr", "phrase", "phrase", "fr", "usuelle", french, pair))
        rows.append((f"{pair}en", "phrase", "phrase", "en", "usuelle", english, pair))
    return pd.DataFrame(rows, columns=COLUMNS[:7])


def cut(texts: list[str]) -> dict[str, list[list[str]]]:
    """For each tokenizer, the pieces of each text; bytes that are no whole character as <0xC3>.

    Raises:
        RuntimeError: Node or gpt-tokenizer is missing; the message gives the remedy, in French.
    """
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("Node est introuvable : installez Node 20 ou plus, puis lancez « npm ci ».")
    if not (ROOT / "node_modules" / "gpt-tokenizer").is_dir():
        raise RuntimeError("gpt-tokenizer est absent : lancez « npm ci » à la racine du cours.")
    done = subprocess.run(
        [node, str(HERE / "decoupe.mjs")],
        input=json.dumps(texts),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"decoupe.mjs a échoué : {done.stderr.strip()}")
    found: dict[str, list[list[list[int]]]] = json.loads(done.stdout)
    for cuts in found.values():
        for text, pieces in zip(texts, cuts, strict=True):
            assert b"".join(map(bytes, pieces)).decode("utf-8") == text
    return {
        name: [[show(bytes(piece)) for piece in pieces] for pieces in cuts] for name, cuts in found.items()
    }


def generate(seed: int = 0) -> pd.DataFrame:
    """The whole table. Nothing is drawn at random: ``seed`` is here because every dataset has one."""
    texts = read_texts()
    # A word is cut as in the middle of a sentence: the space before it belongs to its first token.
    is_word = (texts["kind"] == "terme") & (texts["categorie"] != "chiffre")
    spaced = texts["texte"].where(~is_word, " " + texts["texte"]).tolist()
    tables = []
    for tokenizer, cuts in cut(spaced).items():
        table = texts.assign(
            tokenizer=tokenizer,
            n_mots=texts["texte"].str.split().str.len(),
            n_caracteres=texts["texte"].str.len(),
            n_tokens=[len(pieces) for pieces in cuts],
            pieces=[SEPARATOR.join(pieces) for pieces in cuts],
        )
        tables.append(table)
    return pd.concat(tables)[COLUMNS].reset_index(drop=True)


def main() -> None:
    generate().to_csv(HERE / f"{HERE.name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
