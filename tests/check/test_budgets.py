"""What a built page loads, how it is counted, and what the book says of it."""

from __future__ import annotations

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from chevet import budgets as budgets_module
from chevet.budgets import (
    CHAPTER_FIRST_VISIT,
    MODEL,
    NEXT_CHAPTER,
    Budget,
    budget_table,
    check_budgets,
    check_measures,
    measure,
    measures_path,
    package_bytes,
    read_measures,
    write_measures,
)
from chevet.course import Course
from chevet.problems import CourseError
from chevet.visits import first_visit_files, on_demand, sent_bytes, visit

HOME, PAGE = "book/index", "chapters/01-essai"
ASSETS = "_static/chevet"
SITE = {
    "book/index.html": '<link rel="stylesheet" href="../_static/chevet/all.css">'
    '<script type="module" src="../_static/chevet/host.js"></script>',
    "chapters/01-essai.html": """<!doctype html>
<link rel="icon" href="../_static/chevet/icon.svg">
<link rel="stylesheet" href="../_static/chevet/all.css?v=12">
<link rel="next" href="02-suite.html"><link rel="stylesheet" href="data:text/css,">
<script src="../_static/chevet/classic.js"></script>
<script type="application/json" id="chevet-modules">
{"quiz": "../_static/chevet/quiz.js", "absent": "../_static/chevet/absent.js"}</script>
<script type="application/json" id="chevet-lm">
{"gpt": "../_static/chevet/gpt.safetensors", "worker": "../_static/chevet/lm_worker.js", "bytes": {"gpt": 4000}}</script>
<script type="module" src="../_static/chevet/host.js"></script>
<a href="../_static/chevet/linked.js">lien</a>
<img src="../_images/photo%20une.png" alt=""> <img srcset="../_images/a.svg 1x, ../_images/b.svg 2x" alt="">
<noscript><img src="../_images/unseen.png"></noscript>
<details><img src="../_images/folded.png" loading="lazy" alt=""></details>
<div class="chevet-island" data-chevet-widget="quiz"></div>
""",
    f"{ASSETS}/icon.svg": "<svg/>",
    f"{ASSETS}/all.css": "@import 'more.css'; /* url(no.png) */ a{background:url(\"../../_images/dot.png\")} b{mask:url(#m)}",
    f"{ASSETS}/more.css": "@font-face{src:url(font.woff2)}",
    f"{ASSETS}/font.woff2": "f" * 5000,
    f"{ASSETS}/classic.js": "0;",
    f"{ASSETS}/host.js": 'import { store } from "./store.js";\n// import "./comment.js";\n',
    f"{ASSETS}/store.js": '/** @type {import("./typed.js").T} */\nexport const store = {};\n',
    f"{ASSETS}/quiz.js": 'export { x } from "./score.js";\nimport {\n  store,\n} from "./store.js";\n',
    f"{ASSETS}/score.js": 'const lazy = () => import("./lazy.js");\nnew URL("./table.json", import.meta.url);\n',
    f"{ASSETS}/lazy.js": "1;",
    f"{ASSETS}/table.json": "[]",
    f"{ASSETS}/absent.js": "never loaded: no such widget on the page",
    f"{ASSETS}/linked.js": "a link is not loaded",
    f"{ASSETS}/gpt.safetensors": "w" * 4000,
    f"{ASSETS}/lm_worker.js": 'import { x } from "./lm.js";\nimport { store } from "./store.js";\n',
    f"{ASSETS}/lm.js": "export const x = 1;",
    "_images/photo une.png": "p" * 3000,
    "_images/a.svg": "<svg/>",
    "_images/b.svg": "<svg/>",
    "_images/dot.png": "d" * 1000,
    "_images/unseen.png": "u",
}
LOADED = {
    *("chapters/01-essai.html", "_images/photo une.png", "_images/a.svg", "_images/b.svg", "_images/dot.png"),
    *(
        f"{ASSETS}/{name}"
        for name in (
            *("icon.svg", "all.css", "more.css", "font.woff2", "classic.js", "host.js", "store.js"),
            *("quiz.js", "score.js", "lazy.js", "table.json"),
        )
    ),
}


@pytest.fixture
def built(course: Course) -> Course:
    for name, text in SITE.items():
        write(course, name, text)
    return course


def write(course: Course, name: str, text: str) -> Path:
    path = course.site_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_first_visit_loads_what_a_browser_would(built: Course) -> None:
    found = {path.relative_to(built.site_dir.resolve()).as_posix() for path in first_visit_files(built, PAGE)}
    assert found == LOADED


def test_the_language_model_is_no_part_of_the_first_visit(built: Course) -> None:
    found = {path.relative_to(built.site_dir.resolve()).as_posix() for path in on_demand(built, PAGE).files}
    # store.js is there already.
    assert found == {f"{ASSETS}/{name}" for name in ("gpt.safetensors", "lm_worker.js", "lm.js")}
    assert on_demand(built, HOME).files == frozenset()


