"""A built page whose first quiz asks other questions: a type is tried with the scripts and the policy of a real page."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page, Route

from chevet.widgets.quiz import Quiz

from .conftest import Reader, islands


def ask(visitor: Reader, asked: list[dict[str, Any]], page: Page | None = None, **settings: Any) -> Page:
    """Open the first chapter that has a quiz, with these questions in their place and nothing else to answer."""
    name = next(island.page for island in islands() if island.widget == "quiz")
    page = page or visitor.page
    state = Quiz(questions=asked, **settings).state()

    def serve(route: Route) -> None:
        soup = BeautifulSoup((visitor.folder / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        first, *others = soup.select(".chevet-island")
        first["data-chevet-widget"] = "quiz"
        script = first.find("script", type="application/json")
        assert isinstance(script, Tag)
        script.string = json.dumps(state, ensure_ascii=False).replace("<", "\\u003c")
        for other in others:
            other.decompose()
        for redo in soup.select("[data-chevet-redo]"):
            units = {q["id"]: q["case"]["id"] if q.get("case") else q["id"] for q in asked}
            redo["data-questions"] = " ".join(f"{q['id']}:{q['digest']}::{units[q['id']]}" for q in asked)
        route.fulfill(body=str(soup), content_type="text/html; charset=utf-8")

    page.route(f"**/{name}.html", serve)
    page.goto(f"{visitor.address}/{name}.html")
    return page
