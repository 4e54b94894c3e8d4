"""The report of a cohort: one HTML file that asks nothing of anybody, neither a script nor another file."""

from __future__ import annotations

from importlib.resources import files

from chevet.cohort import html
from chevet.cohort.html import NBSP, THIN, Safe, anchor, number, percent, safe, several, table, with_interval
from chevet.cohort.item_report import item_section
from chevet.cohort.sheet import FEWEST, CohortSheet, ThemeFigures
from chevet.policy import sealed

KINDS = {"à reprendre": "again", "acquis": "known"}
LISTED = 8  # questions of a theme beyond which naming them helps nobody


def render(sheet: CohortSheet) -> str:
    """The page."""
    style = files("chevet.cohort").joinpath("report.css").read_text(encoding="utf-8")
    parts = [
        ("bref", "En bref", _brief(sheet)),
        ("themes", "Ce qui est à reprendre", _themes(sheet)),
        ("questions", "Les questions", _overview(sheet)),
        ("baremes", "Barème de l’EDN et note de Moodle", _moodle(sheet)),
        ("certitude", "Ce que valait leur certitude", _certainty(sheet)),
        ("detail", "Question par question", Safe("".join(item_section(item, sheet) for item in sheet.items))),
        ("limites", "Ce que ces chiffres ne disent pas", _limits(sheet)),
        ("lecture", "Ce qui a été lu", html.items(sheet.notes)),
    ]
    parts = [part for part in parts if part[2]]
    links = "".join(f'<li><a href="#{key}">{safe(title)}</a></li>' for key, title, _ in parts)
    body = "".join(f'<h2 id="{key}">{safe(title)}</h2>\n{content}' for key, title, content in parts)
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{sealed(style)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>Chevet : résultats d’une cohorte</title>\n<style>{style}</style>\n</head>\n"
        f'<body>\n<main>\n<h1>Résultats d’une cohorte</h1>\n<nav aria-label="Sections"><ul>{links}</ul></nav>\n{body}'
        "</main>\n</body>\n</html>\n"
    )


def _brief(sheet: CohortSheet) -> Safe:
    said: str = html.paragraph(
        f"{several(sheet.learners, 'apprenant')}, {several(len(sheet.items), 'question')}, "
        f"{several(sheet.answers, 'réponse')}. Aucun nom n’a été gardé."
    )
    if sheet.is_small:
        said += html.paragraph(
            f"Moins de {FEWEST} apprenants{NBSP}: les chiffres sont donnés avec leur intervalle, aucun verdict n’est "
            "rendu. Un intervalle large n’est pas un défaut du calcul, c’est ce que l’effectif permet de savoir.",
            "small",
        )
    lines: list[object] = []
    suspects = [item for item in sheet.items if any(word.startswith("clé") for word in item.verdicts)]
    again = [theme for theme in sheet.objectives if theme.verdict == "à reprendre"]
    if suspects:
        links = ", ".join(f'<a href="#{anchor(item.item)}">{safe(item.item)}</a>' for item in suspects)
        lines.append(Safe(f"{safe(several(len(suspects), 'clé'))} à vérifier{NBSP}: {links}."))
    if again:
        lines.append(
            f"{several(len(again), 'objectif')} à reprendre (toute la fourchette sous {percent(sheet.threshold)})."
        )
    if not sheet.is_small and not suspects:
        lines.append("Aucune clé suspecte.")
    if sheet.alpha.value is not None:
        lines.append(
            f"Alpha de Cronbach{NBSP}: {number(sheet.alpha.value)} {html.interval(sheet.alpha)}, sur "
            f"{several(sheet.complete, 'apprenant')} ayant rencontré toutes les questions."
        )
    else:
        lines.append(
            "Pas d’alpha de Cronbach : il demande au moins deux questions, et des apprenants qui les ont toutes rencontrées."
        )
    said += html.items(lines)
    said += html.bars(sheet.marks, "Apprenants par note sur 20 ; les effectifs sont dans le tableau qui suit")
    rows = [(f"de {band} à {band + 1}", html.count(n)) for band, n in enumerate(sheet.marks) if n]
    said += "<details><summary>Effectifs par note sur 20</summary>\n"
    said += table(
        "Note sur 20 (barème de Chevet) : de la première, comprise, à la seconde",
        ("Note", "Apprenants"),
        rows,
    )
    return Safe(said + "</details>\n")


def _themes(sheet: CohortSheet) -> Safe:
    said: str = html.paragraph(
        f"Moyenne des apprenants sur les questions de chaque objectif, la plus basse d’abord. «{NBSP}À reprendre{NBSP}»{NBSP}: "
        f"toute la fourchette est sous {percent(sheet.threshold)}{THIN}; «{NBSP}acquis{NBSP}»{NBSP}: toute la fourchette "
        "est au-dessus.",
        "note",
    )
    for caption, name, themes in (
        ("Par objectif du programme", "Objectif", sheet.objectives),
        ("Par chapitre", "Chapitre", sheet.chapters),
    ):
        if themes:
            heads = (name, "Moyenne [95 %]", "Apprenants", "Verdict", "Questions")
            said += table(caption, heads, [_theme(theme, sheet) for theme in themes], words=(3, 4))
    return Safe(said)


