"""Comment un mot devient un vecteur : on compte ses voisins, on les pèse, on résume. À lire dans l'ordre.

« On connaît un mot à ses fréquentations », écrivait Firth en 1957. Ce fichier prend la phrase au mot, en cinq gestes :

1. *compter* (``count_contexts``) : chaque mot a une ligne, où l'on note combien de fois chacun des autres a été vu
   à moins de quelques mots de lui ;
2. *peser* (``ppmi``) : être vu près de « présente » ne dit rien, tous les signes le sont. Un voisin compte s'il est
   plus fréquent ici que le hasard ne le voudrait ;
3. *résumer* (``reduce_dimensions``) : quatre cents nombres par mot, presque tous nuls, deviennent trente-deux. Les
   mots qui ont les mêmes voisins se retrouvent dans la même direction ;
4. *comparer* (``cosine``) : le cosinus de l'angle de deux vecteurs. 1, même direction ; 0, rien de commun ;
5. *dessiner* (``project``) : il faut deux nombres pour une carte. Le reste est perdu, et l'on dit combien.

Nulle part on n'a dit ce qu'un mot veut dire. Deux contraires ont les mêmes voisins : ils seront donc proches.

>>> sentences = ["kaliémie basse et crampes", "kaliémie élevée et crampes", "fièvre basse et toux"]
>>> words, counts = count_contexts(sentences, window=3, minimum=2)
>>> words
('basse', 'crampes', 'kaliémie')
>>> counts
array([[0., 1., 1.],
       [1., 0., 2.],
       [1., 2., 0.]])

Sources : Firth, « A Synopsis of Linguistic Theory », 1957 ; Church et Hanks, « Word Association Norms », ACL 1989
(PMI) ; Levy, Goldberg et Dagan, « Improving Distributional Similarity », TACL 2015 ; Mikolov, Yih et Zweig,
« Linguistic Regularities », NAACL 2013 (analogies) ; Linzen, « Issues in Evaluating Semantic Spaces », 2016 (leurs pièges).
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from chevet.course import Course, find_course
from chevet.problems import CourseError, Problem

Array = npt.NDArray[np.float64]

SLUG = "cooccurrences-cliniques"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*[’']?")


def words_of(sentence: str) -> list[str]:
    """Les mots de la phrase, en minuscules, sauf les sigles. La ponctuation et les nombres sont laissés.

    >>> words_of("L’IRM de 8 h ne montre pas d’œdème.")
    ['l’', 'IRM', 'de', 'h', 'ne', 'montre', 'pas', 'd’', 'œdème']
    """
    found = WORD.findall(sentence)
    return [word if word.isupper() and word.isalpha() and len(word) > 1 else word.lower() for word in found]


# Ces mots sont près de tous les autres, et ne distinguent donc rien. « Pas », « ni », « sans » n'y sont pas : les ôter,
# comme le font bien des listes toutes prêtes, c'est effacer la négation avant d'avoir commencé.
FUNCTION_WORDS = frozenset(
    words_of(
        "a à au aux avec ce ces cet cette chez dans de des devant d’ du elle en est et il l’ la le les n’ ont par pour "
        "puis que qui s’ sous sur un une"
    )
)


def count_contexts(
    sentences: Iterable[str], *, window: int = 5, minimum: int = 6
) -> tuple[tuple[str, ...], Array]:
    """Combien de fois chaque mot a été vu près de chaque autre.

    Args:
        sentences: une voisine d'une autre phrase n'est pas une voisine.
        window: on regarde ``window`` mots avant et autant après, mots-outils retirés.
        minimum: un mot vu moins souvent n'a pas de ligne : on n'en saurait rien de sûr.

    Returns:
        les mots [V], par ordre alphabétique, et les comptes [V, V], symétriques.
    """
    kept = [[word for word in words_of(sentence) if word not in FUNCTION_WORDS] for sentence in sentences]
    seen = Counter(word for sentence in kept for word in sentence)
    words = tuple(sorted(word for word, count in seen.items() if count >= minimum))
    rows = {word: row for row, word in enumerate(words)}
    counts = np.zeros((len(words), len(words)))
    for sentence in kept:
        for place, word in enumerate(sentence):
            for other in sentence[place + 1 : place + 1 + window]:
                if word in rows and other in rows:
                    counts[rows[word], rows[other]] += 1
                    counts[rows[other], rows[word]] += 1
    return words, counts


def ppmi(counts: Array) -> Array:
    """Le poids de chaque voisin [V, V] : de combien il est plus fréquent que par hasard, en bits.

    PMI = log2( P(mot, voisin) / (P(mot) × P(voisin)) ). À 1, on les voit ensemble deux fois plus que s'ils
    s'ignoraient ; les valeurs négatives, mal connues, sont mises à 0 : d'où le second P, *positive*.

    >>> ppmi(np.array([[0.0, 3.0], [3.0, 0.0]]))
    array([[0., 1.],
           [1., 0.]])
    """
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.log2(counts / expected)
    weights: Array = np.where(counts > 0, np.maximum(information, 0), 0)
    return weights


def reduce_dimensions(matrix: Array, dimensions: int) -> tuple[Array, float]:
    """Le meilleur résumé d'une matrice [n, m] en ``dimensions`` colonnes : une SVD tronquée.

    Une SVD ne fixe pas le signe de ses colonnes : multipliée par -1, chacune est aussi bonne, et deux machines
    peuvent choisir différemment. Ici le plus grand nombre de chaque colonne, en valeur absolue, est positif.

    Returns:
        le résumé [n, dimensions], et la part de la somme des carrés qu'il garde, de 0 à 1.

    Raises:
        CourseError: autant de dimensions que de lignes ou de colonnes, ou plus : il n'y a rien à résumer.
    """
    # Ici seulement, pour que le reste du fichier se lise et s'exécute sans scikit-learn.
    from sklearn.decomposition import TruncatedSVD

    if not 0 < dimensions < min(matrix.shape):
        remedy = f"Donnez un nombre de 1 à {min(matrix.shape) - 1}."
        raise _error(f"{dimensions} dimensions pour une matrice de {matrix.shape}.", remedy)
    # ARPACK calcule la solution exacte ; random_state n'en fixe que le point de départ.
    svd = TruncatedSVD(dimensions, algorithm="arpack", random_state=0)
    reduced: Array = svd.fit_transform(matrix)
    largest = reduced[np.abs(reduced).argmax(axis=0), np.arange(dimensions)]
    reduced = reduced * np.where(largest < 0, -1.0, 1.0)
    return reduced, float((reduced**2).sum() / (matrix**2).sum())


def unit(vectors: npt.ArrayLike) -> Array:
    """Les mêmes vecteurs [..., d], ramenés à la longueur 1 : leur produit est alors leur cosinus."""
    array = np.asarray(vectors, dtype=np.float64)
    length = np.linalg.norm(array, axis=-1, keepdims=True)
    shortened: Array = array / np.where(length > 0, length, 1)
    return shortened


def cosine(u: npt.ArrayLike, v: npt.ArrayLike) -> float:
    """Le cosinus de l'angle de deux vecteurs [d], de -1 à 1.

    >>> cosine([1, 0], [1, 1])  # 45 degrés
    0.7071067811865475
    """
    return float(unit(u) @ unit(v))


@dataclass(frozen=True)
class Projection:
    """Une carte : ``points`` = (vecteurs - ``centre``) @ ``axes``.T, et la part de variance qu'elle garde."""

    points: Array  # [n, 2]
    axes: Array  # [2, d], de longueur 1
    centre: Array  # [d]
    share: float