def test_a_module_listed_under_a_type_of_question_counts_where_it_is_asked(built: Course) -> None:
    write(
        built,
        f"{ASSETS}/lazy.js",
        'const LATE = { tcs: () => import("./tcs.js"), qzp: () => import("./qzp.js") };',
    )
    for name in ("tcs.js", "qzp.js"):
        write(built, f"{ASSETS}/{name}", "1;")
    page = built.site_dir / f"{PAGE}.html"
    text = page.read_text(encoding="utf-8")
    for asked, loaded in (("qru", set()), ("tcs", {"tcs.js"})):
        page.write_text(
            f'{text}<script type="application/json">{{"type": "{asked}"}}</script>', encoding="utf-8"
        )
        names = {path.name for path in first_visit_files(built, PAGE)}
        assert names & {"tcs.js", "qzp.js"} == loaded


def test_texts_are_counted_compressed_and_the_rest_as_it_is(built: Course) -> None:
    page, font = built.site_dir / "chapters/01-essai.html", built.site_dir / ASSETS / "font.woff2"
    assert sent_bytes(page) == len(gzip.compress(page.read_bytes(), 6, mtime=0)) < page.stat().st_size
    assert sent_bytes(font) == 5000


def test_the_next_visit_leaves_out_what_the_previous_page_loaded(built: Course) -> None:
    budgets = measure(built)
    budget, home = budgets[PAGE], budgets[HOME]
    assert budget is not None
    assert home is not None
    shared = sum(
        sent_bytes(built.site_dir / name)
        for name in (f"{ASSETS}/all.css", f"{ASSETS}/more.css", f"{ASSETS}/font.woff2", "_images/dot.png")
    ) + sum(sent_bytes(built.site_dir / ASSETS / name) for name in ("host.js", "store.js"))
    assert budget.first_visit_gzip - budget.next_visit_gzip == shared
    assert budget.requests == len(LOADED)
    # The home page is entered from the first chapter, which has all its files but itself.
    assert home.next_visit_gzip == sent_bytes(built.site_dir / "book/index.html")


def test_a_page_that_is_not_built_has_no_budget(built: Course) -> None:
    (built.site_dir / "book/index.html").unlink()
    budgets = measure(built)
    assert budgets[HOME] is None
    assert budgets[PAGE] is not None


@pytest.mark.parametrize(
    ("name", "text", "start"),
    [
        (
            f"{ASSETS}/store.js",
            'import "./gone.js";',
            "_build/html/_static/chevet/store.js : « ./gone.js » n'existe pas",
        ),
        (
            f"{ASSETS}/more.css",
            "a{b:url(https://cdn.example/x.png)}",
            "more.css : la page demande https://cdn.example",
        ),
        (
            f"{ASSETS}/more.css",
            "@import '//cdn.example/x.css'",
            "more.css : la page demande //cdn.example/x.css",
        ),
        (
            "_images/photo une.png",
            "p" * CHAPTER_FIRST_VISIT,
            "01-essai.html : la première visite pèse 15",
        ),
        (
            "_images/photo une.png",
            "p" * NEXT_CHAPTER,
            "01-essai.html : la page, en venant de la précédente pèse 11",
        ),
        (
            f"{ASSETS}/classic.js",
            "".join(f'import "./m{n}.js";' for n in range(40)),
            "01-essai.html : 56 requêtes, plus de 48.",
        ),
    ],
    ids=["missing file", "other host", "other host without scheme", "first visit", "next visit", "requests"],
)
def test_a_page_over_its_budget_is_told(built: Course, name: str, text: str, start: str) -> None:
    for number in range(40):
        write(built, f"{ASSETS}/m{number}.js", "1;")
    assert check_budgets(built, measure(built)) == []
    write(built, name, text)
    problems = [str(problem) for problem in check_budgets(built, measure(built))]
    assert any(start in problem for problem in problems), problems


def test_a_heavy_model_is_told_once_and_a_missing_one_too(built: Course) -> None:
    page = (built.site_dir / f"{PAGE}.html").read_text(encoding="utf-8")
    write(built, f"{HOME}.html", page)
    weights = built.site_dir / ASSETS / "gpt.safetensors"
    weights.write_bytes(bytes(2 * MODEL))  # what counts is the size once compressed
    assert check_budgets(built, measure(built)) == []
    weights.write_bytes(os.urandom(MODEL))
    (problem,) = check_budgets(built, measure(built))
    assert str(problem).startswith("_build/html/_static/chevet/gpt.safetensors : ces poids pèsent 1000")
    assert "compressés, plus de 1000000." in str(problem)
    weights.unlink()
    problems = [str(problem) for problem in check_budgets(built, measure(built))]
    assert [problem.split(" : ")[0] for problem in problems] == [
        f"_build/html/{name}.html" for name in (HOME, PAGE)
    ]
    assert all("gpt.safetensors » n'existe pas dans le site" in problem for problem in problems)


