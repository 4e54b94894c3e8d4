"""The command ``chevet``: arguments and messages, nothing else."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from chevet.french import speak_french

speak_french()

import click  # noqa: E402 (its words must be French before a command is declared)
from rich.console import Console  # noqa: E402
from rich.markup import escape  # noqa: E402

from chevet import __version__  # noqa: E402
from chevet.course import Chapter, Course, find_course  # noqa: E402
from chevet.export.formats import FORMATS  # noqa: E402
from chevet.home import find_room  # noqa: E402
from chevet.interrupted import recover_site  # noqa: E402
from chevet.problems import CourseError, Problem  # noqa: E402

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


_REASONS = {
    errno.ENOENT: "aucun fichier ni dossier de ce nom",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EISDIR: "c’est un dossier, il faut un fichier",
    errno.ENOTDIR: "c’est un fichier, il faut un dossier",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre quota de disque est atteint",
    errno.EROFS: "le disque est en lecture seule",
}
_REMEDIES = {
    errno.EACCES: "Changez les droits, ou travaillez dans un autre dossier.",
    errno.EPERM: "Changez les droits, ou travaillez dans un autre dossier.",
    errno.ENOSPC: "Libérez de la place, puis recommencez.",
    errno.EDQUOT: "Libérez de la place, puis recommencez.",
    errno.EROFS: "Travaillez dans un dossier où l’on peut écrire.",
}


class _Speaking(click.Group):
    """A group whose commands end with a message and status 1 when the sources are wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            _print_problems(error.problems)
        except OSError as error:
            reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
            where = f"{error.filename} : " if error.filename else ""
            remedy = f" {_REMEDIES[error.errno]}" if error.errno in _REMEDIES else ""
            told = f"{escape(where)}{escape(reason)}. Rien n’a été remplacé.{remedy}"
            err.print(f"[bold]Le système refuse :[/] {told}")
        raise SystemExit(1)


def _print_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        err.print(escape(str(problem)))
    count = len(problems)
    err.print(f"[bold]{count} problème{'s' if count > 1 else ''} à corriger.[/]")


@contextlib.contextmanager
def _progress(start: str) -> Iterator[Any]:
    """A live line in a terminal, plain lines elsewhere."""
    if err.is_terminal:
        with err.status(start) as status:
            yield lambda text: status.update(escape(text))
    else:
        err.print(start)
        yield lambda text: None


