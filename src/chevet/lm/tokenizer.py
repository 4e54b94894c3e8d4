"""Comment un modèle de langue découpe un texte : un BPE complet, à lire du début à la fin.

Un modèle de langue ne lit ni des lettres ni des mots, mais des *tokens* : des morceaux numérotés,
choisis une fois pour toutes avant l'entraînement du modèle. BPE (*byte pair encoding*) les choisit
en comptant : on part des plus petits morceaux possibles, on repère la paire de voisins la plus
fréquente du corpus, on la fusionne en un nouveau morceau, et on recommence.

Les plus petits morceaux sont ici les 256 octets, comme dans les tokeniseurs d'OpenAI depuis GPT-2,
et non les caractères, pour trois raisons :

* rien n'est jamais inconnu : un emoji, un « œ », une lettre grecque sont toujours des octets ;
* on voit pourquoi un accent coûte : « e » s'écrit avec un octet, « é » avec deux, « ’ » avec trois ;
* les numéros 0 à 255 ne dépendent pas du corpus, le 256 est la première fusion, et ainsi de suite.

>>> bpe = train(["fièvre", "fièvre", "lièvre"], n_merges=5)
>>> bpe.tokens("la fièvre")
['l', 'a', ' ', 'f', 'ièvre']

Source : Sennrich, Haddow et Birch, « Neural Machine Translation of Rare Words with Subword Units »,
ACL 2016, qui applique BPE aux caractères ; la variante par octets en garde la règle.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

Pair = tuple[int, int]

N_BYTES = 256

# Les segments : une fusion ne franchit jamais leur frontière, sinon « de la » deviendrait un seul
# token. Quatre sortes, essayées dans cet ordre ; ensemble, elles ne perdent aucun caractère.
SEGMENT = re.compile(
    r" ?[^\W\d_]+[’']?"  # un mot, avec l'espace qui le précède et l'apostrophe d'une élision : « l’ »
    r"|\d"  # un chiffre, toujours seul : sinon 120 et 121 seraient deux mots sans rien de commun
    r"| ?[^\w ]"  # un signe (ponctuation, emoji, retour à la ligne…), avec l'espace qui le précède
    r"|[ _]"  # ce qui reste : une espace devant un chiffre ou une autre espace, le tiret bas
)


def split(text: str) -> list[str]:
    """Les segments du texte, dans l'ordre ; mis bout à bout, ils redonnent le texte."""
    return SEGMENT.findall(text)


def merge(ids: Sequence[int], pair: Pair, new_id: int) -> list[int]:
    """La même suite, où chaque paire ``pair`` de voisins est remplacée par ``new_id``, de gauche à droite.

    >>> merge([1, 2, 3, 1, 2], (1, 2), 256)
    [256, 3, 256]
    """
    merged: list[int] = []
    i = 0
    while i < len(ids):
        if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


def train(texts: Iterable[str], n_merges: int) -> Bpe:
    """Apprend au plus ``n_merges`` fusions ; s'arrête avant si plus aucune paire ne se répète.

    À égalité de fréquence, la paire aux plus petits numéros gagne (le premier numéro d'abord, puis
    le second) : le même corpus donne donc toujours les mêmes fusions, quel que soit l'ordre des textes.
    """
    # Un mot qui revient mille fois n'est découpé qu'une fois, mais compte pour mille.
    frequencies = Counter(segment for text in texts for segment in split(text))
    words = [list(segment.encode("utf-8")) for segment in frequencies]
    weights = list(frequencies.values())

    counts: Counter[Pair] = Counter()  # combien de fois chaque paire de voisins apparaît
    places: defaultdict[Pair, set[int]] = defaultdict(set)  # dans quels mots

    def add_pairs(number: int, sign: int) -> None:
        for pair in pairwise(words[number]):
            counts[pair] += sign * weights[number]
            places[pair].add(number)

    for number in range(len(words)):
        add_pairs(number, +1)

    merges: list[Pair] = []
    while len(merges) < n_merges and counts:
        most = max(counts.values())
        if most < 2:
            break
        best = min(pair for pair, count in counts.items() if count == most)
        new_id = N_BYTES + len(merges)
        merges.append(best)
        # Seuls les mots qui contiennent la paire changent : on retire leurs paires, on fusionne, on recompte.
        for number in places.pop(best):
            add_pairs(number, -1)
            words[number] = merge(words[number], best, new_id)
            add_pairs(number, +1)
        del counts[best]
    return Bpe(tuple(merges))


