"""nginx and Caddy, as deploy/ configures them: headers, types, compression, durations, every file of every page.

The static half needs no server. The other half starts the real one on the loopback; it is skipped, and says so,
on a machine that lacks it.
"""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from chevet.site.strict import CSP

DEPLOY = Path(__file__).parents[2] / "deploy"
NGINX = DEPLOY / "nginx"
HEADERS = {
    "content-security-policy": CSP,
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".safetensors": "application/octet-stream",
}


def test_nginx_says_every_header_and_none_in_a_location() -> None:
    text = (NGINX / "chevet-server.conf").read_text(encoding="utf-8")
    told = dict(re.findall(r'^add_header\s+(\S+)\s+"([^"]+)" always;', text, re.MULTILINE))
    assert {name.lower(): value for name, value in told.items()} == HEADERS
    for path in NGINX.glob("*.conf"):
        code = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
        assert "add_header" not in "".join(re.findall(r"\blocation\s[^{]*\{[^}]*\}", code))


def test_caddy_says_every_header() -> None:
    text = (DEPLOY / "caddy" / "Caddyfile").read_text(encoding="utf-8")
    told = dict(re.findall(r'^\t\t([A-Z][\w-]+) "?([^"\n]+)"?$', text, re.MULTILINE))
    assert {name.lower(): value for name, value in told.items()} == HEADERS


def test_what_is_kept_for_ever_has_its_digest_in_its_name(root: Path) -> None:
    """The expression of nginx, on the files of a real build."""
    text = (NGINX / "chevet-http.conf").read_text(encoding="utf-8")
    patterns = [re.compile(found) for found in re.findall(r'^ +"~(\S+)" +"public', text, re.MULTILINE)]
    assert len(patterns) == 3
    files = ["/" + p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]
    kept = {name for name in files if any(pattern.search(name) for pattern in patterns)}
    ours = {name for name in files if "/_static/chevet/" in name}
    assert kept >= ours
    others = {name.removeprefix("/a/b/") for name in set(files) - kept}
    # Sphinx names its own files for ever the same, and pages keep their address.
    assert not [
        n
        for n in others
        if not n.endswith(".html")
        and not n.startswith(("_static/", "search", "offline", "_images/", "chapters/figures/"))
    ]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Answer]


def _ask(port: int) -> Ask:
    def ask(path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    return ask


def _nginx(root: Path, port: int, folder: Path) -> list[str]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        pytest.skip("nginx is not on this machine")
    for path in NGINX.glob("*.conf"):
        text = path.read_text(encoding="utf-8")
        for old, new in (
            ("8080", f"127.0.0.1:{port}"),
            ("/srv/chevet", str(root)),
            ("/tmp/chevet", f"{folder}/chevet"),
        ):
            text = text.replace(old, new)
        (folder / path.name).write_text(text, encoding="utf-8")
    # Started by root, it would read as « nobody », who may not enter the folders of the tests.
    user = " user root;" if os.geteuid() == 0 else ""
    return [program, "-c", str(folder / "nginx.conf"), "-g", f"daemon off;{user}"]


def _caddy(root: Path, port: int, folder: Path) -> list[str]:
    program = shutil.which("caddy")
    if not program:
        pytest.skip("caddy is not on this machine")
    text = (DEPLOY / "caddy" / "Caddyfile").read_text(encoding="utf-8")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text, encoding="utf-8")
    return [program, "run", "--config", str(folder / "Caddyfile")]


@pytest.fixture(scope="module", params=[_nginx, _caddy], ids=["nginx", "caddy"])
def ask(
    request: pytest.FixtureRequest, root: Path, free_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ask]:
    """A server that serves ``root``, and the way to ask it; it is stopped at the end."""
    folder = tmp_path_factory.mktemp("server")
    command = request.param(root, free_port, folder)
    environment = {
        **os.environ,
        "CHEVET_ADRESSE": f"http://127.0.0.1:{free_port}",
        "CHEVET_RACINE": str(root),
        "HOME": str(folder),
    }
    log = folder / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        one = _ask(free_port)
        try:
            for _ in range(200):
                if process.poll() is not None:
                    pytest.fail(f"the server stopped:\n{log.read_text(encoding='utf-8')}", pytrace=False)
                try:
                    one("/a/b/")
                    break
                except OSError:
                    time.sleep(0.05)
            yield one
        finally:
            process.terminate()


