"""Du numéro d'un token à la probabilité du suivant : un transformer entier, à lire du début à la fin.

Suivons un token, le dernier de « Le malade a de la ». Il entre sous la forme d'un numéro, et il en
sort un nombre pour chaque token du vocabulaire : plus il est grand, plus ce token paraît être la suite.

1. *Plongement* (``Network.embedding``). Le numéro désigne une ligne d'un tableau : d nombres, qu'on
   appelle le vecteur du token. À ce stade « la » est le même vecteur dans toutes les phrases.
2. *Attention* (``attend``). Le seul endroit où les tokens se parlent. Le nôtre pose une question
   (*query*) ; chaque token déjà lu montre une étiquette (*key*) et tient un contenu (*value*). Plus
   l'étiquette répond à la question, plus le contenu compte dans la moyenne que notre token reçoit.
   Plusieurs *têtes* le font en même temps, chacune avec ses propres questions.
3. *Calcul solitaire* (``Layer.think``). Chaque token transforme ce qu'il vient d'apprendre, sans
   regarder les autres.
4. Les étapes 2 et 3 recommencent, couche après couche. Chacune *ajoute* sa contribution au vecteur :
   rien n'est effacé, tout s'additionne.
5. *Sortie*. Le vecteur final est comparé à chaque ligne du tableau de l'étape 1 ; cette ressemblance
   est le *logit* du token de la ligne. ``sampling.py`` en fait des probabilités.

Ces cinq étapes sont numérotées dans ``Network.forward`` : c'est là qu'il faut les suivre.

Une moyenne ne sait pas dans quel ordre viennent ses termes. L'ordre des mots entre donc à part : la
première couche fait tourner questions et étiquettes d'un angle qui croît avec la position (``rotate``).

L'étape 2 à la main, pour deux tokens et des vecteurs de deux nombres :

>>> q = np.array([[1.0, 0.0], [0.0, 1.0]])  # ce que chacun demande
>>> k = np.array([[1.0, 0.0], [0.0, 1.0]])  # ce que chacun affiche : le sujet de sa propre question
>>> v = np.array([[10.0, 0.0], [0.0, 20.0]])  # ce que chacun contient
>>> received, shares = attend(q, k, v)
>>> shares.round(2)
array([[1.  , 0.  ],
       [0.33, 0.67]])
>>> received.round(1)
array([[10. ,  0. ],
       [ 3.3, 13.4]])

Le premier token ne voit que lui-même. Le second a deux scores, 0 et 1 / √2 = 0,71 ; exp(0) = 1 et
exp(0,71) = 2,03 ; les parts sont donc 1 / 3,03 = 0,33 et 2,03 / 3,03 = 0,67.

Dans les formes entre crochets : ``time`` tokens lus, ``seen`` tokens vus (les anciens compris),
``d`` la largeur d'un vecteur, ``s`` la largeur d'une tête, ``V`` la taille du vocabulaire.

Sources : Vaswani et coll., « Attention Is All You Need », NeurIPS 2017 ; Su et coll., « RoFormer »,
arXiv:2104.09864 (positions) ; Zhang et Sennrich, « Root Mean Square Layer Normalization », NeurIPS 2019.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from chevet.lm.tokenizer import Bpe
from chevet.problems import CourseError, Problem

Floats = npt.NDArray[np.floating[Any]]  # en float32 dans le modèle
Off = Collection[tuple[int, int | None]]

START = 10  # le token du retour à la ligne : il ouvre chaque texte, et sa venue en marque la fin


def rms(x: Floats) -> Floats:
    """Les mêmes vecteurs [..., d], ramenés à la même longueur : seule leur direction compte.

    Divisés par la racine de la moyenne de leurs carrés ; 1e-5 évite de diviser par zéro.
    """
    size: Floats = np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-5)
    return x / size


def rotation(places: npt.NDArray[np.int64], s: int, base: float) -> tuple[Floats, Floats]:
    """Les cosinus et les sinus [time, s/2] des angles de chaque position ``places`` [time].

    Comme les aiguilles d'une horloge, chaque paire de nombres tourne à sa vitesse : base^(-j / (s/2)).
    """
    half = s // 2
    speeds = base ** (-np.arange(half) / half)
    angles = places[:, None] * speeds
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def rotate(x: Floats, turn: tuple[Floats, Floats]) -> Floats:
    """Les vecteurs [..., time, s], dont chaque paire (j, j + s/2) a tourné de l'angle de sa position.

    Le produit de deux vecteurs ainsi tournés ne dépend que de l'écart entre leurs positions : une tête
    peut apprendre « le token d'avant », où qu'il soit.
    """
    cos, sin = turn
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def attend(q: Floats, k: Floats, v: Floats, causal: bool = True) -> tuple[Floats, Floats]:
    """Ce que chaque token reçoit des autres, et les parts de chacun dans ce qu'il reçoit.

    Args:
        q: questions [..., time, s] ; les ``time`` derniers tokens parmi les ``seen``.
        k, v: étiquettes et contenus [..., seen, s].
        causal: vrai si un token ne voit que lui-même et ceux d'avant.

    Returns:
        reçu [..., time, s] et parts [..., time, seen] ; les parts d'une ligne font 1.
    """
    time, seen = q.shape[-2], k.shape[-2]
    scores = q @ k.swapaxes(-1, -2) / math.sqrt(q.shape[-1])
    if causal and time > 1:
        place = np.arange(seen)
        scores = np.where(place > place[seen - time :, None], -np.inf, scores)  # l'avenir : part nulle
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    return shares @ v, shares


class Cache:
    """Les étiquettes et les contenus déjà calculés, tête par tête.

    Un token ne voit pas ceux d'après : les siens ne changeront donc plus. Pour lire un token de plus,
    il suffit de calculer le sien et de le comparer à ceux qu'on a gardés.
    """

    def __init__(self) -> None:
        self.length = 0  # le nombre de tokens déjà lus
        self.settings: object = None  # ceux de la lecture : on ne mélange pas deux réseaux différents
        self._kept: dict[tuple[int, int], tuple[Floats, Floats]] = {}

    def extend(self, layer: int, head: int, k: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Ajoute k et v [..., time, s] ; rend ceux de tous les tokens vus [..., seen, s]."""
        if (layer, head) in self._kept:
            old_k, old_v = self._kept[layer, head]
            k, v = np.concatenate([old_k, k], axis=-2), np.concatenate([old_v, v], axis=-2)
        self._kept[layer, head] = k, v
        return k, v


