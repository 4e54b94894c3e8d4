"""What a gesture makes an instrument say: read where a screen reader reads it, in Chromium's accessibility tree.

The names of all that takes the focus are held by test_pages.py, on the pages that it has open.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from chevet.site.assets import widget_folders

from .conftest import Island, Reader, chapters
from .test_widgets import WATCH, first_of_each_widget, mount, operate

pytestmark = pytest.mark.browser

# For the first of each widget: the controls used, one after the other, and what is then said.
SAYS: dict[str, tuple[list[str], str]] = {
    "attention_view": (["couche 1, tête 2"], "^Couche 1, tête 2 : «"),
    "calibration": (["dernières"], "^Aucune dernière réponse avec certitude"),
    "embedding_map": (["button migraine"], "^Les plus proches de « migraine » :"),
    "explore": (["range Étapes"], r"^Après \d+ étapes :"),
    "fill_mask": (["button du$"], "^Le mot « du » est caché"),
    "footprint": (["radio Eau"], "m³ par an"),
    "generator": (["radio Dose souvent lue"], "^Aucun énoncé encore avec ces réglages"),
    "hallucination_lab": (["range Réponses fausses"], "^Votre prédiction est posée"),
    "next_token": (["range Selon vous", "Dévoiler"], "le modèle donne"),
    "preference_lab": (["Descendre la réponse A"], "^Réponse A : rang 2 sur 10"),
    "quiz": (["radio ", "submit"], "^Réponse gardée"),
    "reading_study": (["Commencer l’étude", "submit"], "^Choisissez une réponse"),
    "revision": (["submit Commencer"], "^Pas encore"),
    "subgroup_audit": (["La spécificité"], "^Un seuil par groupe"),
    "threshold_explorer": (["range Seuil d’alerte"], "^Sur 1 000 séjours"),
    "token_explorer": (["Votre texte"], r"^\d+ caractères, \d+ mots"),
    "validation_sheet": (["submit"], "^Rien n’est daté"),
}

ALONE = "() => document.querySelector('main').replaceChildren(island)"


def said(session: CDPSession) -> list[str]:
    """What each region says that Chromium announces when it changes, in the order of the page."""
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}

    def text(node: dict) -> str:  # type: ignore[type-arg]  # as the protocol gives it
        if node["role"]["value"] == "StaticText":
            return str(node["name"]["value"])
        return " ".join(
            filter(None, (text(nodes[child]) for child in node.get("childIds", []) if child in nodes))
        )

    def is_told(node: dict) -> bool:  # type: ignore[type-arg]
        live = (one["value"]["value"] for one in node.get("properties", []) if one["name"] == "live")
        return (
            not node["ignored"]
            and node["role"]["value"] in ("status", "log", "alert")
            and next(live, "off") != "off"
        )

    return [" ".join(text(node).split()) for node in nodes.values() if is_told(node)]


SPOKEN = """(expected) => [...document.querySelectorAll("[role=status], [role=log], [role=alert], [aria-live], output")]
  .some((e) => new RegExp(expected).test(e.textContent.replace(/\\s+/g, " ").trim()))"""


def test_every_widget_has_its_gesture() -> None:
    assert set(SAYS) == {folder.name for folder in widget_folders()}, "one line of SAYS for each widget"


@pytest.mark.parametrize("island", first_of_each_widget(), ids=str)
def test_a_gesture_is_announced(island: Island, reader: Callable[..., Reader]) -> None:
    gestures, expected = SAYS[island.widget]
    visitor = reader(init_script=WATCH)
    page = visitor.open(island.page, to_the_end=False)
    mount(visitor, island)
    page.evaluate(ALONE)  # the tree of a whole chapter is long
    session = page.context.new_cdp_session(page)
    before = said(session)
    for gesture in gestures:
        names = page.evaluate("() => names()")
        number = next((i for i, name in enumerate(names) if re.search(gesture, name)), None)
        assert number is not None, f"{gesture} is none of {names}"
        operate(visitor, number)
    # Some answers wait for a file: the text is there before the tree is read again.
    with contextlib.suppress(PlaywrightTimeoutError):
        page.wait_for_function(SPOKEN, arg=expected, timeout=10_000)
    new = [text for text in said(session) if text not in before]
    assert [text for text in new if re.search(expected, text)], new


# For each question of the page: what is missing or wrong once « Valider » is pressed, and what its fields are told with.
FAULTS = """() => [...document.querySelectorAll("form.chevet-quiz, .chevet-quiz form")].flatMap((form) => {
  const send = form.querySelector("[type=submit]");
  const text = form.querySelector("input[type=text]");
  if (!send || form.querySelector(".chevet-ann-line")) return [];
  send.click();
  const of = (e) => (e?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const told = text ?? form.querySelector("fieldset");
  const shown = text ? form.querySelector(".chevet-error")?.textContent : send.ariaDisabled === "true" ? of(send) : "";
  return shown ? [{ shown, tied: of(told).includes(shown), invalid: !text || text.ariaInvalid === "true" }] : [];
})"""


def test_a_fault_is_tied_to_its_field(reader: Callable[..., Reader]) -> None:
    """An answer that is empty or not chosen: the words of the fault are those of the field, not only beside it."""
    found = reader().open(chapters()[0]).evaluate(FAULTS)
    assert len(found) > 2
    assert [one for one in found if not (one["tied"] and one["invalid"])] == []