def project(vectors: Array) -> Projection:
    """La carte à deux dimensions qui garde le plus de variance des vecteurs [n, d] : une ACP."""
    centre = vectors.mean(axis=0)
    centred = vectors - centre
    points, share = reduce_dimensions(centred, 2)
    # Les axes se retrouvent par la carte elle-même : points = centred @ axes.T, donc axes = centred.T @ points / σ².
    axes = (centred.T @ points / (points**2).sum(axis=0)).T
    return Projection(points, unit(axes), centre, share)


@dataclass(frozen=True, eq=False)
class Space:
    """Un espace de mots : leurs vecteurs, et les comptes dont ils viennent."""

    words: tuple[str, ...]
    vectors: Array  # [V, d], de longueur 1
    counts: Array  # [V, V]
    share: float  # part de la matrice pesée que les d dimensions gardent
    kinds: Mapping[str, str] = field(default_factory=dict)  # les termes que l'on montre, et leur genre

    def row(self, word: str) -> int:
        """La ligne d'un mot.

        Raises:
            CourseError: le mot n'a pas de vecteur ; le message propose ceux qui lui ressemblent.
        """
        if word not in self.words:
            near = get_close_matches(word, self.words, 3) or self.words[:3]
            raise _error(f"« {word} » n'a pas de vecteur.", f"Essayez : {', '.join(near)}.")
        return self.words.index(word)

    def cosine(self, a: str, b: str) -> float:
        """Le cosinus de deux mots."""
        return float(self.vectors[self.row(a)] @ self.vectors[self.row(b)])

    @cached_property
    def weights(self) -> Array:
        """Les comptes, pesés [V, V]."""
        return ppmi(self.counts)

    def neighbours(
        self, word: str, n: int = 5, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Les n mots de plus grand cosinus, le plus proche d'abord ; ``among`` limite le choix."""
        return self._nearest(self.vectors[self.row(word)], {word}, n, among)

    def analogy(
        self, a: str, b: str, c: str, n: int = 5, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Les n mots les plus proches de a - b + c, ces trois-là exceptés.

        « insuline - hyperglycémie + hypoglycémie » demande : ce que l'insuline est à l'hyperglycémie, qu'est-ce
        qui l'est à l'hypoglycémie ?
        """
        first, second, third = self.vectors[[self.row(a), self.row(b), self.row(c)]]
        return self._nearest(unit(first - second + third), {a, b, c}, n, among)

    def contexts(self, word: str, n: int = 5) -> list[tuple[str, int]]:
        """Les n voisins qui font le plus le vecteur d'un mot, et combien de fois on les a vus ensemble.

        Rangés par poids × compte : un voisin rare pèse beaucoup, mais ne dit pas grand-chose s'il n'est venu qu'une fois.
        """
        row = self.row(word)
        strength = self.weights[row] * self.counts[row]
        order = sorted(range(len(self.words)), key=lambda i: (-strength[i], self.words[i]))
        return [(self.words[i], int(self.counts[row, i])) for i in order[:n] if strength[i] > 0]

    def _nearest(
        self, target: Array, without: set[str], n: int, among: Collection[str] | None
    ) -> list[tuple[str, float]]:
        cosines = self.vectors @ target
        rows = [
            i for i, word in enumerate(self.words) if word not in without and (not among or word in among)
        ]
        rows.sort(key=lambda i: (-cosines[i], self.words[i]))
        return [(self.words[i], float(cosines[i])) for i in rows[:n]]

    def to_state(self, contexts: int = 8) -> dict[str, Any]:
        """De quoi dessiner la carte ailleurs : termes et genres, vecteurs, et les ``contexts`` voisins de chacun."""
        shown = list(self.kinds or self.words)
        return {
            "terms": shown,
            "kinds": [self.kinds.get(word, "") for word in shown],
            "vectors": self.vectors[[self.row(word) for word in shown]],
            "contexts": [self.contexts(word, contexts) for word in shown],
        }


def learn(sentences: Iterable[str], *, window: int = 5, minimum: int = 6, dimensions: int = 32) -> Space:
    """Les vecteurs des mots d'un corpus : les gestes 1 à 3, l'un après l'autre."""
    words, counts = count_contexts(sentences, window=window, minimum=minimum)
    vectors, share = reduce_dimensions(ppmi(counts), dimensions)
    return Space(words, unit(vectors), counts, share)


def load_clinical_space(dimensions: int = 32, course: Course | None = None) -> Space:
    """L'espace appris sur ``cooccurrences-cliniques`` ; ``kinds`` est la liste des termes que le cours montre.

    Raises:
        CourseError: le cours ou ses fichiers sont introuvables.
    """
    course = course or _nearest_course()
    tables = []
    for name in (f"{SLUG}.csv", "termes.csv"):
        path = course.datasets_dir / SLUG / name
        try:
            with path.open(encoding="utf-8", newline="") as file:
                tables.append(list(csv.DictReader(file)))
        except FileNotFoundError as error:
            message = f"le fichier {course.relative(path)} n'existe pas."
            raise _error(message, "Retrouvez-le dans git, ou lancez generate.py.") from error
    sentences, terms = tables
    space = learn((row["texte"] for row in sentences), dimensions=dimensions)
    return replace(space, kinds={row["terme"]: row["genre"] for row in terms})


def _nearest_course() -> Course:
    """Celui de $CHEVET_ROOT ou du dossier courant, sinon celui de ce fichier."""
    try:
        return find_course()
    except CourseError:
        if os.environ.get("CHEVET_ROOT"):
            raise
        return find_course(Path(__file__).parent)


def _error(message: str, remedy: str) -> CourseError:
    return CourseError(Problem("plongements", 0, message, remedy))