def test_every_answer_has_the_headers(ask: Ask) -> None:
    for path in ("/a/b/", "/a/b/chapters/01-essai.html", "/a/b/nothing-here.html"):
        told = ask(path).headers
        assert {name: told.get(name) for name in HEADERS} == HEADERS
    assert not re.search(r"\d", told.get("server", "")), "the version of the server is told"


def test_every_page_and_all_that_it_names_answers(ask: Ask, root: Path) -> None:
    """Under a sub-path: no address may begin at the root of the host."""
    site = root / "a" / "b"
    pages = [p.relative_to(site).as_posix() for p in site.rglob("*.html")]
    asked = {f"/a/b/{name}" for name in pages}
    for name in pages:
        soup = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        for tag in soup.find_all(["a", "link", "script", "img"]):
            address = tag.get("href") or tag.get("src")
            if address and not urlsplit(address).netloc and not address.startswith(("#", "mailto:")):
                asked.add(urlsplit(urljoin(f"/a/b/{name}", address)).path)
    assert len(asked) > 20
    assert not [path for path in asked if not path.startswith("/a/b/")]
    assert {path: status for path in sorted(asked) if (status := ask(path).status) != 200} == {}


def test_every_file_has_its_type_and_comes_whole(ask: Ask, root: Path) -> None:
    seen = set()
    for path in sorted(root.rglob("*")):
        if not path.is_file():
            continue
        answer = ask("/" + path.relative_to(root).as_posix())
        seen.add(path.suffix)
        assert answer.headers["content-type"].partition(";")[0] == TYPES[path.suffix], path.name
        assert answer.body == path.read_bytes(), path.name
    assert seen >= set(TYPES) - {".png"}


def test_texts_are_compressed_and_weights_are_not(ask: Ask, root: Path) -> None:
    (script,) = (root / "a/b/_static/chevet").glob("host.*.js")
    (weights,) = (root / "a/b/_static/chevet").glob("gpt.*.safetensors")
    answer = ask("/" + script.relative_to(root).as_posix(), accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert gzip.decompress(answer.body) == script.read_bytes()
    plain = ask("/" + weights.relative_to(root).as_posix(), accept_encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert plain.body == weights.read_bytes()


def test_a_named_digest_is_kept_for_ever_and_a_page_is_asked_again(ask: Ask, root: Path) -> None:
    (sheet,) = (root / "a/b/_static/chevet").glob("chevet.*.css")
    assert ask("/" + sheet.relative_to(root).as_posix()).headers["cache-control"] == FOR_EVER
    for path in ("/a/b/chapters/01-essai.html", "/a/b/searchindex.js", "/a/b/"):
        first = ask(path)
        assert first.headers["cache-control"] == "no-cache"
        again = ask(path, if_none_match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["content-security-policy"] == CSP


def test_a_file_compressed_ahead_is_sent_as_it_is(ask: Ask, root: Path) -> None:
    page = root / "a" / "b" / "avance.html"
    page.write_text("<!doctype html>" + "x" * 600, encoding="utf-8")
    ahead = page.with_name("avance.html.gz")
    ahead.write_bytes(gzip.compress(page.read_bytes(), 9, mtime=0))
    try:
        answer = ask("/a/b/avance.html", accept_encoding="gzip")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.body == ahead.read_bytes()
    finally:
        page.unlink()
        ahead.unlink()


def test_nothing_hidden_is_served_and_nothing_can_be_written(ask: Ask, root: Path) -> None:
    secret = root / "a" / "b" / ".secret"
    secret.write_text("x", encoding="utf-8")
    try:
        assert ask("/a/b/.secret").status == 404
    finally:
        secret.unlink()
    assert ask("/a/b/", "POST").status == 405
    assert ask("/a/b/_static/").status in {403, 404}, "a folder must not list its files"


def test_the_texts_are_compressed_ahead_the_same_every_time(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("été " * 400, encoding="utf-8")
    (tmp_path / "petit.html").write_text("x", encoding="utf-8")
    (tmp_path / "poids.safetensors").write_bytes(b"x" * 5000)
    script = [str(DEPLOY / "comprimer.sh"), str(tmp_path)]
    subprocess.run(script, check=True)
    first = (tmp_path / "page.html.gz").read_bytes()
    os.utime(tmp_path / "page.html", (0, 0))
    subprocess.run(script, check=True)
    assert (tmp_path / "page.html.gz").read_bytes() == first
    assert [p.name for p in tmp_path.glob("*.gz")] == ["page.html.gz"]