@click.group(
    cls=_Speaking,
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    context_settings={"help_option_names": ["--help", "--aide", "-h"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="chevet")
@click.option(
    "--cours",
    type=click.Path(path_type=Path),
    metavar="DOSSIER",
    help="Dossier du cours (par défaut : celui où l’on est).",
)
@click.pass_context
def app(ctx: click.Context, cours: Path | None) -> None:
    """Construire, relire et exporter le cours Chevet."""
    ctx.obj = cours


def _course(ctx: click.Context) -> Course:
    course = find_course(ctx.obj)
    recover_site(course)
    find_room(course.root, os.environ)
    return course


@app.command()
@click.option(
    "--neuf", is_flag=True, help="Oublie les constructions précédentes et recalcule toutes les cellules."
)
@click.pass_context
def build(ctx: click.Context, neuf: bool) -> None:
    """Construit le site dans _build/html."""
    from chevet.site.build import build_site

    course = _course(ctx)
    with _progress("Construction du site…") as progress:
        site = build_site(course, fresh=neuf, progress=progress)
    out.print(f"Site construit : {escape(course.relative(site))}/index.html")


@app.command(short_help="Montre le site et le reconstruit à chaque changement.")
@click.option(
    "--port",
    metavar="NOMBRE",
    default=8000,
    show_default=True,
    help="Port souhaité ; le suivant s’il est pris.",
)
@click.option("--navigateur/--sans-navigateur", default=True, help="Ouvre la page d’accueil.")
@click.pass_context
def serve(ctx: click.Context, port: int, navigateur: bool) -> None:
    """Construit le site, le montre, et le reconstruit quand une source change."""
    from chevet.site.build import build_site
    from chevet.site.serve import Rebuilder, open_server, watch_sources

    # Asked to end by a shell that ignores Ctrl-C for its children, or by a service: the same clean stop.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    course, since = _course(ctx), time.time()
    try:
        with _progress("Construction du site…") as progress:
            build_site(course, progress=progress)
    except CourseError as error:
        _print_problems(error.problems)
        if not course.site_dir.is_dir():
            raise SystemExit(1) from None
        out.print("La dernière version construite reste servie.")
    builder = Rebuilder(course)
    server = open_server(course, port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    out.print(f"Le cours est ouvert sur [bold]{server.address}[/]  (Ctrl-C pour arrêter)")
    if navigateur:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(server.address)

    def rebuild(changed: set[str]) -> None:
        out.print(f"Changé : {escape(', '.join(sorted(changed)))}")
        try:
            with _progress("Reconstruction…") as progress:
                builder.build(changed, progress)
        except CourseError as error:
            _print_problems(error.problems)
        else:
            out.print("Page rechargée.")
            server.announce()

    stop = threading.Event()
    try:
        watch_sources(course, rebuild, stop, since)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        builder.close()
        server.shutdown()
        server.server_close()
        out.print("Arrêté.")


@app.command(short_help="Vérifie chapitres, questions, données et programme.")
@click.option("--json", "as_json", is_flag=True, help="Un seul objet JSON : coverage, items, budgets.")
@click.option("--budgets", is_flag=True, help="Pèse chaque page du site construit.")
@click.option("--write", is_flag=True, help="Avec --budgets : réécrit book/mesures.csv.")
@click.pass_context
def check(ctx: click.Context, as_json: bool, budgets: bool, write: bool) -> None:
    """Vérifie les chapitres, les questions, les données et ce que le programme promet."""
    from chevet.budgets import write_measures
    from chevet.check import describe, run_checks

    course = _course(ctx)
    if write:
        write_measures(course)
    report = run_checks(course, budgets=budgets)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=1, sort_keys=True))
    else:
        for line in describe(report):
            out.print(escape(line))
    if report.problems:
        _print_problems(report.problems)
        raise SystemExit(1)


@app.command(short_help="Refait les carnets de référence des tests.")
@click.argument("chapitres", nargs=-1)
@click.pass_context
def golden(ctx: click.Context, chapitres: tuple[str, ...]) -> None:
    """Refait les carnets de référence de tests/golden (tous, ou les CHAPITRES nommés)."""
    from chevet.golden import write_goldens

    course = _course(ctx)
    with _progress("Exécution des chapitres…") as progress:
        written = write_goldens(course, chapitres or None, progress=progress)
    for path in written:
        out.print(f"Écrit : {escape(course.relative(path))}")


@app.group(subcommand_metavar="FORMAT [ARGUMENTS]…")
def export() -> None:
    """Prépare le cours pour une plateforme."""


def _folder(help: str, default: Path | None = None) -> Callable[[Any], Any]:
    return click.option(
        "--out",
        "folder",
        type=click.Path(path_type=Path),
        metavar="DOSSIER",
        default=default,
        show_default=default is not None,
        help=help,
    )


_out = _folder("Dossier où écrire.", Path("dist"))
_edition = click.option(
    "--edition",
    type=click.Choice(["1.2", "2004"]),
    default="1.2",
    show_default=True,
    help="Édition de SCORM ; 2004 : la quatrième.",
)


@export.command(short_help="Écrit un chapitre, ou tous, en paquets SCORM.")
@click.argument("chapitre", required=False)
@click.option("--all", "every", is_flag=True, help="Un paquet par chapitre, et une page qui les liste.")
@_edition
@_out
@click.pass_context
def scorm(ctx: click.Context, chapitre: str | None, every: bool, edition: str, folder: Path) -> None:
    """Écrit le CHAPITRE en un paquet SCORM (une seule activité), ou tous les chapitres avec --all."""
    from chevet.export.scorm import export_scorm
    from chevet.export.scorm_course import export_course
    from chevet.export.scorm_edition import EDITIONS

    if every == bool(chapitre):
        raise click.UsageError("Nommez un chapitre, ou bien --all.")
    course = _course(ctx)
    with _progress("Préparation du paquet…") as progress:
        if chapitre:
            written = [export_scorm(course, chapitre, folder, edition=EDITIONS[edition], progress=progress)]
        else:
            packages, others = export_course(course, folder, edition=EDITIONS[edition], progress=progress)
            written = [*(one.path for one in packages), *others]
    for path in written:
        out.print(f"Écrit : {escape(str(path))} ({path.stat().st_size / 1000:.0f} ko)")


def _chapters(command: Any) -> Any:
    """Which chapters: named, or all."""
    every = click.option("--all", "every", is_flag=True, help="Tous les chapitres qui ont une banque.")
    return click.argument("chapitres", nargs=-1)(every(command))


def _chosen(ctx: click.Context, named: tuple[str, ...], every: bool) -> tuple[Course, tuple[Chapter, ...]]:
    from chevet.export.sources import chosen_chapters

    if every == bool(named):
        raise click.UsageError("Nommez un ou plusieurs chapitres, ou bien --all.")
    course = _course(ctx)
    return course, chosen_chapters(course, None if every else named)


def _declare(name: str, help: str) -> None:
    """The command of one format of the question bank; they all take the same arguments."""

    @export.command(name, help=f"Écrit {help}", short_help=f"Écrit {help}")
    @_chapters
    @_out
    @click.option("--strict", is_flag=True, help="N’écrit rien si quelque chose se perd.")
    @click.option("--json", "as_json", is_flag=True, help="Le rapport des pertes en un objet JSON.")
    @click.pass_context
    def command(
        ctx: click.Context, chapitres: tuple[str, ...], every: bool, folder: Path, strict: bool, as_json: bool
    ) -> None:
        from chevet.export import formats

        course, chapters = _chosen(ctx, chapitres, every)
        with _progress("Préparation des questions…") as progress:
            found = formats.render(name, course, chapters, progress)
        _write(name, found, folder, strict=strict, as_json=as_json)


def _write(name: str, found: Any, folder: Path, *, strict: bool, as_json: bool) -> None:
    """Tell what the format loses, then write its files."""
    from chevet.export import formats, loss

    report = (found.losses, found.questions, found.notes)
    if as_json:
        told = {"format": name, "files": {file: len(content) for file, content in found.files.items()}}
        click.echo(json.dumps(told | loss.to_json(*report), ensure_ascii=False, indent=1, sort_keys=True))
    else:
        for line in loss.describe(*report):
            out.print(escape(line))
    for path in formats.write(found, folder, strict=strict):
        if not as_json:
            out.print(f"Fichier écrit : {escape(str(path))} ({path.stat().st_size / 1000:.0f} ko)")


for _name, _format in FORMATS.items():
    _declare(_name, _format.help)


def _variants(command: Any) -> Any:
    """The options of what is printed."""
    for option in (
        click.option("--sans-pdf", is_flag=True, help="Des pages HTML seulement."),
        click.option(
            "--seed",
            metavar="NOMBRE",
            type=click.IntRange(min=0),
            default=0,
            help="Un autre nombre mélange autrement.",
        ),
        click.option(
            "--variantes",
            "variants",
            metavar="NOMBRE",
            type=click.IntRange(1, 26),
            default=1,
            show_default=True,
            help="Combien de sujets, propositions mélangées.",
        ),
    ):
        command = option(command)
    return command


@export.command("cle-usb", short_help="Écrit le cours entier, à ouvrir sans réseau ni serveur.")
@_out
@click.pass_context
def usb(ctx: click.Context, folder: Path) -> None:
    """Écrit chevet-cle-usb.zip : le site construit, qui s’ouvre d’un double clic une fois décompressé."""
    from chevet.export.usb import export_usb

    with _progress("Préparation de la clé…"):
        archive = export_usb(_course(ctx), folder)
    out.print(f"Fichier écrit : {escape(str(archive))} ({archive.stat().st_size / 1000:.0f} ko)")


@export.command(short_help="Écrit sujets et corrigés à imprimer.")
@_chapters
@_variants
@_out
@click.pass_context
def papier(
    ctx: click.Context,
    chapitres: tuple[str, ...],
    every: bool,
    variants: int,
    seed: int,
    sans_pdf: bool,
    folder: Path,
) -> None:
    """Écrit les questions des CHAPITRES à imprimer : sujet, corrigé et grille de réponses, en HTML et en PDF."""
    from chevet.export.formats import name_of
    from chevet.export.paper import paper_of_chapters, render_paper

    course, chapters = _chosen(ctx, chapitres, every)
    with _progress("Mise en page…"):
        found = render_paper(
            paper_of_chapters(course, chapters),
            name_of(course, chapters),
            variants=variants,
            seed=seed,
            pdf=not sans_pdf,
        )
    _write("papier", found, folder, strict=False, as_json=False)


@app.command(short_help="Lit les résultats d’une cohorte et en fait un rapport.")
@click.argument("fichiers", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--bank",
    "banks",
    metavar="CHAPITRE",
    multiple=True,
    help="Banque des questions posées ; à répéter (par défaut : toutes).",
)
@_folder("Dossier où écrire le rapport et les tables.", Path("dist/cohorte"))
@click.option(
    "--cle",
    "key_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="Garde la clé des pseudonymes (par défaut : tirée au sort, puis oubliée).",
)
@click.option(
    "--ordre", metavar="ID,ID…", default="", help="Questions 1, 2… du test, si les textes ne suffisent pas."
)
@click.option(
    "--seuil", metavar="NOMBRE", default=0.6, show_default=True, help="Moyenne sous laquelle reprendre."
)
@click.option("--derniere", is_flag=True, help="Compte la dernière tentative de chacun, et non la première.")
@click.option(
    "--backend",
    metavar="ADRESSE",
    default="duckdb",
    show_default=True,
    help="Moteur : duckdb, spark, spark://hôte:port ou clickhouse://hôte/base.",
)
@click.option("--table", metavar="NOM", default="", help="Table de ce moteur, à la place de fichiers.")
@click.pass_context
def cohorte(
    ctx: click.Context,
    fichiers: tuple[Path, ...],
    banks: tuple[str, ...],
    folder: Path,
    key_file: Path | None,
    ordre: str,
    seuil: float,
    derniere: bool,
    backend: str,
    table: str,
) -> None:
    """Lit les réponses d’une cohorte (exports de Moodle, table de Chevet) et écrit un rapport sans aucun nom."""
    from chevet.cohort.identity import load_key
    from chevet.cohort.run import study_cohort
    from chevet.cohort.write import write_sheet

    if not fichiers and not table:
        raise click.UsageError("il manque les fichiers de réponses, ou --table.")
    course = _course(ctx)
    with _progress("Lecture des réponses…"):
        sheet = study_cohort(
            course,
            fichiers,
            banks or [path.stem for path in sorted(course.banks_dir.glob("*.yml"))],
            backend=backend,
            table=table,
            key=load_key(key_file) if key_file else None,
            order=[one.strip() for one in ordre.split(",") if one.strip()],
            threshold=seuil,
            last=derniere,
        )
    for note in sheet.notes:
        out.print(escape(note))
    for path in write_sheet(sheet, folder):
        out.print(f"Écrit : {escape(path.as_posix())}")


@app.group(subcommand_metavar="COMMANDE [ARGUMENTS]…")
def lm() -> None:
    """Mesure le petit modèle de langue, ou montre ses mesures."""


@lm.command(short_help="Mesure des modèles et écrit la table des chapitres.")
@click.option(
    "--modele",
    "models",
    type=click.Path(path_type=Path),
    metavar="FICHIER",
    multiple=True,
    help="Fichier de poids ; à répéter, le modèle livré d’abord (par défaut : lui seul).",
)
@_folder("Dossier où écrire la table (par défaut : celui que lisent les chapitres).")
@click.pass_context
def evaluer(ctx: click.Context, models: tuple[Path, ...], folder: Path | None) -> None:
    """Pose toutes les questions à chaque modèle et écrit la table des mesures (quelques minutes par modèle)."""
    # Many small products: threads that wait for one another would be slower, and round in another order.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
    from chevet.lm.evaluation import WEIGHTS, evaluate_models
    from chevet.lm.measures.table import SLUG

    course = _course(ctx)
    with _progress("Mesure du petit modèle…") as live:
        # A log of minutes of work wants its steps too.
        progress = live if err.is_terminal else lambda text: err.print(escape(text))
        path = evaluate_models(course, models or (WEIGHTS,), folder or course.datasets_dir / SLUG, progress)
    out.print(f"Table écrite : {escape(course.relative(path))}")


@lm.command(short_help="Montre les chiffres que l’on cite.")
@click.option(
    "--json", "as_json", is_flag=True, help="Un objet JSON : pour chaque chiffre, value, low, high et n."
)
@click.pass_context
def mesures(ctx: click.Context, as_json: bool) -> None:
    """Montre les chiffres que l’on cite, lus dans la table, avec leur intervalle à 95 %."""
    from chevet.lm.measures.table import describe, load_rows, summary

    found = load_rows(_course(ctx))
    if as_json:
        click.echo(json.dumps(summary(found), ensure_ascii=False, indent=1, sort_keys=True))
    else:
        for line in describe(found):
            out.print(escape(line))


@app.group(subcommand_metavar="COMMANDE [ARGUMENTS]…")
def devoir() -> None:
    """Prépare un devoir : questions choisies ou tirées au sort, travaux pratiques, dates."""


_ASSIGNMENT = click.argument("fichier", type=click.Path(path_type=Path))


@devoir.command()
@_ASSIGNMENT
@click.pass_context
def new(ctx: click.Context, fichier: Path) -> None:
    """Écrit un premier devoir dans FICHIER, par exemple devoirs/partie-1.yml."""
    from chevet.assignments.files import write_template

    fichier = fichier if fichier.suffix else fichier.with_suffix(".yml")
    write_template(_course(ctx), fichier)
    out.print(
        f"Écrit : {escape(str(fichier))}. Complétez-le, puis : chevet devoir check {escape(str(fichier))}"
    )


@devoir.command("check")
@_ASSIGNMENT
@click.pass_context
def check_assignment(ctx: click.Context, fichier: Path) -> None:
    """Vérifie le devoir écrit dans FICHIER."""
    from chevet.assignments.files import load_assignment

    read = load_assignment(_course(ctx), fichier)
    out.print(f"Aucun problème : {len(read.asked)} questions, {len(read.assignment.labs)} travaux pratiques.")


@devoir.command()
@_ASSIGNMENT
@click.pass_context
def preview(ctx: click.Context, fichier: Path) -> None:
    """Montre les questions du devoir, tirages compris, et ce que chacune pèse."""
    from chevet.assignments.files import load_assignment
    from chevet.assignments.preview import describe

    for line in describe(load_assignment(_course(ctx), fichier)):
        out.print(escape(line))


@devoir.command("export", short_help="Écrit le devoir pour Moodle ou pour le papier.")
@_ASSIGNMENT
@click.argument("format", metavar="FORMAT", type=click.Choice(["moodle-xml", "gift", "papier", "scorm"]))
@_edition
@_variants
@click.option("--strict", is_flag=True, help="N’écrit rien si quelque chose se perd.")
@_out
@click.pass_context
def export_assignment(
    ctx: click.Context,
    fichier: Path,
    format: str,
    edition: str,
    variants: int,
    seed: int,
    sans_pdf: bool,
    strict: bool,
    folder: Path,
) -> None:
    """Écrit les questions du devoir de FICHIER au FORMAT moodle-xml, gift, papier ou scorm."""
    from chevet.assignments.files import load_assignment
    from chevet.export.assignment import render_assignment

    course = _course(ctx)
    read = load_assignment(course, fichier)
    with _progress("Préparation du devoir…"):
        found = render_assignment(
            course, read, format, variants=variants, seed=seed, pdf=not sans_pdf, edition=edition
        )
    _write(format, found, folder, strict=strict, as_json=False)
