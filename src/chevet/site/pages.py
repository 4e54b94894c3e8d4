"""What each page needs around its text: the summary, the chapter's header, the modules of its widgets."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from chevet import __version__
from chevet.course import Course
from chevet.policy import CSP
from chevet.quiz.bank import counted, load_bank
from chevet.site.accessibility import PAGE, read_declaration
from chevet.site.assets import FOLDER, Published
from chevet.site.on_demand import move_parts, parts_folder, write_parts
from chevet.site.sharing import share_state, to_script

_ISLAND = re.compile(r'data-chevet-widget="([a-z_]+)"')
_H1 = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_TABLE = re.compile(r'(<table class="(?:docutils|dataframe)\b.*?</table>)', re.DOTALL)
_SUMMARY = re.compile(r'<summary aria-label="Toggle hidden content">(.*?)</summary>', re.DOTALL)
_HEAD = re.compile(r'<th class="head([^"]*)">')
_EMPTY_HEAD = re.compile(r'<th class="head[^"]*">(?:<p></p>|\s*)</th>')
_FIRST_CELL = re.compile(r'(<tr class="row-[^"]*">)<td((?: [^>]*)?>)(.*?)</td>', re.DOTALL)
_COVER = '<p class="chevet-sub">'
_LEVELS = {"socle": "Socle", "approfondissement": "Approfondissement"}


def connect(app: Sphinx) -> None:
    app.connect("html-page-context", _fill)


def _fill(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    course = Course(Path(app.srcdir))
    assets: Published = app.chevet_assets  # type: ignore[attr-defined]
    pathto = context["pathto"]
    body = str(context.get("body", ""))
    used = sorted(set(_ISLAND.findall(body)))
    shown = set(used).union(*(assets.shows[name] for name in used))

    def asset(name: str) -> str:
        return str(pathto(f"{FOLDER}/{assets.names[name]}", 1))

    chapter = _chapter(app, course, pagename)
    context["chevet"] = SimpleNamespace(
        version=__version__,
        csp=CSP,
        asset=asset,
        nav=(nav := _nav(app, course, pagename)),
        place=_place(nav, pagename),
        stylesheets=[pathto(f"{FOLDER}/{assets.sheets[name]}", 1) for name in sorted(shown)],
        # A reader on any other page goes to a chapter next: its questions are fetched when the network is idle.
        ahead=[] if "quiz" in used else [pathto(f"{FOLDER}/{name}", 1) for name in assets.ahead],
        modules=to_script({name: pathto(f"{FOLDER}/{assets.widgets[name]}", 1) for name in used})
        if used
        else "",
        model=to_script(_model(assets, pathto)) if assets.readers.intersection(used) else "",
        chapter=chapter,
        accessibility=_accessibility(app, course),
        chapter_json=to_script({"slug": chapter.slug, "questions": chapter.questions}) if chapter else "",
    )
    if body:
        place = parts_folder(pagename)
        body, parts = move_parts(body, lambda name: str(pathto(f"{FOLDER}/{place}/{name}", 1)))
        write_parts(Path(app.outdir) / FOLDER / place, parts)
        context["body"] = _mend(body, chapter)


def _model(assets: Published, pathto: Callable[..., str]) -> dict[str, Any]:
    """What web/lm_client.js reads: where the worker and the weights lie, and the bytes of each model."""
    addresses = {name: pathto(f"{FOLDER}/{file}", 1) for name, file in assets.model.items()}
    sizes = {name: len(assets.files[file]) for name, file in assets.model.items() if name != "worker"}
    return {**addresses, "bytes": sizes}


def _chapter(app: Sphinx, course: Course, pagename: str) -> SimpleNamespace | None:
    if not pagename.startswith("chapters/"):
        return None
    slug = pagename.removeprefix("chapters/")
    meta = app.env.metadata.get(pagename, {})
    has_bank = (course.banks_dir / f"{slug}.yml").is_file()
    questions = counted(load_bank(course, slug)) if has_bank else ()
    objectives = meta.get("objectives", [])
    return SimpleNamespace(
        slug=slug,
        number=int(slug[:2]),
        part=course.chapter(slug).part,
        questions=[question.id for question in questions],
        # With its digest, a question rewritten since it was answered no longer counts in the total.
        # With the name of its case, the step of a case is asked again with the others.
        keys=" ".join(
            ":".join([one.id, one.digest, *(["", one.case.id] if one.case else [])]) for one in questions
        ),
        duration=meta.get("duration"),
        level=_LEVELS.get(str(meta.get("level", "socle")), "Socle"),
        review=str(meta.get("review", "pending")),
        objectives=json.loads(objectives) if isinstance(objectives, str) else list(objectives),
    )


def _accessibility(app: Sphinx, course: Course) -> SimpleNamespace | None:
    """What the law wants said on every page, and the page that explains it."""
    declaration = read_declaration(course)
    if declaration is None or PAGE not in app.env.titles:
        return None
    return SimpleNamespace(state=declaration.state, page=PAGE)


def _mend(body: str, chapter: SimpleNamespace | None) -> str:
    # myst-nb writes this label in English, and it hides the words that follow, which a summary may not hold in a <p>.
    body = _SUMMARY.sub(
        lambda match: f"<summary>{match[1].replace('<p', '<span').replace('</p>', '</span>')}</summary>", body
    )
    # A wide table scrolls inside its own box; theme.js lets the keyboard reach the boxes that overflow.
    body = _TABLE.sub(lambda match: f'<div class="chevet-scroll">{_headed(match[1])}</div>', body)
    if chapter:
        body = _H1.sub(lambda match: _header(chapter, match[1]), body, count=1)
    elif (title := _H1.search(body)) and _COVER in body:
        # On the home page the title belongs inside the cover, which Markdown cannot say.
        body = body.replace(title[0], "", 1).replace(_COVER, title[0] + _COVER, 1)
    return share_state(body)


def _headed(table: str) -> str:
    """The table of a Markdown page, which cannot say that its first column names the rows: each head with its scope."""
    table = _FIRST_CELL.sub(r'\1<th scope="row"\2\3</th>', table)
    return _HEAD.sub(r'<th scope="col" class="head\1">', _EMPTY_HEAD.sub("<td></td>", table))


def _header(chapter: SimpleNamespace, title: str) -> str:
    count = len(chapter.questions)
    review = "en attente" if chapter.review == "pending" else html.escape(chapter.review)
    facts = [
        f"{chapter.duration}\u00a0min" if chapter.duration else "",
        chapter.level,
        f"{count}\u00a0question{'s' if count > 1 else ''}" if count else "",
        f"Relecture clinique\u00a0: {review}",
    ]
    items = "".join(f"<li>{html.escape(fact)}</li>" for fact in facts if fact)
    aims = "".join(f"<li>{html.escape(aim)}</li>" for aim in chapter.objectives)
    known = (
        f'<div class="chevet-aims"><p>À la fin du chapitre, vous saurez</p><ul>{aims}</ul></div>'
        if aims
        else ""
    )
    return (
        f'<header class="chevet-chap-head"><p class="chevet-crumb">Partie {html.escape(chapter.part.replace(". ", ", "))}</p>'
        f'<div class="chevet-ttl"><span class="chevet-n" aria-hidden="true">{chapter.number}</span>'
        f'<h1><span class="chevet-hide">Chapitre {chapter.number}\u00a0: </span>{title}</h1></div>'
        f'<ul class="chevet-facts">{items}</ul>{known}</header>'
    )


def _nav(app: Sphinx, course: Course, pagename: str) -> list[SimpleNamespace]:
    parts: dict[str, list[SimpleNamespace]] = {}
    for part, name in course.pages[1:]:
        if name in app.env.titles:
            number = str(int(name.split("/")[1][:2])) if name.startswith("chapters/") else ""
            entry = SimpleNamespace(
                name=name, number=number, title=app.env.titles[name].astext(), sections=[]
            )
            if name == pagename:
                entry.sections = _sections(app, pagename)
            parts.setdefault(part, []).append(entry)
    return [SimpleNamespace(caption=caption, pages=pages) for caption, pages in parts.items()]


def _place(nav: list[SimpleNamespace], pagename: str) -> str:
    """« Chapitre 3 sur 12 », « Repères, page 2 sur 7 »; nothing for a page that the contents do not list."""
    chapters = [page.name for part in nav for page in part.pages if page.number]
    if pagename in chapters:
        return f"Chapitre\u00a0{chapters.index(pagename) + 1} sur\u00a0{len(chapters)}"
    for part in nav:
        names = [page.name for page in part.pages]
        if pagename in names:
            return f"{part.caption}, page\u00a0{names.index(pagename) + 1} sur\u00a0{len(names)}"
    return ""


def _sections(app: Sphinx, pagename: str) -> list[SimpleNamespace]:
    toc = app.env.tocs.get(pagename)
    links = [r for r in toc.findall(nodes.reference) if r.get("anchorname")] if toc is not None else []
    return [SimpleNamespace(id=r["anchorname"].lstrip("#"), title=html.escape(r.astext())) for r in links]