@dataclass(frozen=True)
class Step:
    """Un instant du découpage : la fusion qu'on vient de faire et les tokens qu'elle laisse."""

    rank: int | None  # rang de la fusion dans ``Bpe.merges`` ; None au départ, quand tout est en octets
    ids: tuple[int, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Bpe:
    """Un tokeniseur appris : la liste de ses fusions, dans l'ordre où elles ont été apprises.

    ``merges[k]`` est la paire de numéros fusionnée à l'étape k ; le morceau obtenu porte le numéro 256 + k.
    """

    merges: tuple[Pair, ...]

    @cached_property
    def vocabulary(self) -> tuple[bytes, ...]:
        """Les octets de chaque morceau, à la place donnée par son numéro."""
        pieces = [bytes([value]) for value in range(N_BYTES)]
        for left, right in self.merges:
            pieces.append(pieces[left] + pieces[right])
        return tuple(pieces)

    @cached_property
    def _ranks(self) -> dict[Pair, int]:
        return {pair: rank for rank, pair in enumerate(self.merges)}

    def steps(self, text: str) -> list[Step]:
        """Le découpage filmé : d'abord les octets, puis une image après chaque fusion.

        La règle est de faire d'abord, partout, la fusion possible apprise le plus tôt.
        """
        words = [list(segment.encode("utf-8")) for segment in split(text)]
        steps = [self._step(None, words)]
        while (rank := self._first_merge(words)) is not None:
            words = [merge(word, self.merges[rank], N_BYTES + rank) for word in words]
            steps.append(self._step(rank, words))
        return steps

    def encode(self, text: str) -> list[int]:
        """Les numéros des tokens du texte : la dernière image de ``steps``, segment par segment."""
        ids: list[int] = []
        for segment in split(text):
            word = list(segment.encode("utf-8"))
            while (rank := self._first_merge([word])) is not None:
                word = merge(word, self.merges[rank], N_BYTES + rank)
            ids.extend(word)
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """Le texte de ces numéros. Un caractère dont il manque des octets devient « � » (U+FFFD)."""
        return b"".join(self.vocabulary[number] for number in ids).decode("utf-8", errors="replace")

    def tokens(self, text: str) -> list[str]:
        """Les tokens du texte, tels qu'on les montre à un lecteur (voir ``show``)."""
        return [show(self.vocabulary[number]) for number in self.encode(text)]

    def to_state(self) -> dict[str, object]:
        """De quoi refaire ce tokeniseur ailleurs, en JavaScript par exemple : les fusions suffisent."""
        return {"kind": "byte-bpe", "merges": [list(pair) for pair in self.merges]}

    def _first_merge(self, words: list[list[int]]) -> int | None:
        """Le rang de la fusion possible apprise le plus tôt, s'il en reste une."""
        ranks = (self._ranks[pair] for word in words for pair in pairwise(word) if pair in self._ranks)
        return min(ranks, default=None)

    def _step(self, rank: int | None, words: list[list[int]]) -> Step:
        ids = tuple(number for word in words for number in word)
        return Step(rank, ids, tuple(show(self.vocabulary[number]) for number in ids))


def show(piece: bytes) -> str:
    """Un morceau lisible ; les octets qui ne forment pas un caractère entier s'écrivent <0xC3>.

    >>> show("é".encode()), show(b" \\xc3")
    ('é', ' <0xC3>')
    """
    shown = ""
    while piece:
        try:
            return shown + piece.decode("utf-8")
        except UnicodeDecodeError as error:
            lost = "".join(f"<0x{value:02X}>" for value in piece[error.start : error.end])
            shown += piece[: error.start].decode("utf-8") + lost
            piece = piece[error.end :]
    return shown
