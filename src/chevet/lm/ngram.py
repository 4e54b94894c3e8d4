"""Le plus simple des modèles de langue : compter ce qui suit, et prolonger. À lire du début à la fin.

Pour deviner le mot suivant, un modèle à n-grammes regarde les n - 1 derniers mots, cherche dans son corpus toutes
les fois où ils se sont suivis, et compte ce qui venait après. C'est tout ce qu'il sait. À qui lui demande une dose,
il n'ouvre aucune fiche : il prolonge les deux mots qu'il voit, « Réponse : », comme le corpus les prolonge.

>>> corpus = ["le rein filtre le sang\\n", "le cœur pompe le sang\\n"]
>>> model = NGram.train(corpus, n=2)
>>> sorted(model.counts[("le",)].items())
[('cœur', 1), ('rein', 1), ('sang', 2)]
>>> round(model.probability("sang", ["le"]), 3)  # 2 fois sur 4, et un peu de ce qu'on en sait sans contexte
0.433
>>> model.generate("le cœur", n_words=3)
'le cœur pompe le sang'

Un grand modèle fait le même travail, prolonger, avec un contexte de milliers de mots et autre chose qu'un tableau de
comptes. Ce que ce fichier montre de lui : pourquoi il répond toujours. Ce qu'il n'en montre pas : comment il généralise.

Source : Shannon, « A Mathematical Theory of Communication », 1948 (§3, des textes prolongés par comptage).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

END = "\n"  # chaque document finit par ce mot : le modèle apprend aussi à s'arrêter
PRIOR = 1.0  # poids de ce que dit un contexte plus court, compté en occurrences

# Un mot, un nombre chiffre à chiffre, ou un signe. Le retour à la ligne en est un.
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*[’']?|\d|\n|[^\w\s]")


def words_of(text: str) -> list[str]:
    """Les mots et les signes du texte.

    >>> words_of("La dose est de 35 zilles.\\n")
    ['La', 'dose', 'est', 'de', '3', '5', 'zilles', '.', '\\n']
    """
    return WORD.findall(text)


def split_documents(text: str) -> list[str]:
    """Les documents d'un corpus : une ligne chacun, ou une question et la ligne de sa réponse."""
    return [piece + END for piece in re.split(r"\n(?!Réponse :)", text) if piece]


@dataclass(frozen=True)
class NGram:
    """Un modèle appris. ``counts[contexte][mot]`` : combien de fois ce mot a suivi ce contexte de 0 à n - 1 mots."""

    n: int
    counts: Mapping[tuple[str, ...], Counter[str]]

    @classmethod
    def train(cls, documents: Iterable[str], n: int) -> NGram:
        """Compte tout ; il n'y a rien d'autre à apprendre. ``n`` : la longueur des suites comptées, mot deviné compris."""
        counts: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for document in documents:
            words = [
                END,
                *words_of(document),
            ]  # le retour à la ligne d'avant : on sait ainsi comment un texte commence
            for place in range(1, len(words)):
                for length in range(min(n, place + 1)):
                    counts[tuple(words[place - length : place])][words[place]] += 1
        return cls(n, dict(counts))

    def seen(self, context: Sequence[str]) -> tuple[tuple[str, ...], Counter[str]]:
        """Le plus long bout de contexte déjà vu, n - 1 mots au plus, et ce qui l'a suivi."""
        window = tuple(context[max(0, len(context) - self.n + 1) :])
        while window not in self.counts:
            window = window[1:]
        return window, self.counts[window]

    def probability(self, word: str, context: Sequence[str]) -> float:
        """La probabilité de ``word`` après ``context``.

        P(mot | contexte) = (compte + PRIOR × P(mot | contexte sans son premier mot)) / (total + PRIOR) : plus un contexte
        a été vu, plus on le croit ; jamais vu, on croit le plus court. Tout en bas, le vocabulaire et un mot de plus, pour
        tous ceux qu'on n'a jamais lus, se partagent une part égale. Les probabilités de ces mots font 1.
        """
        p = 1 / (len(self.counts[()]) + 1)
        for length in range(min(self.n, len(context) + 1)):
            followers = self.counts.get(tuple(context[len(context) - length :]), Counter())
            p = (followers[word] + PRIOR * p) / (followers.total() + PRIOR)
        return p

    def perplexity(self, documents: Iterable[str]) -> float:
        """Entre combien de mots également probables le modèle hésite, en moyenne, à chaque mot de ces documents.

        2 à la puissance de l'information moyenne, en bits. À mesurer sur des documents qu'il n'a pas comptés.
        """
        bits, n_words = 0.0, 0
        for document in documents:
            words = [END, *words_of(document)]
            for place in range(1, len(words)):
                bits -= math.log2(self.probability(words[place], words[max(0, place - self.n + 1) : place]))
            n_words += len(words) - 1
        return float(2 ** (bits / n_words))

    def next_words(self, context: Sequence[str]) -> list[tuple[str, float]]:
        """Ce que le corpus a mis après le plus long contexte connu, et en quelle part ; le plus fréquent d'abord."""
        _, followers = self.seen(context)
        ranked = sorted(followers.items(), key=lambda item: (-item[1], item[0]))
        return [(word, count / followers.total()) for word, count in ranked]

    def generate(self, prompt: str, *, n_words: int = 40, stream: Iterator[float] | None = None) -> str:
        """Prolonge ``prompt`` jusqu'à la fin du document, ou de ``n_words`` mots.

        Args:
            stream: des nombres de [0, 1[, un par mot à tirer (``sampling.random_stream``) ; sans lui, le mot le
                plus fréquent à chaque fois.
        """
        words = [END, *words_of(prompt)]
        for _ in range(n_words):
            word = pick(self.next_words(words), next(stream) if stream else 0.0)
            if word == END:
                break
            words.append(word)
        return join(words[1:])


def pick(choices: Sequence[tuple[str, float]], u: float) -> str:
    """Le premier mot dont la part, ajoutée à celles d'avant, dépasse ``u`` ; 0 donne donc le plus fréquent."""
    for word, share in choices:
        u -= share
        if u < 0:
            return word
    return choices[-1][0]


def recall(model: NGram, asked: Sequence[tuple[str, str]]) -> float:
    """La part des questions (début de document, réponse attendue) auxquelles le modèle répond mot pour mot."""
    return sum(model.generate(prompt) == f"{prompt} {answer}" for prompt, answer in asked) / len(asked)


def join(words: Sequence[str]) -> str:
    """Le texte de ces mots, avec les espaces du corpus : aucune avant un point ni après une apostrophe."""
    text = re.sub(r" (?=[.,\n])|(?<=[’'\n]) ", "", " ".join(words))
    return re.sub(r"(?<=\d) (?=\d)", "", text)
