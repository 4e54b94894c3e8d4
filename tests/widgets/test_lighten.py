"""Scripts and styles lose what only their authors read, and nothing else."""

import json
import re
import subprocess
from pathlib import Path

import pytest

import chevet
from chevet.problems import CourseError
from chevet.widgets.lighten import light_script, light_sheet
from chevet.widgets.modules import publish

PACKAGE = Path(chevet.__file__).parent
SHEETS = [*PACKAGE.rglob("*.css"), *(PACKAGE.parent.parent / "book" / "_static").glob("*.css")]
# Node reads JavaScript with acorn: the same tree but for places, the same values, means the same program.
SAME_TREES = """
const { parse } = require("internal/deps/acorn/acorn/dist/acorn");
const read = (text) => JSON.stringify(
  parse(text, { ecmaVersion: "latest", sourceType: "module" }),
  (key, value) => (key === "start" || key === "end" ? undefined : value),
);
const pairs = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const changed = Object.keys(pairs).filter((name) => read(pairs[name][0]) !== read(pairs[name][1]));
process.stdout.write(JSON.stringify(changed));
"""


def changed(pairs: dict[str, tuple[str, str]]) -> list[str]:
    """The names of those whose two texts are not the same program."""
    command = ["node", "--expose-internals", "-e", SAME_TREES]
    told = subprocess.run(command, input=json.dumps(pairs), capture_output=True, text=True, check=True)
    found: list[str] = json.loads(told.stdout)
    return found


def test_every_script_of_the_course_is_the_same_program() -> None:
    texts = {
        str(path): path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.js")
        if ".test." not in path.name
    }
    pairs = {name: (text, light_script(text)) for name, text in texts.items()}
    assert len(pairs) > 100
    assert changed(pairs) == []
    assert sum(len(light) for _, light in pairs.values()) < 0.85 * sum(map(len, texts.values()))


HARD = r"""/** Of a page. */
import { a } from "./a.js"; // why
const url = "https://exemple.fr/*", quote = 'l\'eau // claire', half = a / 2 / 1; /* two
lines */ let b
// a semicolon left out
let c = 1 /* here */ + /* there */ 2
++c
const text = `// kept
    as it is, ${[1, { d: `/* ${ /* gone */ c } */` }].length /* gone */} // kept`;
const marks = /[/"'`]\/*/.test(text) ? /\/\/ no/ : (b) / 2 / c;
export const f = () => { // gone
  return /* gone */ /x{1,}`/u;
};
"""


def test_what_looks_like_a_comment_is_read_as_it_is() -> None:
    light = light_script(HARD)
    assert changed({"hard": (HARD, light), "other": (HARD, light.replace("++c", "--c"))}) == ["other"]
    for gone in ("Of a page", "why", "lines", "semicolon", "here", "there", "gone"):
        assert gone not in light
    assert light.count("// kept\n    as it is") == 1
    assert not re.search(r"\n[ \n]", light.replace("// kept\n    as", ""))


def test_a_licence_stays() -> None:
    kept = '/*! of others */\n// @license MIT\n"use strict";\n'
    assert light_script(kept) == kept
    assert light_sheet("/*! of others */\n/* ours */\na { color: red }\n") == (
        "/*! of others */\na { color: red }\n"
    )


def test_a_script_that_does_not_end_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.js").write_text("const a = 1;\nconst b = `never closed;\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"broken\.js : .*line 2"):
        publish(tmp_path / "broken.js")


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_sheet_keeps_its_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # No string of ours holds a comment: to take them away the short way is right, and checks the long one.
    told = (
        re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", one, flags=re.DOTALL))
        for one in (text, light_sheet(text))
    )
    assert len({one.strip() for one in told}) == 1
    assert "/*" not in light_sheet(text)


def test_a_sheet_keeps_what_is_quoted() -> None:
    sheet = 'a::before { content: "/* kept */  x"; background: url(data:image/svg+xml,/*kept*/) }\n'
    assert light_sheet(sheet) == sheet
