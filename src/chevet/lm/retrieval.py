"""Retrouver les fiches qui parlent de la question, avant de répondre : la recherche du RAG.

RAG (*retrieval-augmented generation*) : au lieu de demander au modèle ce dont il se souvient, on cherche d'abord les
phrases qui parlent de la question, on les met dans le contexte, et il n'a plus qu'à lire. La recherche est ici la plus
ancienne qui marche encore, TF-IDF, qu'un moteur comme Lucene n'a quittée que pour sa voisine BM25.

Chaque texte devient un vecteur, une case par terme t :

    poids(t, texte) = tf(t, texte) × idf(t)        tf : combien de fois t est dans le texte
    idf(t) = ln((1 + n) / (1 + df(t))) + 1         n : nombre de phrases ; df : combien contiennent t

« la » est partout : son idf vaut presque 1. Un nom de remède n'est que dans quelques phrases : son idf est grand, et
c'est lui qui décide. Les vecteurs sont ramenés à la longueur 1, et le score d'une phrase est leur produit scalaire, le
cosinus : 1 si les deux textes ont les mêmes termes, 0 s'ils n'en ont aucun.

Un terme peut être un mot entier (``mots``) : une faute de frappe dans le nom, et la recherche ne trouve plus rien. Ou
trois lettres de suite (``lettres``) : la faute est pardonnée, mais deux noms qui se ressemblent se confondent. Regardez
les scores avant de croire une fiche : le premier n'est pas toujours le bon, et il y a toujours un premier.

>>> cherche = Retriever(["La dose du Brabalune est de 35 zilles.", "La voie du Toudoc est la paume."])
>>> [(found.rank, round(found.score, 2)) for found in cherche.retrieve("quelle est la dose du Brabalune ?", k=2)]
[(0, 0.73), (1, 0.44)]

Sources : Spärck Jones, « A statistical interpretation of term specificity and its application in retrieval », Journal of
Documentation, 1972 ; Lewis et al., « Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks », NeurIPS 2020.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from chevet.lm.world import load_world

Unit = Literal["mots", "lettres"]

WORD = re.compile(
    r"[^\W\d_]{2,}(?:-[^\W\d_]+)*|\d+"
)  # « l’ » ne dit rien ; « contre-indication » est un seul mot
N_LETTERS = 3
DECIMALS = 9  # deux scores égaux à cette précision sont ex æquo, en Python comme en JavaScript


def words(text: str) -> list[str]:
    """Les mots d'un texte, en minuscules.

    >>> words("L’antidote du Brabalune ?")
    ['antidote', 'du', 'brabalune']
    """
    return WORD.findall(text.lower())


def letters(text: str) -> list[str]:
    """Toutes les suites de trois lettres de chaque mot ; « _ » marque ses bords.

    >>> letters("la dose")
    ['_la', 'la_', '_do', 'dos', 'ose', 'se_']
    """
    padded = (f"_{word}_" for word in words(text))
    return [word[i : i + N_LETTERS] for word in padded for i in range(len(word) - N_LETTERS + 1)]


TERMS: dict[Unit, Callable[[str], list[str]]] = {"mots": words, "lettres": letters}


@dataclass(frozen=True)
class Found:
    """Une phrase retrouvée."""

    sentence: str
    score: float  # cosinus avec la question, entre 0 et 1
    rank: int  # sa place dans la liste où l'on cherche


class Retriever:
    """Cherche dans une liste de phrases.

    Args:
        sentences: les phrases, n en tout.
        unit: ce qu'est un terme, un mot entier ou trois lettres.
    """

    def __init__(self, sentences: Sequence[str], unit: Unit = "mots") -> None:
        self.sentences = tuple(sentences)
        self.vectorizer = TfidfVectorizer(analyzer=TERMS[unit])
        self.matrix = self.vectorizer.fit_transform(
            self.sentences
        )  # [n, termes], creuse, chaque ligne de longueur 1

    def scores(self, question: str) -> NDArray[np.float64]:
        """Le score de chaque phrase, [n]. Un terme de la question qu'aucune phrase ne contient ne compte pas."""
        vector = self.vectorizer.transform([question])  # [1, termes]
        return np.asarray((self.matrix @ vector.T).toarray()).ravel()

    def retrieve(self, question: str, k: int = 3) -> list[Found]:
        """Les k meilleures phrases, la meilleure d'abord ; à égalité, dans l'ordre de la liste ; aucune de score nul.

        >>> [found.sentence for found in Retriever(["Un merle.", "Un geai."]).retrieve("le geai", k=2)]
        ['Un geai.']
        """
        scores = np.round(self.scores(question), DECIMALS)
        best = np.argsort(-scores, kind="stable")[:k]
        return [Found(self.sentences[i], float(scores[i]), int(i)) for i in best if scores[i] > 0]


@cache
def _world_retriever(unit: Unit) -> Retriever:
    return Retriever([fact.sentence for fact in load_world().facts], unit)


def retrieve(question: str, k: int = 3, unit: Unit = "mots") -> list[Found]:
    """Les k phrases de la pharmacopée fictive qui ressemblent le plus à la question ; la table entière est la fiche.

    >>> fact = load_world().facts[0]
    >>> fact.sentence in [found.sentence for found in retrieve(f"La {fact.attribute} du {fact.remedy} ?")]
    True
    """
    return _world_retriever(unit).retrieve(question, k)
