"""Le texte à trous : ce qu'un mot caché doit à ses deux côtés, et ce qu'on en devine du seul côté gauche.

Deux familles de modèles sortent du même transformer ; une seule ligne de ``network.py`` les sépare,
celle qui cache l'avenir.

* *GPT* lit de gauche à droite. Chaque token ne voit que ceux d'avant, et le modèle apprend à prédire
  le suivant. C'est la forme qu'il faut pour écrire, puisque la suite n'existe pas encore.
* *BERT* lit tout. Chaque token voit tous les autres ; à l'entraînement, on remplace quelques mots par
  un token spécial, le *masque*, et le modèle apprend à les retrouver. C'est une bonne forme pour lire,
  classer, comparer ; il n'écrit pas : on ne lui demande jamais la suite.

Dans « La dose du [MASQUE] est de 35 zilles par jour. », GPT devine le nom d'après « La dose du » ;
BERT sait en plus que c'est 35.

Un mot caché laisse autant de masques qu'il a de tokens, et cette longueur est déjà un indice : un mot
rare, que le tokeniseur découpe, en laisse plusieurs. BERT remplit tous les masques d'un seul coup, sans
savoir ce qu'il met dans les autres : deux moitiés de mot, chacune la meilleure, peuvent ne pas aller
ensemble. GPT, lui, remplit de gauche à droite et relit ce qu'il vient d'écrire.

Sources : Radford et coll., « Improving Language Understanding by Generative Pre-Training », OpenAI,
2018 ; Devlin et coll., « BERT: Pre-training of Deep Bidirectional Transformers », NAACL 2019.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from chevet.lm.network import START, Cache, Network
from chevet.lm.sampling import Distribution, by_rank, softmax
from chevet.lm.tokenizer import split
from chevet.problems import CourseError, Problem

MARK = "[MASQUE]"


@dataclass(frozen=True)
class Hole:
    """Un token caché : de quel mot, à quelle place, et lequel c'était, si on l'a dit."""

    word: int  # rang de la marque dans le texte, à partir de 0
    place: int  # place parmi les numéros du texte
    expected: int | None


@dataclass(frozen=True)
class Guess:
    """Ce qu'un modèle met dans un trou : les probabilités [V] de tous les tokens."""

    hole: Hole
    probabilities: Distribution

    def top(self, count: int = 5) -> list[tuple[int, float]]:
        """Les tokens les plus probables et leur probabilité, le premier d'abord."""
        return [
            (int(token), float(self.probabilities[token])) for token in by_rank(self.probabilities)[:count]
        ]


def hide(network: Network, text: str, words: Sequence[str] = ()) -> tuple[list[int], list[Hole]]:
    """Les numéros du texte, début et fin compris, et les trous que laissent ses marques ``[MASQUE]``.

    Args:
        words: les mots cachés, un par marque, dans l'ordre. On découpe alors le texte entier, et chaque
            segment qui touche un mot caché disparaît, avec l'espace qu'il emporte. Sans eux, une marque
            vaut un token.

    Raises:
        CourseError: aucune marque, ou un autre nombre de mots que de marques.
    """
    pieces = text.split(MARK)
    n_marks = len(pieces) - 1
    if not n_marks:
        raise _error("rien n’est caché dans ce texte.", f"Remplacez un mot par {MARK}.")
    if not words:
        return _hide_tokens(network, pieces)
    if len(words) != n_marks or not all(words):
        raise _error(f"{len(words)} mots pour {n_marks} marques {MARK}.", "Donnez un mot par marque.")

    # Où commence et finit chaque mot caché, en caractères.
    spans = []
    place = len(pieces[0])
    for word, piece in zip(words, pieces[1:], strict=True):
        spans.append((place, place + len(word)))
        place += len(word) + len(piece)

    whole = "".join(piece + word for piece, word in zip(pieces, [*words, ""], strict=True))
    ids, holes = [START], []
    end = 0
    for segment in split(whole):
        start, end = end, end + len(segment)
        touched = [number for number, (first, last) in enumerate(spans) if start < last and first < end]
        for token in network.tokenizer.encode(segment):
            holes += [Hole(number, len(ids), token) for number in touched[:1]]
            ids.append(token)
    return [*ids, START], holes


def _hide_tokens(network: Network, pieces: Sequence[str]) -> tuple[list[int], list[Hole]]:
    """Comme ``hide``, quand on ne connaît pas les mots cachés : un seul token par marque."""
    ids, holes = [START], []
    for number, piece in enumerate(pieces):
        if number:
            holes.append(Hole(number - 1, len(ids), None))
            ids.append(START)  # ce numéro ne sera pas lu : c'est un trou
        before_mark = number < len(pieces) - 1
        # Un token emporte l'espace qui précède son mot : elle est donc sous le masque, elle aussi.
        ids += network.tokenizer.encode(piece.removesuffix(" ") if before_mark else piece)
    return [*ids, START], holes


def fill(network: Network, text: str, words: Sequence[str] = ()) -> list[Guess]:
    """Ce qu'un modèle masqué met dans chaque trou, en lisant les deux côtés d'un seul coup.

    Args:
        network: de sorte « masked ».
        text, words: comme dans ``hide``.

    Raises:
        CourseError: le modèle n'a pas de masque, ou voir ``hide``.
    """
    if network.mask_id is None:
        raise _error(
            "ce modèle n’a pas appris à retrouver un mot caché.", "Chargez celui de sorte « masked »."
        )
    ids, holes = hide(network, text, words)
    for hole in holes:
        ids[hole.place] = network.mask_id
    logits = network.forward(ids)  # [time, V]
    return [Guess(hole, softmax(logits[hole.place])) for hole in holes]


def fill_left(network: Network, text: str, words: Sequence[str] = ()) -> list[Guess]:
    """Ce qu'un GPT met dans chaque trou, d'après ce qui le précède seulement.

    Dans un trou, il écrit son meilleur token, puis continue sa lecture ; à droite du dernier trou, il
    ne lit rien.

    Args:
        network: de sorte « gpt ».
        text, words: comme dans ``hide``.

    Raises:
        CourseError: le modèle lit des deux côtés, ou voir ``hide``.
    """
    if not network.causal:
        raise _error("ce modèle lit des deux côtés.", "Chargez celui de sorte « gpt ».")
    ids, holes = hide(network, text, words)
    cache = Cache()
    guesses = []
    read = 0
    for hole in holes:
        logits = network.forward(ids[read : hole.place], cache)[-1]
        guesses.append(Guess(hole, softmax(logits)))
        ids[hole.place] = guesses[-1].top(1)[0][0]
        read = hole.place
    return guesses


def filled(network: Network, guesses: Sequence[Guess]) -> list[str]:
    """Le texte le plus probable de chaque mot caché : le meilleur token de chacun de ses trous."""
    return [
        network.decode(guess.top(1)[0][0] for guess in group)
        for _, group in groupby(guesses, key=lambda guess: guess.hole.word)
    ]


def _error(message: str, remedy: str) -> CourseError:
    return CourseError(Problem("texte à trous", 0, message, remedy))
