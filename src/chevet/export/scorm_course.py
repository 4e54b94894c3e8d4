"""The whole course in SCORM: a package for each chapter, and a page that lists them.

The page lies beside the packages, and once more in a single zip with all of them: put in Moodle as a file or a
folder, its links still lead to the packages.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chevet import __version__
from chevet.course import Chapter, Course
from chevet.export.scorm import render_scorm
from chevet.export.scorm_edition import DEFAULT, Edition
from chevet.export.scorm_parts import ABOUT_2004, HONESTY, MOODLE
from chevet.export.sources import course_title
from chevet.export.zip import zip_bytes
from chevet.frontmatter import read_front_matter
from chevet.policy import CSP
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import counted, load_banks
from chevet.site.assets import collect
from chevet.writing import write_all

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Package:
    """The package of a chapter, and what a teacher wants to know before putting it somewhere."""

    chapter: Chapter
    title: str
    path: Path
    questions: int
    minutes: int  # what the chapter asks of a reader
    model: int  # bytes of the language models inside, fetched only if the reader asks; 0: none
    size: int  # bytes of the zip


def export_course(
    course: Course, out_dir: Path, *, edition: Edition = DEFAULT, progress: Progress = lambda _: None
) -> tuple[tuple[Package, ...], tuple[Path, ...]]:
    """Write a package for each chapter whose bank counts a question, then the page that lists them.

    Returns the packages, and the paths of the page, of its style and of the zip that holds everything. The same
    site gives the same bytes. All of them are written, or none.

    Raises:
        CourseError: everything that stops a chapter, for all the chapters at once.
    """
    banks = {slug: counted(bank) for slug, bank in load_banks(course).items()}
    chapters = [chapter for chapter in course.chapters if banks.get(chapter.slug)]
    packages: list[Package] = []
    whole: dict[str, bytes] = {}
    problems: list[Problem] = []
    for rank, chapter in enumerate(chapters, 1):
        progress(f"Chapitre {chapter.slug}, {rank} sur {len(chapters)}")
        front = read_front_matter(course, chapter.path)
        try:
            name, content = render_scorm(course, chapter.slug, edition=edition)
        except CourseError as error:
            problems.extend(error.problems)
            continue
        questions = len(banks[chapter.slug])
        whole[name] = content
        told = (questions, front.duration, _model_bytes(content), len(content))
        packages.append(Package(chapter, front.title, out_dir / name, *told))
    if not chapters:
        problems.append(
            Problem("exercises/banks", 0, "aucun chapitre n'a de question.", "Écrivez une banque.")
        )
    if problems:
        raise CourseError(problems)

    progress("Écriture de la page qui les liste")
    assets = collect(course)
    name = f"chevet-{edition.suffix}"
    page = index_page(course_title(course), packages, edition, f"{name}.css").encode("utf-8")
    style = assets.files[assets.names["chevet.css"]]
    archive = zip_bytes(whole | {"index.html": page, f"{name}.css": style})
    others = {f"{name}.html": page, f"{name}.css": style, f"{name}.zip": archive}
    written = write_all(out_dir, whole | others)
    return tuple(packages), written[len(whole) :]


def _model_bytes(package: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return sum(e.compress_size for e in archive.infolist() if e.filename.endswith(".safetensors"))


def index_page(title: str, packages: Sequence[Package], edition: Edition, style: str) -> str:
    """The page in French: no script, one stylesheet, plain links to the packages beside it."""
    rows = "".join(_row(one) for one in packages)
    questions = sum(one.questions for one in packages)
    minutes = sum(one.minutes for one in packages)
    size = _kilo(sum(one.size for one in packages))
    name = edition.name.replace("SCORM ", "SCORM\u00a0")
    steps = "".join(f"<li>{step}</li>" for step in MOODLE)
    return f"""<!doctype html>
<html lang="fr" data-theme="light" data-chevet-version="{__version__}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{CSP}">
<title>{html.escape(title)}\u00a0: paquets {name}</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<div class="chevet-shell chevet-is-narrow">
<main class="chevet-page" id="contenu">
<article class="chevet-prose">
<h1>{html.escape(title)}\u00a0: un paquet par chapitre</h1>
<p>Pour les enseignants. Chaque lien mène à un paquet {name}\u00a0: un fichier zip, une activité, un score sur 100. \
Les paquets sont indépendants\u00a0: prenez ceux qu’il vous faut, dans l’ordre que vous voulez.</p>
<div class="chevet-scroll" tabindex="0" role="region" aria-label="Paquets, tableau qui défile">
<table class="chevet-rows">
<caption>{len(packages)} paquets, {questions} questions, {_minutes(minutes)}, {size} en tout.</caption>
<thead><tr><th scope="col">Chapitre</th><th scope="col">Questions</th><th scope="col">Durée prévue</th>\
<th scope="col">Taille</th></tr></thead>
<tbody>{rows}</tbody>
</table>
</div>
<h2>Mettre un chapitre dans Moodle</h2>
<ol>{steps}</ol>
<p>Les libellés de Moodle varient d’une version à l’autre\u00a0: cherchez le plus proche. {_told_of(edition)}</p>
<h2>À savoir</h2>
<ul>
<li>{HONESTY} Pour une épreuve notée, prenez les questions en Moodle XML, que le serveur corrige.</li>
<li>L’état passe à «\u00a0terminé\u00a0» quand chaque question du chapitre a reçu une première réponse\u202f; une \
question sans réponse compte 0.</li>
<li>Rien n’est envoyé ailleurs qu’à votre plateforme. Aucun nom n’est gardé.</li>
<li>Cette page et les paquets réunis dans un seul zip se déposent aussi comme une ressource «\u00a0Fichier\u00a0» ou \
«\u00a0Dossier\u00a0»\u00a0: vos collègues y prennent les paquets. Moodle n’y suit rien.</li>
</ul>
<p>Patients et données inventés. Textes et données\u00a0: CC BY 4.0\u202f; code\u00a0: MIT. Chevet {__version__}.</p>
</article>
</main>
</div>
</body>
</html>
"""


def _row(one: Package) -> str:
    model = f"<br>dont {_kilo(one.model)} de modèle de langue" if one.model else ""
    return (
        f'<tr><th scope="row"><a href="{html.escape(one.path.name)}" download>{one.chapter.number}. '
        f"{html.escape(one.title)}</a></th><td>{one.questions}</td><td>{one.minutes}\u00a0min</td>"
        f"<td>{_kilo(one.size)}{model}</td></tr>\n"
    )


def _kilo(size: int) -> str:
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f}\u00a0Mo".replace(".", ",")
    return f"{size / 1000:.0f}\u00a0ko"


def _minutes(total: int) -> str:
    return f"{total // 60}\u00a0h\u00a0{total % 60:02}\u00a0min" if total >= 60 else f"{total}\u00a0min"


def _told_of(edition: Edition) -> str:
    if edition.key == "1.2":
        return "Ces paquets sont contrôlés par des tests, pas par votre Moodle\u00a0: commencez dans un espace d’essai."
    return ABOUT_2004
