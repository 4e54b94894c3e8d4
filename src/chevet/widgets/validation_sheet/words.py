"""What one may decide, and the four steps: in the state of the widget, so that the page and the paper say the same."""

from __future__ import annotations

from collections.abc import Mapping

DECISIONS: Mapping[str, tuple[str, str]] = {
    "valider": ("Valider", "Je signe ce texte tel quel."),
    "corriger": ("Corriger", "Je signe ce texte une fois corrigé : je dis quelles phrases, et d'après quoi."),
    "rejeter": ("Rejeter", "Je ne me sers pas de ce texte : je dis pourquoi."),
}
# The four words are those of the HAS (October 2025); each question applies one to the text under the eyes.
STEPS: Mapping[str, tuple[str, str]] = {
    "apprendre": ("Apprendre", "Ce que je sais de l'outil : ce qu'il a lu, ce qu'il ne peut pas savoir."),
    "verifier": (
        "Vérifier",
        "Ce que j'ai contrôlé, et contre quoi : nombres, unités, médicaments, côtés, négations.",
    ),
    "estimer": ("Estimer", "Ce que coûterait une faute passée ; ce que l'outil m'a fait gagner ou perdre."),
    "communiquer": (
        "Communiquer",
        "À qui je dis que ce texte vient d'une machine, et ce que j'y ai changé.",
    ),
}
SOURCE = (
    "Apprendre, Vérifier, Estimer, Communiquer : Haute Autorité de santé, 2025. Les questions sont du cours."
)