def _theme(theme: ThemeFigures, sheet: CohortSheet) -> tuple[str, *tuple[object, ...]]:
    label = f"{theme.theme} — {theme.label}" if theme.label else theme.theme
    verdict = Safe(f'<span class="{KINDS.get(theme.verdict, "")}">{safe(theme.verdict or "—")}</span>')
    shown = {item.item for item in sheet.items}
    told = [item for item in theme.items if item in shown]
    links = ", ".join(f'<a href="#{anchor(item)}">{safe(item)}</a>' for item in told)
    named = f"{NBSP}: {links}" if len(told) <= LISTED else ""
    return (
        label,
        with_interval(theme.mean, True, (0, 1)),
        html.count(theme.n),
        verdict,
        Safe(f"{safe(several(len(told), 'question'))}{named}"),
    )


def _overview(sheet: CohortSheet) -> Safe:
    rows = [
        (
            Safe(f'<a href="#{anchor(item.item)}">{safe(item.item)}</a>'),
            html.count(item.n),
            with_interval(item.difficulty, False, (0, 1)),
            with_interval(item.discrimination, False, (-1, 1)),
            with_interval(item.upper_lower, False, (-1, 1)),
            number(item.alpha_without),
            Safe("<br>".join(_verdict(word) for word in item.verdicts) or "—"),
        )
        for item in sheet.items
    ]
    heads = ("Question", "n", "Difficulté", "Discrimination", "D 27 %", "Alpha sans elle", "À regarder")
    said: str = html.paragraph(
        "Difficulté : points obtenus en moyenne, de 0 à 1 (haute : facile). Discrimination : corrélation avec la moyenne "
        "des autres questions. D : moyenne des 27 % les plus forts moins celle des 27 % les plus faibles. "
        "Entre crochets, l’intervalle à 95 %.",
        "note",
    )
    return Safe(said + table("Une ligne par question", heads, rows, words=(6,)))


def _verdict(word: str) -> Safe:
    return Safe(f'<span class="look">{safe(word)}</span>') if word.startswith("clé") else safe(word)


def _moodle(sheet: CohortSheet) -> Safe:
    compared = [item for item in sheet.items if item.moodle]
    if not compared:
        return Safe("")
    rows = [
        (
            Safe(f'<a href="#{anchor(item.item)}">{safe(item.item)}</a>'),
            item.type.upper(),
            html.count(item.moodle.n),
            number(item.moodle.exact, 3),
            number(item.moodle.moodle, 3),
            number(item.moodle.exact - item.moodle.moodle, 3),
            number(item.moodle.gap, 3),
            number(item.moodle.widest),
            percent(item.moodle.differ / item.moodle.n),
        )
        for item in compared
        if item.moodle
    ]
    heads = (
        "Question", "Type", "n", "Barème EDN", "Moodle", "Écart des moyennes", "Écart moyen par copie",
        "Plus grand écart", "Copies qui diffèrent",
    )  # fmt: skip
    said: str = html.paragraph(
        "Moodle additionne des fractions et ne sait pas écrire le barème des discordances. Chaque réponse est donc notée "
        "de nouveau avec les règles publiées en 2023 (barème d’entraînement) ; tous les autres chiffres de cette page "
        "viennent de cette note exacte.",
        "note",
    )
    return Safe(said + table("La même réponse, notée deux fois", heads, rows, words=(1,)))


def _certainty(sheet: CohortSheet) -> Safe:
    if not sheet.certainty:
        return Safe("")
    rows = [
        (
            f"de {band.low} à {band.high}{THIN}%",
            html.count(band.n),
            percent(band.certainty),
            with_interval(band.right, True, (0, 1)),
        )
        for band in sheet.certainty
    ]
    said: str = html.paragraph(
        f"Bien calibré : juste 7 fois sur 10 quand on s’annonce sûr à 70{THIN}%. Score de Brier : {number(sheet.brier, 3)} "
        "(0 : parfait ; 0,25 : ce que vaut « 50 % » répondu à tout). « Juste » : tous les points.",
        "note",
    )
    heads = ("Certitude annoncée", "Réponses", "Certitude moyenne", "Réponses justes")
    return Safe(said + table("Certitude et réussite", heads, rows))


def _limits(sheet: CohortSheet) -> Safe:
    return html.items(
        (
            "Un score calculé dans la page d’un chapitre peut être fabriqué par qui sait ouvrir les outils du navigateur. "
            "Il sert à apprendre, pas à noter.",
            "Une difficulté dépend de qui a répondu : elle ne se compare pas d’une promotion à l’autre sans précaution.",
            "Avec vingt questions à quatre distracteurs, deux alertes sur cent paraissent par hasard : une clé « à vérifier » "
            "est une invitation à relire, pas une erreur démontrée.",
            "Une question facile discrimine peu par construction ; elle peut rester utile.",
            f"Sous {FEWEST} apprenants, aucun verdict. Au-dessus, l’intervalle reste la seule réponse honnête.",
            "Intervalles : Wilson pour les moyennes de points et les proportions (un peu larges quand une question donne des "
            "points partiels), Newcombe pour les différences, Fisher pour les corrélations, Bonett pour l’alpha, normal sur "
            "les moyennes des apprenants pour les objectifs.",
        )
    )
