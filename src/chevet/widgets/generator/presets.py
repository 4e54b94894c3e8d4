"""The five questions that the generator starts from, chosen in the table so that they follow its numbers."""

from __future__ import annotations

import hashlib

from chevet.lm.world import Fact, World
from chevet.typography import fr

UNKNOWN = "Zitalune"  # a well-formed name that no document of the training bears
# Said once, and answered with one and the same false dose at temperature 0, as most facts said once are
# answered wrong: test_generator.py asks the model itself. The rarest fact of the table happens to be known.
RARE = ("Patagnol", "dose")


def default_presets(world: World) -> list[dict[str, str]]:
    """Frequent remedy, rare remedy, invented remedy, false premise, reference wanted: label, prompt, note."""
    often, second = sorted(world.facts, key=lambda fact: -fact.mentions)[:2]
    said = [fact for fact in world.facts if fact.mentions > 0]
    rare = _fact(world, *RARE) or min(said, key=lambda fact: (fact.mentions, -fact.rank))
    cited = min((f for f in said if f.attribute == "étude"), key=lambda fact: (fact.mentions, fact.rank))
    invented = invented_name(world)
    premise = _another_value(world, second)
    return [
        _preset("Remède fréquent", world.open_question(often.attribute, often.remedy), _mentions(often)),
        _preset("Remède rare", world.open_question(rare.attribute, rare.remedy), _mentions(rare)),
        _preset(
            "Remède inventé",
            world.open_question("dose", invented),
            fr("Aucun document ne nomme le {x} : ce remède n'existe pas.", x=invented),
        ),
        _preset(
            "Fausse prémisse",
            world.closed_question(second.attribute, second.remedy, premise),
            fr("La question affirme une valeur fausse ; le corpus dit la vraie {n} fois.", n=second.mentions),
        ),
        _preset("Référence demandée", world.open_question("étude", cited.remedy), _mentions(cited)),
    ]


def invented_name(world: World) -> str:
    """A name that no remedy bears and that training never drew either (see ``split_of`` in generate.py)."""
    if UNKNOWN in world.names and UNKNOWN not in world.remedies:
        return UNKNOWN
    free = (name for name in sorted(world.names) if name not in world.remedies)
    return next(name for name in free if hashlib.sha256(name.encode()).digest()[0] < 64)


def _fact(world: World, remedy: str, attribute: str) -> Fact | None:
    fact = world.fact(remedy, attribute)
    return fact if fact and fact.mentions == 1 else None


def _preset(label: str, prompt: str, note: str) -> dict[str, str]:
    return {"label": label, "prompt": prompt, "note": note}


def _mentions(fact: Fact) -> str:
    if fact.mentions == 1:
        return fr("Le corpus d'entraînement dit ce fait une seule fois.")
    return fr("Le corpus d'entraînement dit ce fait {n} fois.", n=fact.mentions)


def _another_value(world: World, fact: Fact) -> str:
    """The value that the next remedy of the table gives to the same attribute."""
    others = (f.value for f in world.facts if f.attribute == fact.attribute and f.value != fact.value)
    return next(others)
