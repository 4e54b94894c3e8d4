"""What the USB key holds: every file of the site, modules as classic scripts, the same bytes each time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from chevet.course import Course
from chevet.export.usb import usb_files
from chevet.export.usb_scripts import classic_module, is_module, text_script
from chevet.export.zip import zip_bytes
from chevet.problems import CourseError
from chevet.site.assets import collect
from chevet.site.offline import MANIFEST, WORKER, write_offline
from chevet.site.strict import page_faults

HOME = "book/accueil.html"
PAGE = """<!doctype html><html><head><script src="../_static/chevet/theme.1.js"></script>
<script type="module" src="../_static/chevet/host.1.js"></script>
<link rel="prefetch" href="../_static/chevet/a.1.js"></head>
<body><main><h1>Accueil</h1><p>Un mot.</p><script type="application/json">{}</script></main></body></html>
"""
# Reads each pair (module, classic script) and prints what either exports, functions by their text.
COMPARE = """
import vm from "node:vm";
import fs from "node:fs";
import path from "node:path";
const [folder, classic] = process.argv.slice(2);
const modules = new Map();
globalThis.chevetFolder = { define: (name, needs, body) => modules.set(name, { needs, body, exports: null }) };
const shown = (value) => typeof value === "function" ? String(value).replace(/\\s+/g, " ").slice(0, 24) : typeof value;
function need(name) {
  if (!modules.has(name)) vm.runInThisContext(fs.readFileSync(path.join(classic, name), "utf8"), { filename: name });
  const one = modules.get(name);
  for (const other of one.needs) need(other);
  if (!one.exports) {
    one.exports = {};
    one.body({ exports: one.exports, need, load: async (address) => need(path.basename(address)), url: "file:///" });
  }
  return one.exports;
}
const found = {};
for (const name of fs.readdirSync(classic)) {
  const module = await import(path.join(folder, name));
  const list = (all) => Object.keys(all).sort().map((key) => [key, shown(all[key])]);
  found[name] = [list(module), list(need(name))];
}
console.log(JSON.stringify(found));
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site of one page, with one file of each kind."""
    folder = tmp_path / "site"
    (folder / "book").mkdir(parents=True)
    (folder / "_static" / "chevet").mkdir(parents=True)
    (folder / HOME).write_text(PAGE, encoding="utf-8")
    (folder / "index.html").write_text("ailleurs", encoding="utf-8")
    static = folder / "_static" / "chevet"
    (static / "theme.1.js").write_text("document.title;", encoding="utf-8")
    (static / "host.1.js").write_text(
        'import { a } from "./a.1.js";\nexport const b = a;\n', encoding="utf-8"
    )
    (static / "a.1.js").write_text("export function a() {}\n", encoding="utf-8")
    (static / "parts" / "accueil").mkdir(parents=True)
    (static / "parts" / "accueil" / "b.1.js").write_text("export default 1;\n", encoding="utf-8")
    (static / "part.json").write_text('{"é": "</script>"}', encoding="utf-8")
    (static / "gpt.1.safetensors").write_bytes(bytes(range(256)))
    (static / "drawing.svg").write_text("<svg/>", encoding="utf-8")
    write_offline(folder)
    return folder


def test_every_module_of_the_course_exports_the_same_as_a_classic_script(
    real_course: Course, tmp_path: Path
) -> None:
    modules, classic = tmp_path / "modules", tmp_path / "classic"
    modules.mkdir()
    classic.mkdir()
    (modules / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    for name, content in collect(real_course).files.items():
        if name.endswith(".js") and is_module(content.decode("utf-8")):
            (modules / name).write_bytes(content)
            (classic / name).write_text(classic_module(name, content.decode("utf-8")), encoding="utf-8")
    (tmp_path / "compare.mjs").write_text(COMPARE, encoding="utf-8")
    result = subprocess.run(
        ["node", str(tmp_path / "compare.mjs"), str(modules), str(classic)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert len(found) > 50
    assert {name for name, (module, script) in found.items() if module != script} == set()
    assert sum(len(module) for module, _ in found.values()) > len(found)


@pytest.mark.parametrize(
    ("module", "script"),
    [
        ('import { a, b as c } from "./x.js";', 'const { a, b: c } = $usb.need("x.js");'),
        ('import * as say from "./x.js";', 'const say = $usb.need("x.js");'),
        ('import one from "./x.js";', 'const { default: one } = $usb.need("x.js");'),
        ('import {\n  a,\n  b,\n} from "./x.js";', 'const { a, b } = $usb.need("x.js");\n\n\n'),
        ("export async function a() {}", "get a() { return a; }"),
        ("export class A {}", "get A() { return A; }"),
        ("const a = 1;\nexport { a as b };", "get b() { return a; }"),
        ('export { a as b } from "./x.js";', 'get b() { return $usb.need("x.js").a; }'),
        ("export default { render };", "const $usb_default = { render };"),
        ('export const f = () => import("./y.js");', 'const f = () => $usb.load("./y.js");'),
        ("export const u = import.meta.url;", "const u = $usb.url;"),
    ],
)
def test_each_form_of_import_and_export(module: str, script: str) -> None:
    assert script in classic_module("m.js", module)


@pytest.mark.parametrize(
    "module",
    [
        'export * from "./x.js";',
        'import "./x.js";',
        "export default function f() {}",
        'import a from "elsewhere";',
        "export const a = import.meta.resolve('x');",
        "export const $usb = 1;",
    ],
)
def test_a_form_that_is_not_known_is_refused(module: str) -> None:
    with pytest.raises(CourseError, match="la clé USB ne sait pas lire"):
        classic_module("m.js", module)


def test_a_script_without_import_nor_export_is_left_as_it_is() -> None:
    assert not is_module("const importance = 1;\n// export nothing\nimport('./x.js');\n")
    assert is_module('const a = 1;\nimport { b } from "./b.js";\n')


def test_the_key_holds_the_site_and_what_fetch_reads(site: Path) -> None:
    files = usb_files(site, HOME)
    static = "_static/chevet/"
    assert {MANIFEST, WORKER}.isdisjoint(files)
    assert files[f"{static}theme.1.js"] == b"document.title;"
    assert files[f"{static}drawing.svg"] == b"<svg/>"
    assert files[f"{static}a.1.js"].startswith(b'chevetFolder.define("a.1.js", [], ')
    assert files[f"{static}host.1.js"].startswith(b'chevetFolder.define("host.1.js", ["a.1.js"], ')
    # A module that a page asks for later lies in the folder of that page.
    nested = files[f"{static}parts/accueil/b.1.js"]
    assert nested.startswith(b'chevetFolder.define("parts/accueil/b.1.js", [], ')
    # The bytes of 0 to 255, and no file left that a page opened from a folder could not read.
    assert b"AAECAwQF" in files[f"{static}gpt.1.safetensors.js"]
    assert not [name for name in files if name.endswith((".json", ".safetensors"))]
    extract = files[f"{HOME}.js"].decode("utf-8")
    assert "Un mot." in extract
    assert "script" not in extract


def test_a_page_of_the_key_runs_classic_scripts_in_the_order_of_modules(site: Path) -> None:
    page = usb_files(site, HOME)[HOME].decode("utf-8")
    scripts = BeautifulSoup(page, "html.parser").find_all("script", src=True)
    assert [str(one["src"]).split("/")[-1].split(".")[0] for one in scripts] == [
        "usb_loader",
        "theme",
        "host",
    ]
    assert [one.has_attr("data-chevet-run") and one.has_attr("defer") for one in scripts] == [
        False,
        False,
        True,
    ]
    assert "module" not in page
    assert "prefetch" not in page
    assert page_faults(page) == []


def test_data_handed_over_keeps_its_text() -> None:
    text = 'é "quoted" \\ \n</script>\u2028'
    script = text_script("a/b.json", "application/json", text)
    assert json.loads("[" + script.removeprefix("chevetFolder.file(").removesuffix(");\n") + "]")[2] == text
    assert "\u2028" not in script


def test_the_same_site_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    other = shutil.copytree(site, tmp_path / "elsewhere" / "copy", copy_function=shutil.copyfile)
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    assert zip_bytes(usb_files(site, HOME)) == zip_bytes(usb_files(other, HOME))
    assert (site / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()
    write_offline(other)
    assert (site / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()


def test_a_site_that_is_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="chevet build"):
        usb_files(tmp_path, HOME)


@pytest.mark.parametrize("name", ["index.html", "LISEZMOI.txt"])
def test_what_is_met_first_says_to_unpack(name: str, site: Path) -> None:
    text = usb_files(site, HOME)[name].decode("utf-8")
    assert "Extraire tout" in text
    assert page_faults(text) == []


def test_every_link_of_the_first_page_is_in_the_key(site: Path) -> None:
    files = usb_files(site, HOME)
    soup = BeautifulSoup(files["index.html"], "html.parser")
    found = [
        unquote(urlsplit(str(tag.get("href") or tag["src"])).path) for tag in soup.select("[href], [src]")
    ]
    assert found
    assert set(found) <= set(files)
