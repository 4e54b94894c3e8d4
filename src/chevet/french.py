"""The command line in French: click asks gettext for its words, and ships none but the English ones."""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

FRENCH = {
    "Usage:": "Emploi :",
    "Options": "Options",
    "Commands": "Commandes",
    "Positional arguments": "Arguments",
    "Aborted!": "Interrompu.",
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Pour de l’aide : {command} {option}",
    "Missing command.": "il manque une commande.",
    "Missing argument": "il manque l’argument",
    "Missing option": "il manque l’option",
    "Missing parameter": "il manque le paramètre",
    "Missing parameter: {param_name}": "il manque le paramètre {param_name}",
    "No such option {name!r}.": "l’option {name} n’existe pas.",
    "No such option: {name}": "l’option {name} n’existe pas.",
    "No such command {name!r}.": "la commande « {name} » n’existe pas.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Possible options: {possibilities})": "(Possibles : {possibilities})",
    "Invalid value: {message}": "valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "valeur refusée pour {param_hint} : {message}",
    "{value!r} is not a valid {number_type}.": "{value} n’est pas un nombre entier.",
    "{value} is not in the range {range}.": "{value} n’est pas dans l’intervalle {range}.",
    "Got unexpected extra argument ({args})": "argument en trop : {args}",
    "Got unexpected extra arguments ({args})": "arguments en trop : {args}",
    "Option {name!r} requires an argument.": "l’option {name} attend une valeur.",
    "Option {name!r} does not take a value.": "l’option {name} n’attend pas de valeur.",
    "{name} {filename!r} does not exist.": "{name} {filename} n’existe pas.",
    "{name} {filename!r} is a file.": "{name} {filename} est un fichier.",
    "{name} {filename!r} is a directory.": "{name} {filename} est un dossier.",
    "file": "le fichier",
    "directory": "le dossier",
    "path": "le chemin",
    "Show this message and exit.": "Affiche cette aide.",
    "Show the version and exit.": "Affiche la version.",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "default: {default}": "par défaut : {default}",
}


def _translate(text: str) -> str:
    return FRENCH.get(text, text)


def _translate_plural(one: str, many: str, count: int) -> str:
    return _translate(one if count == 1 else many)


def speak_french() -> None:
    """Give click its French words; called once, before any command is declared."""
    for module in (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.types,
    ):
        if hasattr(module, "_"):
            module.__dict__["_"] = _translate
        if hasattr(module, "ngettext"):
            module.__dict__["ngettext"] = _translate_plural
