"""Toute l'évaluation du petit modèle, du fichier de poids à la table que lisent les chapitres.

    chevet lm evaluer --modele gpt-1.safetensors --modele gpt-2.safetensors --modele gpt-3.safetensors

Chaque chiffre du cours sur ce modèle est une ligne de cette table : ce qu'on a demandé (``experience``, ``condition``), ce
qu'on a compté (``statistique``), sur combien de cas, et l'intervalle à 95 %. Ce qui est jugé est ce que le modèle *écrit*,
jamais la probabilité d'une réponse qu'on lui souffle. Les expériences sont dans ``chevet.lm.measures``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from chevet.course import Course
from chevet.lm.measures import circuits, doubt, memory, sheets
from chevet.lm.measures.bench import Bench, load_kept
from chevet.lm.measures.circuits import Heads
from chevet.lm.measures.counts import Measure, Row, rows
from chevet.lm.measures.table import SHIPPED, SLUG, to_csv
from chevet.lm.weights import FOLDER, load_network
from chevet.lm.world import SLUG as WORLD
from chevet.lm.world import load_world
from chevet.writing import write_all

WEIGHTS = FOLDER / "gpt.safetensors"
SHIPPED_FILE = "src/chevet/lm/weights/gpt.safetensors"  # le même fichier, depuis la racine du cours
INPUTS = ("monde.yml", f"{WORLD}.csv", "evaluation.csv")  # ce dont la table dépend, hors des modèles

Progress = Callable[[str], object]


@dataclass(frozen=True)
class Evaluation:
    """Ce qu'on a mesuré d'un modèle."""

    measures: tuple[Measure, ...]
    copy_heads: Heads  # (couche, tête) de celles qu'il suffit d'éteindre pour que la copie tombe


def load_bench(course: Course, path: Path = WEIGHTS) -> Bench:
    """Le modèle de ce fichier devant les questions du cours.

    Raises:
        CourseError: un fichier manque ou ne se lit pas.
    """
    return Bench(load_network(path=path), load_world(course), load_kept(course))


def evaluate(bench: Bench, progress: Progress = print) -> Evaluation:
    """Toutes les expériences, dans l'ordre de la table. Compter quelques minutes pour un modèle."""
    from chevet.lm.retrieval import retrieve  # scikit-learn n'est chargé que si l'on mesure

    measures: list[Measure] = []
    experiments: dict[str, Callable[[Bench], list[Measure]]] = {
        "mentions": memory.mentions,
        "température": memory.temperature,
        "top-p": memory.top_p,
        "remèdes inconnus": memory.unknown,
        "références inventées": memory.reference,
        "prémisses": memory.premise,
        "fiches": sheets.sheet,
        "fiches retrouvées": lambda b: sheets.retrieved(b, lambda q: [f.sentence for f in retrieve(q, k=3)]),
        "fiches qui contredisent": sheets.conflict,
        "calibration": doubt.calibration,
        "détection": doubt.detection,
    }
    for name, experiment in experiments.items():
        progress(name)
        measures += experiment(bench)
    progress("têtes de copie")
    heads = circuits.copy_heads(bench)
    progress("circuits")
    measures += circuits.circuits(bench, heads)
    return Evaluation(tuple(measures), heads)


def evaluate_models(course: Course, paths: Sequence[Path], folder: Path, progress: Progress = print) -> Path:
    """Mesure ces modèles, dans l'ordre gpt-1, gpt-2…, et écrit dans ``folder`` la table et son origine.

    Args:
        course: le cours dont viennent les questions.
        paths: un fichier de poids par modèle ; le premier est celui que le cours livre.
        folder: créé s'il manque.
        progress: reçoit « gpt-1 : température ».

    Raises:
        CourseError: un fichier manque ou ne se lit pas. Rien n'est alors écrit.
    """
    models = {f"gpt-{number}": path for number, path in enumerate(paths, 1)}
    benches = {
        model: load_bench(course, path) for model, path in models.items()
    }  # toute erreur, avant des minutes
    if len(models) == 1:
        found = {model: evaluate(bench, _of(model, progress)) for model, bench in benches.items()}
    else:  # un modèle par cœur : ils ne partagent rien
        with ProcessPoolExecutor(min(len(models), os.cpu_count() or 1)) as pool:
            waiting = {
                model: pool.submit(_evaluate_file, course.root, path) for model, path in models.items()
            }
            found = {}
            for model, evaluation in waiting.items():
                found[model] = evaluation.result()
                progress(f"{model} : mesuré")
    table = to_csv(rows({model: evaluation.measures for model, evaluation in found.items()}))
    inputs = [course.datasets_dir / WORLD / name for name in INPUTS]
    digests = {model: sha256(path.read_bytes()) for model, path in models.items()}
    origin = {
        "table": sha256(table),
        "models": digests,
        "copy_heads": {model: [list(head) for head in one.copy_heads] for model, one in found.items()},
        # Ce dont la table dépend : si le modèle livré n'est plus celui qu'on a mesuré en premier, « chevet check » le dit.
        "files": {SHIPPED_FILE: digests[SHIPPED]}
        | {course.relative(path): sha256(path.read_bytes()) for path in inputs},
    }
    text = json.dumps(origin, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    # Les deux ensemble : une table sans son origine passerait pour celle d'un autre modèle.
    return write_all(folder, {f"{SLUG}.csv": table, "origin.json": text.encode()})[0]


def _evaluate_file(root: Path, path: Path) -> Evaluation:
    return evaluate(load_bench(Course(root), path), lambda _: None)


def _of(model: str, progress: Progress) -> Progress:
    return lambda name: progress(f"{model} : {name}")


def recompute(course: Course) -> list[Row]:
    """Quelques lignes du modèle livré, refaites en quelques secondes : de quoi voir que la table est bien la sienne."""
    bench = load_bench(course)
    whole = [m for m in memory.mentions(bench) if m.condition == "toutes"]
    return rows({SHIPPED: [*whole, *sheets.read_sheets(bench, "deux", bench.kept["deux"])]})


def sha256(content: bytes) -> str:
    """L'empreinte de ce contenu : un octet change, elle change toute."""
    return hashlib.sha256(content).hexdigest()
