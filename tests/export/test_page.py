"""A page taken out of the site: everything it loads comes along, and only references lead out."""

from __future__ import annotations

from pathlib import Path

import pytest

from chevet.export.page import read_page
from chevet.problems import CourseError

HEAD = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>T</title>
<link rel="stylesheet" href="../_static/a.css?v=1"><link rel="next" href="02.html"><link rel="search" href="../s.html">
<script src="../_static/theme.js"></script><script type="application/json" id="chevet-modules">{"w": "../_static/w.js"}</script>
<script type="application/json" id="chevet-lm">{"gpt": "../_static/gpt.safetensors",
 "worker": "../_static/worker.js", "bytes": {"gpt": 3}}</script>
<script type="module" src="../_static/host.js"></script></head>"""
FILES = {
    "_static/a.css": "@import 'b.css'; p { background: url( \"img/fond.svg\" ) } i { background: url(data:image/gif;x) }",
    "_static/b.css": "@font-face { src: url(../fonts/f.woff2#x) }",
    "_static/img/fond.svg": "<svg/>",
    "_static/theme.js": "",
    "_static/host.js": 'import "./store.js";\nexport { a } from "./deep/c.js";\n'
    'const u = new URL("./data.json", import.meta.url);',
    "_static/store.js": "",
    "_static/deep/c.js": 'const later = () => import("../late.js");',
    "_static/late.js": "",
    "_static/data.json": "{}",
    "_static/w.js": 'const html = "from ./nowhere.js";',
    "_static/gpt.safetensors": "abc",
    "_static/worker.js": 'import { n } from "./network.js";',
    "_static/network.js": "",
    "_static/never.js": "",
    "fonts/f.woff2": "",
    "_images/x.png": "",
    "_images/x2.png": "",
    "chapters/02.html": "",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def write(site: Path, main: str) -> None:
    (site / "chapters" / "01.html").write_text(
        f"{HEAD}<body><nav>N</nav><main id=contenu>{main}</main><footer>F</footer></body></html>",
        encoding="utf-8",
    )


def test_what_is_loaded_comes_along_and_nothing_else(site: Path) -> None:
    write(site, '<img alt="" src="../_images/x.png" srcset="../_images/x2.png 2x, ../_images/x.png 1x">')
    page = read_page(site, "chapters/01.html")
    assert set(page.files) == set(FILES) - {"_static/never.js", "chapters/02.html"}
    html = page.html().decode("utf-8")
    assert 'src="_images/x.png" srcset="_images/x2.png 2x, _images/x.png 1x"' in html
    assert "../" not in html
    assert page.json("chevet-modules") == {"w": "_static/w.js"}
    model = {"gpt": "_static/gpt.safetensors", "worker": "_static/worker.js", "bytes": {"gpt": 3}}
    assert page.json("chevet-lm") == model
    assert "<nav" not in html
    assert "<footer" not in html
    assert 'rel="next"' not in html


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<a href="02.html#x">la <b>suite</b></a>', "la <b>suite</b>"),
        (
            '<a class="reference internal" href="../book/glossaire.html#token"><span class="xref std">token</span></a>',
            "token",
        ),
        (
            '<a class="reference internal chevet-term" aria-describedby="def-token" '
            'href="../book/glossaire.html#token"><span class="xref std">token</span></a><p id="def-token">t</p>',
            '<span class="chevet-term" data-chevet-definition="def-token">token</span><p id="def-token">t</p>',
        ),
        ('<a href="../_downloads/notes.csv" download>les données</a>', "les données"),
        ('<a href="01.html#y">plus haut</a>', '<a href="#y">plus haut</a>'),
        ('<a href="#y">plus bas</a>', '<a href="#y">plus bas</a>'),
        ('<a href="#">en haut</a>', "en haut"),
        (
            '<a href="https://doi.org/10.1/x" rel="external noopener">doi</a>',
            '<a href="https://doi.org/10.1/x" rel="noopener" target="_blank">doi</a>',
        ),
        ("a&nbsp;: 1 &lt; 2 &amp; <br>é", "a\u00a0: 1 &lt; 2 &amp; <br>é"),
        ("<nav><a href='02.html'>suite</a></nav><p>t</p>", "<p>t</p>"),
    ],
)
def test_links(site: Path, written: str, expected: str) -> None:
    write(site, written)
    assert f'<main id="contenu">{expected}</main>' in read_page(site, "chapters/01.html").html().decode(
        "utf-8"
    )


def test_links_in_the_state_of_a_widget_are_mended_too(site: Path) -> None:
    state = (
        r'{"a": ["\u003ca href=\"02.html\">suite\u003c/a> \u003c 3"], '
        r'"b": "\u003ca href=\"https://doi.org/1\">doi\u003c/a>"}'
    )
    write(site, f'<div data-chevet-widget="quiz"><script type="application/json">{state}</script></div>')
    (found,) = read_page(site, "chapters/01.html").islands("quiz")
    assert found["a"] == ["suite &lt; 3"]
    assert found["b"] == '<a href="https://doi.org/1" rel="noopener" target="_blank">doi</a>'


def test_a_state_cannot_end_its_script(site: Path) -> None:
    write(site, r'<script type="application/json">{"a": "\u003c/script>\u003ca href=\"#x\">"}</script>')
    assert read_page(site, "chapters/01.html").html().count(b"</script>") == HEAD.count("</script>") + 1


@pytest.mark.parametrize(
    ("main", "message"),
    [
        ('<img alt="" src="../_images/absent.png">', "le fichier « ../_images/absent.png » manque"),
        ('<img alt="" src="https://ailleurs.example/x.png">', "n'est pas dans le site"),
        ('<img alt="" src="//ailleurs.example/x.png">', "n'est pas dans le site"),
        ('<img alt="" src="../../secret.png">', "n'est pas dans le site"),
    ],
)
def test_what_cannot_come_along_is_told(site: Path, main: str, message: str) -> None:
    write(site, main)
    with pytest.raises(CourseError) as caught:
        read_page(site, "chapters/01.html")
    assert message in str(caught.value)
    assert "_build/html/chapters/01.html" in str(caught.value)
