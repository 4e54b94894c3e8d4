"""Un mot, plusieurs phrases, plusieurs vecteurs : ce qu'un réseau ajoute à un plongement.

Un plongement (``embeddings.py``) donne un vecteur par mot, le même partout : « contre » dans « contre la toux » et dans
« contre-indication », c'est tout un. Un transformer part de là lui aussi. Puis, couche après couche, l'attention ajoute
au vecteur de chaque token quelque chose de ses voisins (``network.py``). À la sortie, le vecteur n'est plus celui
du mot : c'est celui du mot *à cette place, dans cette phrase*.

Ce que l'on peut vérifier, couche par couche, en comparant les vecteurs d'un même mot dans plusieurs phrases : leurs
cosinus valent 1 à l'entrée, et baissent ensuite. De combien, et si cela suit le sens, c'est une mesure, pas une promesse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from chevet.lm.network import Network
from chevet.lm.world import World
from chevet.problems import CourseError, Problem


def contextual_vectors(network: Network, occurrences: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
    """Les vecteurs [n, couches + 1, d] d'un mot dans n phrases : à l'entrée du réseau, puis après chaque couche.

    Un mot fait souvent plusieurs tokens : on prend le vecteur du dernier, qui a pu lire les autres. Un modèle causal
    (GPT) ne lit que ce qui précède ; un modèle à trous (BERT) lit aussi la suite de la phrase.

    Args:
        occurrences: (phrase, mot). Compte la première fois que le mot vient.

    Raises:
        CourseError: un mot n'est pas dans sa phrase.
    """
    found = []
    for sentence, word in occurrences:
        start = sentence.find(word)
        if start < 0:
            message = f"« {word} » n'est pas dans « {sentence} »."
            raise CourseError(Problem("vecteurs contextuels", 0, message, "Recopiez-le de la phrase."))
        place = len(network.encode(sentence[: start + len(word)])) - 1
        keep: dict[str, Any] = {}
        network.forward(network.encode(sentence), keep=keep)
        found.append(keep["vectors"][:, place])
    return np.array(found, dtype=np.float64)


def uses_of(word: str, world: World) -> list[dict[str, str]]:
    """Trois phrases du monde fictif pour chaque emploi d'un mot : ce mot est dans une indication, dans un effet…

    Deux remèdes sous la même forme de phrase, puis une autre forme : deux phrases de même emploi ne se ressemblent pas
    plus, à l'œil, que deux phrases d'emplois différents.

    Raises:
        CourseError: aucune valeur de ce monde ne contient ce mot.
    """
    first, second = world.remedies[:2]
    found = []
    for attribute in world.attributes.values():
        for value in attribute.values:
            if not re.search(rf"\b{re.escape(word)}\b", value):
                continue
            forms = ((attribute.sentence, first), (attribute.sentence, second), (attribute.others[0], second))
            said = [form.format(x=remedy, v=value) for form, remedy in forms]
            found += [{"sentence": sentence, "word": word, "use": attribute.name} for sentence in said]
    if not found:
        message = f"aucune valeur du monde ne contient « {word} »."
        raise CourseError(Problem("vecteurs contextuels", 0, message, "Choisissez un mot de monde.yml."))
    return found


def compare_uses(words: Sequence[str], network: Network, world: World) -> dict[str, Any]:
    """Les phrases de ces mots et leurs vecteurs, couche par couche : ce que montre ``EmbeddingMap(mode="context")``."""
    occurrences = [use for word in words for use in uses_of(word, world)]
    layers = contextual_vectors(network, [(use["sentence"], use["word"]) for use in occurrences])
    return {"occurrences": occurrences, "layers": layers}
