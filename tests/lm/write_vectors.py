"""Writes tests/vectors/bpe.json, which Python and JavaScript both run; run me after a change of the BPE."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from chevet.lm.tokenizer import train

VECTORS = Path(__file__).parents[1] / "vectors" / "bpe.json"

CORPUS = [
    "Le patient présente une dyspnée fébrile. La dyspnée est apparue hier, sans douleur thoracique.",
    "L’hémoglobine est à 9 g/dL ; l’hématocrite est basse. Pas d'hémorragie, pas d'hématurie.",
    "La fièvre est tombée, la douleur est tombée, l’appétit revient. Le patient est apyrétique.",
    "Les hémocultures sont négatives. La patiente présente une hémiplégie gauche, l’hémiface est respectée.",
    "Température : 38,2 °C. Fréquence cardiaque : 98 battements par minute. Saturation : 94 %.",
    "La cardiologue a vu la patiente « au lit ». La famille est prévenue. La famille est présente.",
]
N_MERGES = 120

TEXTS = [
    "",
    "a",
    "La dyspnée fébrile de la patiente",
    "l’hémoglobine et l'hémoglobine",
    "HÉMOGLOBINE",
    "dyspnee sans accent",
    "cœur, sœur, ŒDÈME",
    "« Où ? » — dit-il…",
    "38,2 °C ; 120/80 mmHg ; 1 250 mg",
    "deux  espaces,   trois",
    "  au début et à la fin  ",
    "une ligne\nune autre \n\tet une tabulation\r\n",
    "espace insécable :\u00a098\u202f%",
    "tiret_bas __init__",
    "m² et 10⁹/L, ½ dose, Ⅷ",
    "e\u0301 décomposé",
    "🩺 👩🏽‍⚕️ 🇫🇷",
    "μg ou µg, α, β, Ωmega",
    "٣ chiffres, 中文, русский",
    "\x1c \x85 \ufeff \u2028 signes de contrôle \x00",
    "aaaaaaa",
    "aujourd’hui d’’abord",
]
WORDS = ["hémoglobine", " présente", "hématurie", "l’hémiface est là", "œdème", "🩺", ""]


def vectors() -> dict[str, object]:
    bpe = train(CORPUS, N_MERGES)
    return {
        "about": "Written by tests/lm/write_vectors.py. Bytes that are no whole character: <0xC3>.",
        "corpus": CORPUS,
        "n_merges": N_MERGES,
        "bpe": bpe.to_state(),
        "cases": [{"text": t, "tokens": bpe.tokens(t), "ids": bpe.encode(t)} for t in TEXTS],
        "steps": [{"word": w, "steps": [asdict(step) for step in bpe.steps(w)]} for w in WORDS],
    }


def text() -> str:
    """The whole file: one case a line, so that a change can be read."""
    lines = []
    for key, value in vectors().items():
        if key in ("corpus", "cases", "steps"):
            items = ",\n  ".join(json.dumps(item, ensure_ascii=True) for item in value)
            lines.append(f' "{key}": [\n  {items}\n ]')
        else:
            lines.append(f' "{key}": {json.dumps(value, ensure_ascii=True)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    VECTORS.write_text(text(), encoding="utf-8", newline="\n")
