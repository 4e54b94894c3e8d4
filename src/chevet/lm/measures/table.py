"""La table des mesures : l'écrire, la relire, et en tirer les chiffres que l'on cite."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import astuple, fields

from chevet.course import Course
from chevet.lm.measures.counts import MEAN, Row
from chevet.lm.world import nearest_course
from chevet.problems import CourseError, Problem

SLUG = "mesures-petit-modele"
SHIPPED = "gpt-1"  # le modèle livré avec le cours ; les autres graines sont gpt-2, gpt-3

# Les chiffres que l'on cite : nom, puis experience, condition, statistique de leur ligne, et ce que l'on en dit.
SUMMARY = {
    "recall_30": (("mentions", "30+", "vrai"), "faits dits au moins 30 fois\u00a0: réponses vraies"),
    "recall_10_29": (("mentions", "10-29", "vrai"), "faits dits de 10 à 29 fois\u00a0: réponses vraies"),
    "recall_4_9": (("mentions", "4-9", "vrai"), "faits dits de 4 à 9 fois\u00a0: réponses vraies"),
    "never_said_hallucinated": (("mentions", "0", "hallucine"), "faits jamais dits\u00a0: réponses fausses"),
    "absent_hallucinated": (("inconnu", "toutes", "hallucine"), "remèdes jamais vus\u00a0: réponses fausses"),
    "context_right": (("fiche", "une", "juste"), "fiche d’un fait\u00a0: réponses justes"),
    "three_facts_right": (
        ("fiche", "trois-faits", "juste"),
        "fiche de trois faits du remède\u00a0: réponses justes",
    ),
    "distractor_right": (("fiche", "deux", "juste"), "fiche de deux remèdes\u00a0: réponses justes"),
    "distractor_same_suffix_right": (
        ("fiche", "deux-meme-suffixe", "juste"),
        "fiche de deux remèdes de même fin\u00a0: réponses justes",
    ),
    "four_right": (("fiche", "quatre", "juste"), "fiche de quatre remèdes\u00a0: réponses justes"),
    "four_same_suffix_right": (
        ("fiche", "quatre-meme-suffixe", "juste"),
        "fiche de quatre remèdes de même fin\u00a0: réponses justes",
    ),
    "other_words_right": (
        ("fiche", "autres-mots", "juste"),
        "fiche de deux remèdes, en d’autres mots\u00a0: réponses justes",
    ),
    "other_remedy_abstains": (
        ("fiche", "autre-remede", "juste"),
        "fiche d’un autre remède\u00a0: abstentions",
    ),
    "absent_abstains": (("fiche", "absent", "juste"), "fiche muette sur ce fait\u00a0: abstentions"),
    "retrieval_hallucinated": (
        ("rag", "toutes", "hallucine"),
        "fiches retrouvées, remèdes connus\u00a0: réponses fausses",
    ),
    "conflict_follows_sheet": (
        ("conflit", "toutes", "suit-la-fiche"),
        "fiche qui contredit la mémoire\u00a0: la fiche l’emporte",
    ),
    "true_premise_yes": (("premisse", "vraie/toutes", "oui"), "prémisse vraie\u00a0: «\u00a0Oui\u00a0»"),
    "false_premise_yes": (("premisse", "fausse/toutes", "oui"), "prémisse fausse\u00a0: «\u00a0Oui\u00a0»"),
    "auroc_probability": (("detection", "probabilite", "auroc"), "AUROC de la probabilité"),
    "auroc_entropy": (("detection", "entropie", "auroc"), "AUROC de l’entropie"),
    "auroc_agreement": (("detection", "auto-coherence", "auroc"), "AUROC de l’auto-cohérence"),
    "copy": (("circuits", "aucun", "copie"), "modèle entier\u00a0: copie"),
    "memory": (("circuits", "aucun", "memoire"), "modèle entier\u00a0: mémoire"),
    "copy_without_copy_heads": (
        ("circuits", "tetes-de-copie", "copie"),
        "têtes de copie éteintes\u00a0: copie",
    ),
    "memory_without_copy_heads": (
        ("circuits", "tetes-de-copie", "memoire"),
        "têtes de copie éteintes\u00a0: mémoire",
    ),
    "copy_without_last_layer": (
        ("circuits", "derniere-couche", "copie"),
        "dernière couche éteinte\u00a0: copie",
    ),
    "memory_without_last_layer": (
        ("circuits", "derniere-couche", "memoire"),
        "dernière couche éteinte\u00a0: mémoire",
    ),
}


def to_csv(found: Sequence[Row]) -> bytes:
    """La table, en octets : les mêmes lignes donnent toujours le même fichier."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(Row)])
    writer.writerows(astuple(row) for row in found)
    return text.getvalue().encode()


