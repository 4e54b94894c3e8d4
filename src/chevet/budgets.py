"""What a page may cost its reader, what it does cost, and the table of it that the book shows.

1 kB = 1000 bytes. What a page loads and how its bytes are counted is said in :mod:`chevet.visits`.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from chevet.course import Course
from chevet.problems import CourseError, Problem
from chevet.typography import no_break
from chevet.visits import first_visit_files, gzip_bytes, on_demand, page_path, sent_bytes, visit
from chevet.widgets.model_files import KINDS, weights_file
from chevet.widgets.parts import PARTS
from chevet.writing import write_whole

CHAPTER_FIRST_VISIT = 150_000  # bytes, gzip
# With every instrument of the page mounted, which takes scrolling to its end: each brings its own modules, unbundled.
CHAPTER_REQUESTS = 48
NEXT_VISIT = 18_000  # bytes, gzip, a page without instruments of its own
NEXT_CHAPTER = 110_000  # bytes, gzip, a chapter: its text, its recorded outputs, the code of its instruments
MODEL = 1_000_000  # bytes, gzip: the weights of one language model, loaded at the reader's gesture only
SCORM_ZIP = (
    480_000  # bytes, without what the reader asks for: weights (MODEL), frames (explore.WEIGHT a call)
)
SCORM_WITH_MODEL = 1_000_000  # bytes, everything in it
# A package, not the zip that holds them all for the teachers.
_PACKAGE = re.compile(r"chevet-(?:[0-9]{2}|devoir)-.+-scorm[0-9]+\.zip")
WEIGHTS = ".safetensors"
# How far the table of the book may lie from the built site: 5 %, or half a kB on a light page.
DRIFT, DRIFT_BYTES = 0.05, 500


@dataclass(frozen=True)
class Budget:
    """Bytes of a first visit (nothing cached), bytes coming from the previous page; requests of the first."""

    first_visit_gzip: int
    next_visit_gzip: int
    requests: int


def measure(course: Course) -> dict[str, Budget | None]:
    """The budget of each page of ``_toc.yml`` (``chapters/01-tokens``), None for one that is not built.

    The next visit comes from the previous page in reading order, all of whose files are cached; the home
    page, which has none, is entered from the first chapter.
    """
    names = [name for _, name in course.pages]
    first_chapter = next((name for name in names if name.startswith("chapters/")), None)
    before = dict(zip(names, [first_chapter, *names], strict=False))
    found: dict[str, Budget | None] = {}
    for name in names:
        if not page_path(course, name).is_file():
            found[name] = None
            continue
        files = first_visit_files(course, name)
        previous = before[name]
        cached = first_visit_files(course, previous) if previous and previous != name else frozenset()
        found[name] = Budget(
            first_visit_gzip=sum(map(sent_bytes, files)),
            next_visit_gzip=sum(map(sent_bytes, {page_path(course, name)} | (files - cached))),
            requests=len(files),
        )
    return found


def check_budgets(course: Course, measured: Mapping[str, Budget | None]) -> list[Problem]:
    """Each limit passed, each file that a page asks for and the site does not have."""
    problems: list[Problem] = []
    for name, budget in measured.items():
        if budget is None:
            continue
        file = course.relative(page_path(course, name))
        problems.extend(visit(course, name).problems)
        allowed = NEXT_CHAPTER if name.startswith("chapters/") else NEXT_VISIT
        limits = [("la page, en venant de la précédente", budget.next_visit_gzip, allowed)]
        if name.startswith("chapters/"):
            limits.append(("la première visite", budget.first_visit_gzip, CHAPTER_FIRST_VISIT))
            if budget.requests > CHAPTER_REQUESTS:
                problems.append(
                    Problem(
                        file,
                        0,
                        f"{budget.requests} requêtes, plus de {CHAPTER_REQUESTS}.",
                        "Réunissez des modules ou retirez une image.",
                    )
                )
        problems.extend(
            Problem(
                file,
                0,
                f"{what} pèse {size} octets, plus de {limit}.",
                "Allégez le plus gros fichier : " + _heaviest(course, name),
            )
            for what, size, limit in limits
            if size > limit
        )
    problems.extend(_check_models(course, measured))
    for archive in sorted((course.root / "dist").glob("*.zip")):
        if _PACKAGE.fullmatch(archive.name):
            problems.extend(_check_package(course, archive))
    return problems


def _check_package(course: Course, archive: Path) -> list[Problem]:
    """A SCORM package heavier than a platform should have to take, with and without what it loads on demand."""
    sizes = (
        ("sans ce qu'il charge à la demande", package_bytes(archive), SCORM_ZIP),
        ("modèles de langue compris", archive.stat().st_size, SCORM_WITH_MODEL),
    )
    return [
        Problem(
            course.relative(archive),
            0,
            f"le paquet SCORM pèse {size} octets, {how}, plus de {limit}.",
            "Retirez de la page ce qui est lourd.",
        )
        for how, size, limit in sizes
        if size > limit
    ]


def _check_models(course: Course, measured: Mapping[str, Budget | None]) -> list[Problem]:
    """Each file of weights that is too heavy, once however many pages may load it; each one missing."""
    problems: list[Problem] = []
    weights: set[Path] = set()
    for name, budget in measured.items():
        if budget is not None:
            found = on_demand(course, name)
            problems.extend(found.problems)
            weights |= {path for path in found.files if path.suffix == WEIGHTS}
    for path in sorted(weights):
        if (size := gzip_bytes(path)) > MODEL:
            message = f"ces poids pèsent {size} octets compressés, plus de {MODEL}."
            remedy = "Écrivez les matrices sur 8 bits, ou entraînez un modèle plus petit."
            problems.append(Problem(course.relative(path), 0, message, remedy))
    return problems


def package_bytes(archive: Path) -> int:
    """The size of a SCORM package without what it carries and loads only when asked: weights, frames."""
    size = archive.stat().st_size
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as package:
            size -= sum(e.compress_size for e in package.infolist() if _waits(e.filename))
    return size


def _waits(name: str) -> bool:
    return name.endswith(WEIGHTS) or f"/{PARTS}/" in name


def _heaviest(course: Course, name: str) -> str:
    path = max(first_visit_files(course, name), key=lambda file: (sent_bytes(file), str(file)))
    return f"{course.relative(path)}, {sent_bytes(path)} octets."


def measures_path(course: Course) -> Path:
    return course.root / "book" / "mesures.csv"


def write_measures(course: Course) -> Path:
    """Measure the site into ``book/mesures.csv``, which the book shows; a site cannot hold its own size.

    Raises:
        CourseError: nothing is built; the last figures are kept.
    """
    measured = measure(course)
    if not any(measured.values()):
        raise CourseError(
            Problem(
                course.relative(course.site_dir), 0, "le site n'est pas construit.", "Lancez chevet build."
            )
        )
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ("page", *_FIGURES), lineterminator="\n")
    writer.writeheader()
    for name, budget in measured.items():
        if budget is not None:
            writer.writerow({"page": name, **asdict(budget)})
    path = measures_path(course)
    write_whole(path, out.getvalue().encode("utf-8"))
    return path


def read_measures(course: Course) -> dict[str, Budget]:
    """The table of the book, empty when nobody has measured yet.

    Raises:
        CourseError: the file is not the one that ``write_measures`` writes.
    """
    path = measures_path(course)
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        try:
            return {row["page"]: Budget(**{name: int(row[name]) for name in _FIGURES}) for row in reader}
        except (KeyError, TypeError, ValueError) as error:
            raise CourseError(
                Problem(course.relative(path), reader.line_num, "la ligne ne se lit pas.", _WRITE)
            ) from error


def check_measures(course: Course, measured: Mapping[str, Budget | None]) -> list[Problem]:
    """Each page whose figures in the book lie too far from the built site, or are missing."""
    written = read_measures(course)
    file = course.relative(measures_path(course))
    problems = []
    for name, budget in measured.items():
        if budget is None:
            continue
        if name not in written:
            problems.append(Problem(file, 0, "la page n'est pas mesurée.", _WRITE, f"page {name}"))
            continue
        for figure in _FIGURES:
            now, then = getattr(budget, figure), getattr(written[name], figure)
            slack = 0 if figure == "requests" else max(DRIFT * now, DRIFT_BYTES)
            if abs(now - then) > slack:
                message = f"{figure} vaut {now} dans le site construit, {then} dans le livre."
                problems.append(Problem(file, 0, message, _WRITE, f"page {name}"))
    problems.extend(
        Problem(file, 0, "cette page n'est plus dans le cours.", _WRITE, f"page {name}")
        for name in written
        if name not in measured
    )
    return problems


def budget_table(course: Course) -> str:
    """The measures as an HTML table in French, from ``book/mesures.csv``."""
    written = read_measures(course)
    if not written:
        return "<p>Aucune mesure n’est publiée.</p>"
    rows = "".join(
        f'<tr><th scope="row">{html.escape(no_break(_title(course, name)))}</th>'
        f"<td>{_kilo(budget.first_visit_gzip)}</td><td>{_kilo(budget.next_visit_gzip)}</td><td>{budget.requests}</td></tr>"
        for name, budget in written.items()
    )
    head = "".join(
        f'<th scope="col">{title}</th>'
        for title in ("Page", "Première visite", "En venant de la page précédente", "Requêtes")
    )
    limits = (
        f'<tr><th scope="row">Plafond d’un chapitre</th><td>{_kilo(CHAPTER_FIRST_VISIT)}</td>'
        f"<td>{_kilo(NEXT_CHAPTER)}</td><td>{CHAPTER_REQUESTS}</td></tr>"
    )
    return (
        '<div class="chevet-scroll" tabindex="0" role="region" '
        'aria-label="Poids des pages, tableau qui défile">'
        '<table class="chevet-rows"><caption>Poids des pages, compressées comme un serveur les envoie '
        "(gzip, 1\u00a0ko = 1\u202f000\u00a0octets).</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody><tfoot>{limits}</tfoot></table></div>"
        + _model_table()
    )


_MODELS = {"gpt": "Il prédit le token suivant", "masked": "Il retrouve un mot caché"}


def _model_table() -> str:
    """The weights of each language model of this package, nothing if there are none."""
    files = {kind: path for kind in KINDS if (path := weights_file(kind))}
    if not files:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{_MODELS[kind]}</th><td>{_kilo(path.stat().st_size)}</td>'
        f"<td>{_kilo(gzip_bytes(path))}</td></tr>"
        for kind, path in files.items()
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in ("Modèle", "Fichier", "Compressé"))
    return (
        '<div class="chevet-scroll" tabindex="0" role="region" '
        'aria-label="Poids des modèles de langue, tableau qui défile">'
        '<table class="chevet-rows"><caption>Modèles de langue, téléchargés seulement si le lecteur le demande\u00a0: '
        "ils ne comptent pas dans la première visite.</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        f'<tfoot><tr><th scope="row">Plafond d’un modèle</th><td></td><td>{_kilo(MODEL)}</td></tr></tfoot>'
        "</table></div>"
    )


_FIGURES = tuple(field.name for field in fields(Budget))
_WRITE = "Lancez chevet check --budgets --write."


def _kilo(size: int) -> str:
    return f"{size / 1000:.1f}".replace(".", ",") + "\u00a0ko"


def _title(course: Course, name: str) -> str:
    """The first heading of the page's source, its name when it has none."""
    path = course.root / f"{name}.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else name