def test_a_package_is_weighed_without_the_weights_it_carries(built: Course) -> None:
    (built.root / "dist").mkdir()
    archive = built.root / "dist" / "chevet-01-essai-scorm12.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("index.html", "x" * 1000)
        package.writestr("_static/chevet/gpt.safetensors", os.urandom(600_000))
    assert 1000 < package_bytes(archive) < 2000
    assert check_budgets(built, measure(built)) == []


def test_a_heavy_package_is_told(built: Course) -> None:
    (built.root / "dist").mkdir()
    (built.root / "dist" / "chevet-01-essai-scorm12.zip").write_bytes(os.urandom(480_001))
    problems = check_budgets(built, measure(built))
    assert [problem.file for problem in problems] == ["dist/chevet-01-essai-scorm12.zip"]


def test_the_book_keeps_the_measures(built: Course) -> None:
    assert "Aucune mesure" in budget_table(built)
    write_measures(built)
    measured = measure(built)
    assert read_measures(built) == measured
    assert check_measures(built, measured) == []


MEASURES = f"page,first_visit_gzip,next_visit_gzip,requests\n{PAGE},20000,5000,16\n"


@pytest.mark.parametrize(
    ("measured", "told"),
    [
        ({PAGE: Budget(20_900, 5_400, 16)}, ""),
        ({PAGE: None}, ""),
        ({PAGE: Budget(21_200, 5_000, 16)}, "first_visit_gzip vaut 21200 dans le site construit, 20000"),
        ({PAGE: Budget(20_000, 4_400, 16)}, "next_visit_gzip vaut 4400"),
        ({PAGE: Budget(20_000, 5_000, 17)}, "requests vaut 17"),
        (
            {PAGE: Budget(20_000, 5_000, 16), HOME: Budget(1, 1, 1)},
            f"page {HOME} : la page n'est pas mesurée.",
        ),
        ({}, f"page {PAGE} : cette page n'est plus dans le cours."),
    ],
    ids=["near", "not built", "first visit", "next visit", "requests", "new page", "page withdrawn"],
)
def test_the_book_says_when_its_measures_are_old(
    course: Course, measured: dict[str, Budget | None], told: str
) -> None:
    measures_path(course).write_text(MEASURES, encoding="utf-8")
    problems = [str(problem) for problem in check_measures(course, measured)]
    assert len(problems) == bool(told)
    assert all(told in problem for problem in problems)


def test_measures_that_cannot_be_read_are_told(course: Course) -> None:
    measures_path(course).write_text(MEASURES.replace(",16", ","), encoding="utf-8")
    with pytest.raises(CourseError, match=r"book/mesures\.csv, ligne 2 : la ligne ne se lit pas"):
        read_measures(course)


def test_the_measures_are_shown_in_french(built: Course) -> None:
    measures_path(built).write_text(
        f"page,first_visit_gzip,next_visit_gzip,requests\n{PAGE},123456,7890,12\n", encoding="utf-8"
    )
    table = budget_table(built)
    assert '<th scope="row">Un essai</th><td>123,5\u00a0ko</td><td>7,9\u00a0ko</td><td>12</td>' in table
    assert "style=" not in table


def test_the_weights_of_the_models_are_shown_too(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measures_path(course).write_text(MEASURES, encoding="utf-8")
    weights = tmp_path / "gpt.safetensors"
    weights.write_bytes(bytes(489_864))
    monkeypatch.setattr(budgets_module, "weights_file", {"gpt": weights}.get)
    table = budget_table(course)
    compressed = len(gzip.compress(weights.read_bytes(), 6, mtime=0))
    row = f"<td>489,9\u00a0ko</td><td>{compressed / 1000:.1f}\u00a0ko</td>".replace(".", ",")
    assert f'<th scope="row">Il prédit le token suivant</th>{row}' in table
    assert "mot caché" not in table
    monkeypatch.setattr(budgets_module, "weights_file", {}.get)
    assert "Modèles de langue" not in budget_table(course)


def test_measuring_nothing_keeps_the_last_figures(course: Course) -> None:
    measures_path(course).write_text("kept", encoding="utf-8")
    with pytest.raises(CourseError, match="le site n'est pas construit"):
        write_measures(course)
    assert measures_path(course).read_text(encoding="utf-8") == "kept"


def test_a_page_met_twice_is_loaded_once(built: Course) -> None:
    write(built, f"{ASSETS}/store.js", 'import "./host.js";')
    assert visit(built, PAGE).problems == ()