@dataclass(frozen=True)
class Layer:
    """Les poids d'une couche. ``qkv`` : les lignes des questions, des étiquettes, puis des contenus."""

    attention_norm: Floats  # [d]
    qkv: Floats  # [3d, d]
    qkv_bias: Floats  # [3d]
    out: Floats  # [d, d]
    mlp_norm: Floats  # [d]
    up: Floats  # [4d, d]
    down: Floats  # [d, 4d]

    def ask(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """Questions, étiquettes et contenus des vecteurs x [..., d] : trois tableaux [..., d]."""
        q, k, v = np.split((rms(x) * self.attention_norm) @ self.qkv.T + self.qkv_bias, 3, axis=-1)
        return q, k, v

    def think(self, x: Floats) -> Floats:
        """Le calcul solitaire [..., d] -> [..., d] : 4d détecteurs, dont seuls les positifs s'allument."""
        detectors = (rms(x) * self.mlp_norm) @ self.up.T
        return np.maximum(detectors, 0) @ self.down.T


class Network:
    """Un modèle de langue entraîné : ses poids, et de quoi lire un texte avec eux.

    ``weights.load_network()`` le construit à partir d'un fichier, et vérifie qu'il est complet.
    """

    def __init__(self, tensors: Mapping[str, Floats], metadata: Mapping[str, str]) -> None:
        """``tensors`` et ``metadata`` comme ``weights.read_safetensors`` les donne."""
        self.metadata = dict(metadata)
        self.kind = metadata["kind"]
        self.causal = metadata["causal"] == "true"
        self.n_heads = int(metadata["heads"])
        self.rope_base = float(metadata["rope_base"])
        self.rope_layers = int(metadata["rope_layers"])  # les premières couches seules voient l'ordre
        self.mask_id = int(metadata["mask_id"]) if "mask_id" in metadata else None
        self.tokenizer = Bpe(tuple((a, b) for a, b in json.loads(metadata["tokenizer"])["merges"]))
        self.embedding = tensors["embedding"]  # [V, d]
        self.embedding_norm = tensors["embedding_norm"]  # [d]
        self.final_norm = tensors["final_norm"]  # [d]
        self.vocabulary_size, self.width = self.embedding.shape
        self.head_width = self.width // self.n_heads  # s
        self.n_layers = len({name.split(".")[1] for name in tensors if name.startswith("layers.")})
        self.layers = [
            Layer(**{part.name: tensors[f"layers.{number}.{part.name}"] for part in fields(Layer)})
            for number in range(self.n_layers)
        ]

    def forward(
        self,
        ids: Sequence[int] | Sequence[Sequence[int]] | npt.NDArray[np.integer[Any]],
        cache: Cache | None = None,
        *,
        off: Off = (),
        positions: bool = True,
        keep: dict[str, Any] | None = None,
    ) -> Floats:
        """Les logits du token suivant, après chacun des tokens lus.

        Args:
            ids: numéros [time] ; ou [batch, time], plusieurs textes de même longueur à la fois.
            cache: ce qui a été lu avant ; ``ids`` en est la suite, et s'y ajoute.
            off: ce qu'on fait taire. (couche, tête) : cette tête regarde, mais rien n'en sort ;
                (couche, None) : la couche entière n'ajoute rien, ni attention ni calcul solitaire.
            positions: faux pour retirer l'ordre des mots, en laissant tous les angles à 0.
            keep: un dictionnaire, rempli de "attention" [layers, heads, time, seen], les parts de chaque
                tête, et de "vectors" [layers + 1, time, d], les vecteurs à l'entrée, puis après chaque
                couche (pour plusieurs textes, ``batch`` vient juste avant ``time``).

        Returns:
            logits [time, V] ou [batch, time, V], ceux des tokens de ``ids`` seulement.

        Raises:
            CourseError: un numéro de token, de couche ou de tête qui n'existe pas.
        """
        numbers = self._check_ids(ids)
        silent = self._check_off(off)
        past = self._resume(cache, (silent, positions))
        time = numbers.shape[-1]
        places = np.arange(past, past + time) if positions else np.zeros(time, dtype=np.int64)
        turn = rotation(places, self.head_width, self.rope_base)

        # 1. Plongement : chaque numéro devient un vecteur, la ligne de ce numéro. [time] -> [time, d]
        x = rms(self.embedding[numbers]) * self.embedding_norm
        vectors, maps = [x], []

        for number, layer in enumerate(self.layers):
            if (number, None) in silent:  # le vecteur traverse la couche sans changer
                maps += [np.zeros((*numbers.shape, past + time), np.float32)] * self.n_heads
                vectors.append(x)
                continue

            # 2. Attention : chaque tête prend sa part [time, s] des questions, étiquettes et contenus [time, d].
            q, k, v = layer.ask(x)
            heard = np.zeros_like(x)  # ce que les têtes rapportent, côte à côte
            for head in range(self.n_heads):
                part = slice(head * self.head_width, (head + 1) * self.head_width)
                query, key, value = q[..., part], k[..., part], v[..., part]
                if number < self.rope_layers:
                    query, key = rotate(query, turn), rotate(key, turn)
                if cache is not None:
                    key, value = cache.extend(number, head, key, value)  # [seen, s]
                received, shares = attend(query, key, value, self.causal)
                if (number, head) not in silent:
                    heard[..., part] = received
                maps.append(shares)
            x = x + heard @ layer.out.T

            # 3. Calcul solitaire. 4. On ajoute au vecteur, et la couche suivante recommence.
            x = x + layer.think(x)
            vectors.append(x)

        # 5. Sortie : le produit scalaire avec chaque ligne du tableau. [time, d] -> [time, V]
        logits: Floats = (rms(x) * self.final_norm) @ self.embedding.T

        if cache is not None:
            cache.length += time
        if keep is not None:
            shape = (self.n_layers, self.n_heads, *maps[0].shape)
            keep["attention"] = np.stack(maps).reshape(shape)
            keep["vectors"] = np.stack(vectors)
        return logits

    def encode(self, text: str) -> list[int]:
        """Les numéros du texte, précédés de ``START``, comme chaque texte de l'entraînement."""
        return [START, *self.tokenizer.encode(text)]

    def decode(self, ids: Iterable[int]) -> str:
        """Le texte de ces numéros."""
        return self.tokenizer.decode(ids)

    def _resume(self, cache: Cache | None, settings: object) -> int:
        """Le nombre de tokens déjà dans ``cache``, qui doit avoir été rempli avec les mêmes réglages."""
        if cache is None:
            return 0
        if not self.causal:
            message = "un modèle qui lit des deux côtés relit tout à chaque token."
            raise _error(message, "Appelez-le sans cache.")
        if cache.length and cache.settings != settings:
            raise _error("ce cache a été rempli avec d’autres réglages.", "Repartez d’un cache vide.")
        cache.settings = settings
        return cache.length

    def _check_ids(self, ids: object) -> npt.NDArray[np.int64]:
        numbers = np.asarray(ids, dtype=np.int64)
        if numbers.ndim == 0 or not numbers.size:
            raise _error("il n’y a aucun token à lire.", "Donnez au moins celui du début : START.")
        if numbers.min() < 0 or numbers.max() >= self.vocabulary_size:
            wrong = numbers.min() if numbers.min() < 0 else numbers.max()
            remedy = f"Les numéros vont de 0 à {self.vocabulary_size - 1}."
            raise _error(f"le token {wrong} n’existe pas.", remedy)
        return numbers

    def _check_off(self, off: Off) -> set[tuple[int, int | None]]:
        silent = {(layer, head) for layer, head in off}
        for layer, head in silent:
            if not (0 <= layer < self.n_layers and (head is None or 0 <= head < self.n_heads)):
                remedy = f"Couches de 0 à {self.n_layers - 1}, têtes de 0 à {self.n_heads - 1}."
                raise _error(f"on ne peut pas éteindre ({layer}, {head}).", remedy)
        return silent


def _error(message: str, remedy: str) -> CourseError:
    return CourseError(Problem("réseau", 0, message, remedy))
