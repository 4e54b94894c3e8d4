"""See words as vectors: a map, neighbours, an angle, analogies, two terms pulled apart, one word in several sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import traitlets

from chevet.lm.embeddings import project
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import ChevetWidget
from chevet.widgets.embedding_map import fallback
from chevet.widgets.embedding_map.reading import cosine, decimal, neighbours, quantise

MODES: dict[str, tuple[str, str]] = {  # mode: title, then what to predict before touching anything
    "neighbours": (
        "Les voisins d'un terme",
        "Prédisez les trois termes les plus proches. Puis choisissez un terme, dans la liste ou sur la carte.",
    ),
    "angle": (
        "L'angle de deux termes",
        "Prédisez le cosinus : plus près de 0 ou de 1 ? Puis choisissez deux termes.",
    ),
    "analogy": (
        "Calculer avec des mots",
        "Prédisez ce que donnera l'opération. Puis essayez-en d'autres : certaines trompent.",
    ),
    "pull": (
        "Écarter ces deux termes",
        "Prédisez : si l'on éloigne les deux points, que devient le cosinus ? Puis tirez.",
    ),
    "context": (
        "Un mot, plusieurs phrases",
        "Prédisez dans quelles phrases le mot garde le même vecteur. Puis changez de couche.",
    ),
}
NEEDS = {"neighbours": "a", "angle": "ab", "analogy": "abc", "pull": "ab", "context": ""}
MAX_TERMS = 200


class EmbeddingMap(ChevetWidget):
    """One instrument, five modes; a chapter shows it once per mode.

    ``EmbeddingMap(**load_clinical_space().to_state(), a="hypokaliémie")`` gives the first four arguments.

    Args:
        terms: the terms of the map, at most 200.
        vectors: their vectors [n, d], of any length: only directions count. Kept in whole thousandths.
        kinds: the kind of each term, which chooses its shape on the map.
        contexts: for each term, what was seen beside it and how often: ``[(word, count), …]``, strongest first.
        mode: ``neighbours``, ``angle``, ``analogy``, ``pull`` or ``context``.
        a, b, c: the terms shown first; by default those of the first preset. Mode ``analogy`` shows a - b + c.
        presets: choices offered: ``{"a", "b", "c"}`` as far as the mode needs them, and maybe ``"note"``, a
            sentence said while it is chosen, and ``"expected"``, the answer an analogy should give.
        occurrences: mode ``context``: sentences with one word to compare, ``{"sentence", "word", "use"}``.
        layers: mode ``context``: the vectors [n, layers + 1, d] of these words, as ``contextual_vectors`` gives them.
        title, instruction, provenance: words of the frame; by default the mode gives the first two.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    mode = traitlets.Unicode("neighbours", help="Which view is shown.").tag(sync=True)
    terms: traitlets.List[Any] = traitlets.List(help="The terms.").tag(sync=True)
    kinds: traitlets.List[Any] = traitlets.List(help="The kind of each term.").tag(sync=True)
    vectors: traitlets.List[Any] = traitlets.List(help="Thousandths of vectors of length 1.").tag(sync=True)
    contexts: traitlets.List[Any] = traitlets.List(help="For each term, [word, count]…").tag(sync=True)
    points: traitlets.List[Any] = traitlets.List(help="Place of each term on the map, in thousandths.").tag(
        sync=True
    )
    plane = traitlets.Dict(help="The map: share of variance kept, centre, axes.").tag(sync=True)
    a = traitlets.Unicode(help="First term; in mode context, the word.").tag(sync=True)
    b = traitlets.Unicode(help="Second term.").tag(sync=True)
    c = traitlets.Unicode(help="Third term.").tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List(help="Choices offered: a, b, c, expected, note.").tag(
        sync=True
    )
    occurrences: traitlets.List[Any] = traitlets.List(
        help="Mode context: before, word, after, use, vectors of each layer."
    ).tag(sync=True)
    where: Any = traitlets.Unicode("map", help="Mode pull: pull on the map, or in the space.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    PLACES: ClassVar[tuple[str, ...]] = ("map", "space")

    def __init__(
        self,
        terms: Sequence[str] = (),
        vectors: Any = (),
        *,
        kinds: Sequence[str] = (),
        contexts: Sequence[Sequence[tuple[str, int]]] = (),
        mode: str = "neighbours",
        a: str = "",
        b: str = "",
        c: str = "",
        presets: Sequence[Mapping[str, str]] = (),
        occurrences: Sequence[Mapping[str, str]] = (),
        layers: Any = (),
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        chosen = {"a": a, "b": b, "c": c}
        if presets and not (a or b or c):
            chosen |= {key: str(presets[0].get(key, "")) for key in chosen}
        if mode not in MODES:
            raise CourseError(
                _problem(f"le mode « {mode} » n'existe pas.", f"Choisissez parmi {', '.join(MODES)}.")
            )
        array, network = np.asarray(vectors, dtype=float), np.asarray(layers, dtype=float)
        if mode == "context":
            problems = _occurrence_problems(occurrences, network)
        else:
            problems = _space_problems(terms, array, kinds, contexts)
            problems += _choice_problems(mode, terms, chosen, presets) if len(terms) else []
        if problems:
            raise CourseError(problems)

        space: dict[str, Any] = {}
        if mode == "context":
            chosen = {"a": a or occurrences[0]["word"], "b": "", "c": ""}
            space["occurrences"] = [
                _occurrence_state(occurrence, vectors)
                for occurrence, vectors in zip(occurrences, network, strict=True)
            ]
        else:
            rounded = [quantise(vector) for vector in array]
            plane = project(np.array(rounded, dtype=float))
            space = {
                "terms": list(terms),
                "kinds": list(kinds) or [""] * len(terms),
                "vectors": rounded,
                "contexts": [[[word, int(n)] for word, n in known] for known in contexts],
                "points": [[round(float(x)) for x in point] for point in plane.points],
                "plane": {
                    "share": round(plane.share, 4),
                    "centre": [round(float(x)) for x in plane.centre],
                    "axes": [[round(float(x), 4) for x in axis] for axis in plane.axes],
                },
            }
        super().__init__(
            mode=mode,
            presets=[dict(preset) for preset in presets],
            title=title or fr(MODES[mode][0]),
            instruction=instruction or fr(MODES[mode][1]),
            provenance=provenance or _provenance(mode, array, network),
            **chosen,
            **space,
            **kwargs,
        )

    @traitlets.validate("a", "b", "c")
    def _known_term(self, proposal: Any) -> str:
        name, value = proposal["trait"].name, proposal["value"]
        known = [item["word"] for item in self.occurrences] if self.mode == "context" else self.terms
        if value and known and value not in known:
            raise traitlets.TraitError(f"{name} = « {value} » : ce terme n'est pas sur la carte.")
        return str(value)

    @traitlets.validate("where")
    def _known_place(self, proposal: Any) -> str:
        if proposal["value"] not in self.PLACES:
            raise traitlets.TraitError(f"where = « {proposal['value']} » : choisissez parmi map, space.")
        return str(proposal["value"])

    def number(self, term: str) -> int:
        """The number of a term in ``terms``."""
        return int(self.terms.index(term))

    def cosine(self, a: str, b: str) -> float:
        """The cosine of two terms, as the page computes it."""
        return cosine(self.vectors[self.number(a)], self.vectors[self.number(b)])

    def summary(self) -> str:
        """One line that never depends on the browser: what nbval compares."""
        if self.mode == "context":
            return f"{self.a!r}, {len(self.occurrences)} phrases"
        if self.mode in ("angle", "pull"):
            return f"{self.a}, {self.b} : {decimal(self.cosine(self.a, self.b))}"
        if self.mode == "analogy":
            return f"{self.a} − {self.b} + {self.c}"
        near = neighbours(self.vectors, self.number(self.a), 3)
        return f"{self.a} : " + ", ".join(f"{self.terms[i]} {decimal(value)}" for i, value in near)

    def fallback_html(self) -> str:
        """The same measures as text: neighbours, cosines, analogies, what pulling changes."""
        return fallback.frame(self.state())


def _provenance(mode: str, vectors: Any, layers: Any) -> str:
    if mode == "context":
        n = layers.shape[1] - 1
        layer = f"{n} couche{'s' if n > 1 else ''}"
        return fr("Vecteurs du petit modèle, {d} nombres, {layer}.", d=layers.shape[2], layer=layer)
    return fr("{n} termes, {d} nombres chacun.", n=len(vectors), d=vectors.shape[1])


def _occurrence_state(occurrence: Mapping[str, str], layers: Any) -> dict[str, Any]:
    before, _, after = occurrence["sentence"].partition(occurrence["word"])
    return {
        "before": before,
        "word": occurrence["word"],
        "after": after,
        "use": occurrence["use"],
        "vectors": [quantise(vector) for vector in layers],
    }


def _problem(message: str, remedy: str, where: str = "") -> Problem:
    return Problem("EmbeddingMap", 0, message, remedy, where)


def _space_problems(
    terms: Sequence[str], vectors: Any, kinds: Sequence[str], contexts: Sequence[Any]
) -> list[Problem]:
    if vectors.ndim != 2 or vectors.shape[0] != len(terms) or min(vectors.shape) < 4:
        shape = " × ".join(map(str, vectors.shape))
        return [
            _problem(
                f"{len(terms)} termes, et vectors est de taille {shape}.", "Donnez un vecteur par terme."
            )
        ]
    problems = []
    if len(terms) > MAX_TERMS:
        problems.append(
            _problem(f"{len(terms)} termes.", f"Gardez-en {MAX_TERMS} au plus : la page les porte.")
        )
    if twice := sorted({term for term in terms if list(terms).count(term) > 1}):
        problems.append(_problem(f"« {twice[0]} » vient deux fois.", "Gardez-en un.", "terms"))
    if not np.isfinite(vectors).all() or not np.abs(vectors).max(axis=1).all():
        problems.append(
            _problem("un vecteur est nul ou n'est pas un nombre.", "Retirez son terme.", "vectors")
        )
    problems += [
        _problem(f"{len(given)} pour {len(terms)} termes.", "Donnez-en autant, ou aucun.", name)
        for name, given in (("kinds", kinds), ("contexts", contexts))
        if given and len(given) != len(terms)
    ]
    return problems


def _choice_problems(
    mode: str, terms: Sequence[str], chosen: Mapping[str, str], presets: Sequence[Mapping[str, str]]
) -> list[Problem]:
    problems = []
    for where, choice in [
        (f"mode {mode}", chosen),
        *((f"presets, choix {i}", p) for i, p in enumerate(presets, 1)),
    ]:
        for key in NEEDS[mode]:
            if not choice.get(key):
                problems.append(_problem(f"il manque {key}.", "Donnez un terme de la carte.", where))
        for key in ("a", "b", "c", "expected"):
            if choice.get(key) and choice[key] not in terms:
                message = f"{key} vaut « {choice[key]} », qui n'est pas sur la carte."
                problems.append(_problem(message, "Choisissez un terme de terms.", where))
        problems += [
            _problem(f"la clé « {key} » est inconnue.", "Clés possibles : a, b, c, expected, note.", where)
            for key in choice
            if key not in ("a", "b", "c", "expected", "note")
        ]
    return problems


def _occurrence_problems(occurrences: Sequence[Mapping[str, str]], layers: Any) -> list[Problem]:
    if not occurrences or layers.ndim != 3 or len(layers) != len(occurrences):
        shape = " × ".join(map(str, layers.shape))
        return [
            _problem(
                f"{len(occurrences)} phrases, et layers est de taille {shape}.",
                "Donnez occurrences, et layers = contextual_vectors(…).",
                "mode context",
            )
        ]
    problems = []
    for rank, item in enumerate(occurrences, 1):
        where = f"occurrences, phrase {rank}"
        if missing := [key for key in ("sentence", "word", "use") if not item.get(key)]:
            problems.append(_problem(f"il manque {', '.join(missing)}.", "Complétez cette phrase.", where))
        elif item["word"] not in item["sentence"]:
            problems.append(_problem("word n'est pas dans sentence.", "Recopiez-le de la phrase.", where))
    return problems
