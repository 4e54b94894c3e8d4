"""How many learners a machine serves: the site behind nginx as deploy/ configures it, and the memory of a kernel.

    .venv/bin/python benchmarks/hosting.py [--page chapters/05-entrainement] [--seconds 10] [--kernels] [--json]

Serves a copy of ``_build/html``, compressed ahead, from nginx on the loopback, with one worker for each core. A visit
is what a browser asks for: the page, all that it loads until its last widget is mounted, once with an empty cache
(« first »), once with the cache of the first (« repeat »: only what is not kept for ever, by If-None-Match). Bytes are
those on the wire, headers included. wrk asks for the visits in a loop, on the same cores as nginx: the figure is the
lower for it. ``--kernels`` runs the cells of each chapter in a kernel of its own and reads its memory.

The first lines say the load of the machine: above 1 for each core, the figures of speed are not worth writing down.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from harness import Unavailable
from jupyter_client.manager import KernelManager

from chevet.cells import read_cells
from chevet.course import Course, find_course
from chevet.threads import ONE_THREAD
from chevet.visits import first_visit_files, page_path

NGINX = Path(__file__).resolve().parent.parent / "deploy" / "nginx"
COMPRESS = NGINX.parent / "comprimer.sh"
KEPT = "immutable"
CONNECTIONS = 64


@dataclass(frozen=True)
class Visit:
    """The requests of a visit: addresses, headers to send, bytes received."""

    requests: tuple[tuple[str, dict[str, str]], ...]
    received: int  # bytes, headers included


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        raise SystemExit(f"{name} is missing: install it (Debian: apt-get install nginx-light wrk)")
    return found


@contextlib.contextmanager
def served(site: Path, folder: Path) -> Iterator[int]:
    """nginx serving ``site`` as deploy/nginx says, on a free port of the loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    changes = (("8080", f"127.0.0.1:{port}"), ("/srv/chevet", str(site)), ("/tmp/chevet", f"{folder}/chevet"))
    for path in NGINX.glob("*.conf"):
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        (folder / path.name).write_text(text, encoding="utf-8")
    user = " user root;" if os.geteuid() == 0 else ""
    command = [program("nginx"), "-c", str(folder / "nginx.conf"), "-g", f"daemon off;{user}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def read_visits(course: Course, page: str, port: int) -> tuple[Visit, Visit]:
    """The first visit of ``page`` and the next one, asked for once to see what each request brings."""
    root = course.site_dir.resolve()
    files = sorted(first_visit_files(course, page), key=lambda path: path != page_path(course, page))
    if not files:
        raise SystemExit(f"{page} is not built: run chevet build")
    first, again, received, received_again = [], [], 0, 0
    for path in files:
        address, headers = "/" + path.relative_to(root).as_posix(), {"Accept-Encoding": "gzip"}
        size, told = fetch(port, address, headers)
        first.append((address, headers))
        received += size
        if KEPT not in told["cache-control"]:
            headers = {**headers, "If-None-Match": told["etag"]}
            again.append((address, headers))
            received_again += fetch(port, address, headers)[0]
    return Visit(tuple(first), received), Visit(tuple(again), received_again)


def whole_course(course: Course, port: int) -> dict[str, int]:
    """What somebody who reads every chapter once asks for: a file shared by two chapters counts once."""
    root = course.site_dir.resolve()
    files = {
        path for chapter in course.chapters for path in first_visit_files(course, f"chapters/{chapter.slug}")
    }
    sizes = [fetch(port, "/" + p.relative_to(root).as_posix(), {"Accept-Encoding": "gzip"})[0] for p in files]
    return {"chapters": len(course.chapters), "requests": len(sizes), "bytes": sum(sizes)}


def fetch(port: int, address: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Bytes of one answer, its headers with it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status not in (200, 304):
        raise SystemExit(f"{address}: {answer.status}")
    lines = answer.getheaders()
    head = len(f"HTTP/1.1 {answer.status} {answer.reason}\r\n\r\n") + sum(
        len(n) + len(v) + 4 for n, v in lines
    )
    return head + len(body), {name.lower(): value for name, value in lines}


def _lua(address: str, headers: dict[str, str]) -> str:
    """One request, ready, in wrk's language; Lua and JSON write these strings the same way."""
    told = ", ".join(f"[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items())
    return f"wrk.format('GET', {json.dumps(address)}, {{{told}}})"


def throughput(visit: Visit, port: int, seconds: int, folder: Path) -> tuple[float, float]:
    """Visits a second, and the 99th percentile of the time of one answer in milliseconds."""
    entries = ",\n".join(_lua(address, headers) for address, headers in visit.requests)
    script = folder / "visit.lua"
    script.write_text(
        f"local asked = nil\nlocal rank = 0\nfunction init() asked = {{\n{entries}\n}} end\n"
        "function request() rank = rank % #asked + 1; return asked[rank] end\n"
        "function done(summary, latency) io.write(string.format('RESULT %d %d %f %d\\n', summary.requests, "
        "summary.duration, latency:percentile(99) / 1000, summary.errors.status + summary.errors.read "
        "+ summary.errors.connect + summary.errors.timeout)) end\n",
        encoding="utf-8",
    )
    command = [program("wrk"), "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "-s", str(script)]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"], capture_output=True, check=True, text=True
    ).stdout
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) (\d+)", told)
    if not found or int(found[4]):
        raise SystemExit(f"wrk failed:\n{told}")
    return int(found[1]) / (int(found[2]) / 1e6) / len(visit.requests), float(found[3])


def kernel_memory(course: Course, slug: str) -> float:
    """Megabytes that a kernel holds once it has run every cell of a chapter."""
    manager = KernelManager(kernel_name="python3")
    environment = {**os.environ, **ONE_THREAD, "CHEVET_ROOT": str(course.root)}
    manager.start_kernel(cwd=str(course.root / "chapters"), env=environment)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        for cell in read_cells(course, course.chapter(slug).path):
            reply = client.execute_interactive(cell.source, timeout=300, output_hook=lambda _: None)
            if reply["content"]["status"] != "ok":
                raise SystemExit(f"{slug}: {reply['content'].get('evalue')}")
        return memory(manager.provisioner.pid)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def memory(pid: int) -> float:
    """Resident memory of a process, in megabytes, shared libraries counted whole: what to reserve for it."""
    found = re.search(
        r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert found
    return int(found[1]) * 1024 / 1e6


def measure(_bench: object) -> None:
    """The part « hosting » of run.py.

    Raises:
        Unavailable: nginx or wrk is missing, or one of them failed.
    """
    try:
        main([])
    except SystemExit as why:
        raise Unavailable(str(why)) from why


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--page", default="chapters/05-entrainement")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--kernels", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(words)
    course = find_course(Path(__file__))
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    found: dict[str, object] = {"date": date.today().isoformat(), "cores": cores, "load": round(load, 2)}
    found["nginx"] = (
        subprocess.run([program("nginx"), "-v"], capture_output=True, text=True)
        .stderr.strip()
        .rpartition("/")[2]
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder, site = Path(scratch), Path(scratch) / "site"
        shutil.copytree(course.site_dir, site)
        subprocess.run([str(COMPRESS), str(site)], check=True)
        with served(site, folder) as port:
            for name, visit in zip(("first", "repeat"), read_visits(course, options.page, port), strict=True):
                rate, slow = throughput(visit, port, options.seconds, folder)
                found[name] = {
                    "requests": len(visit.requests),
                    "bytes": visit.received,
                    "visits_per_s": round(rate, 1),
                    "p99_ms": round(slow, 1),
                }
            found["course"] = whole_course(course, port)
    if options.kernels:
        found["kernels_mb"] = {c.slug: round(kernel_memory(course, c.slug)) for c in course.chapters}
    if options.json:
        print(json.dumps(found, indent=1))
        return
    print(f"{found['date']}, nginx {found['nginx']}, {cores} cores, load {load:.2f}, page {options.page}\n")
    if load > cores:
        print("The machine was busy: do not write these speeds down.\n")
    print(
        "| visit | requests | bytes | visits/s | learners/h | p99 (ms) | Mbit/s |\n|---|---|---|---|---|---|---|"
    )
    for name in ("first", "repeat"):
        one = found[name]
        assert isinstance(one, dict)
        rate = one["visits_per_s"]
        print(
            f"| {name} | {one['requests']} | {one['bytes']} | {rate} | {rate * 3600:.0f} | {one['p99_ms']} "
            f"| {rate * one['bytes'] * 8 / 1e6:.0f} |"
        )
    whole = found["course"]
    assert isinstance(whole, dict)
    print(
        f"\nThe {whole['chapters']} chapters read once: {whole['requests']} requests, {whole['bytes']} bytes."
    )
    for slug, size in (found.get("kernels_mb") or {}).items():  # type: ignore[union-attr, attr-defined]
        print(f"kernel, {slug}: {size} MB")


if __name__ == "__main__":
    main()