def load_rows(course: Course) -> list[Row]:
    """Les lignes de la table.

    Raises:
        CourseError: la table manque.
    """
    path = course.datasets_dir / SLUG / f"{SLUG}.csv"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        where = course.relative(path)
        raise CourseError(
            Problem(where, 0, "la table n'existe pas.", "Mesurez le modèle : chevet lm evaluer.")
        ) from error
    return [
        Row(
            r["modele"],
            r["experience"],
            r["condition"],
            r["statistique"],
            int(r["n"]),
            float(r["valeur"]),
            float(r["bas"]),
            float(r["haut"]),
        )
        for r in csv.DictReader(io.StringIO(text, newline=""))
    ]


def summary(found: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Les chiffres que l'on cite, {value, low, high, n} : la moyenne des modèles si elle existe, sinon le modèle livré.

    Raises:
        CourseError: il manque une ligne à la table.
    """
    model = quoted(found)
    by_key = {(r.experience, r.condition, r.statistique): r for r in found if r.modele == model}
    if missing := ["/".join(key) for key, _ in SUMMARY.values() if key not in by_key]:
        message = f"il manque {', '.join(missing)} de {model}."
        raise CourseError(Problem(f"datasets/{SLUG}/{SLUG}.csv", 0, message, "Relancez chevet lm evaluer."))
    lines = {name: by_key[key] for name, (key, _) in SUMMARY.items()}
    return {name: {"value": r.valeur, "low": r.bas, "high": r.haut, "n": r.n} for name, r in lines.items()}


def quoted(found: Sequence[Row]) -> str:
    """Le modèle que l'on cite : la moyenne, s'il y en a plusieurs."""
    return MEAN if any(r.modele == MEAN for r in found) else SHIPPED


def describe(found: Sequence[Row]) -> list[str]:
    """Les mêmes chiffres, une ligne chacun : « 97,0 % [93,1 ; 98,7] (n = 132) »."""
    who = {MEAN: "moyenne des modèles entraînés", SHIPPED: "modèle livré"}[quoted(found)]
    lines = [f"{who}, intervalles à 95\u00a0%"]
    for name, r in summary(found).items():
        value, low, high = (f"{100 * r[key]:.1f}".replace(".", ",") for key in ("value", "low", "high"))
        lines.append(f"{SUMMARY[name][-1]:<60}{value:>6}\u00a0% [{low}\u202f; {high}]  n = {r['n']}")
    return lines


def load_copy_heads(course: Course | None = None) -> dict[str, list[tuple[int, int]]]:
    """Pour chaque modèle mesuré, les têtes de copie que l'évaluation a trouvées, (couche, tête) à partir de 0.

    Raises:
        CourseError: origin.json manque.
    """
    course = course or nearest_course()
    path = course.datasets_dir / SLUG / "origin.json"
    try:
        found = json.loads(path.read_bytes())["copy_heads"]
    except FileNotFoundError as error:
        where = course.relative(path)
        raise CourseError(
            Problem(where, 0, "le fichier n'existe pas.", "Mesurez le modèle : chevet lm evaluer.")
        ) from error
    return {model: [(layer, head) for layer, head in heads] for model, heads in found.items()}
