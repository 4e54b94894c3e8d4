"""Kill the commands that write, at random, and look at what they leave: ``tools/faults.py --kills 200``.

Each operation goes from one state of a small course to another and back. A run is killed at a drawn instant, at a
drawn act (opening, moving, removing a file, waiting for the disk), in the middle of a file, or, one time in four on
purpose, once it has begun to move its outputs in place. Then every file that has the name of an output must be the
whole old one or the whole new one; the next run must succeed, give the new outputs and leave nothing else; and no
process may outlive it.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from faults_child import SMALL, Death, End, run

ROOT = Path(__file__).resolve().parent.parent
MINI = ROOT / "tests" / "mini_course"
ALIVE = Death()
STATES = ("a", "b")
CHANGES = (
    ("exercises/banks/01-essai.yml", "Deux rectangles.", "Deux rectangles égaux."),
    ("chapters/02-suite.md", ".mean():.1f}", ".mean():.2f}"),
    ("chapters/03-formes.md", "# ", "# Les "),
)
ASSIGNMENT = "title: Essai\nitems:\n  - {id: essai-01, weight: 2}\n  - draw: {chapter: [01-essai], number: 2, seed: 3}\n"
# What a command imports when it runs: read once, so that a run that is killed spends its time on its work.
MODULES = (
    "cli", "assignments.files", "cohort.run", "cohort.write", "golden", "site.build", "site.serve",
    "export.anki", "export.assignment", "export.formats", "export.gift", "export.mbz", "export.moodle_xml",
    "export.notebooks", "export.paper", "export.scorm", "export.scorm_course", "export.usb",
)  # fmt: skip
SLOW = {"build": 12, "serve": 6, "golden": 6}  # share of 200 kills; the rest is shared among the others


@dataclass(frozen=True)
class Operation:
    """A command; ``{course}``, ``{state}``, ``{data}`` and ``{out}`` stand for places."""

    name: str
    arguments: str
    inside: str = ""  # the outputs, in the course itself: its sources change, not its folder

    @property
    def slow(self) -> bool:
        return self.name in SLOW


OPERATIONS = [
    Operation("build", "build", "_build/html"),
    Operation("serve", "serve --sans-navigateur --port 0", "_build/html"),
    Operation("golden", "golden 02-suite", "tests/golden/chapters"),
    Operation("export scorm", "export scorm 01-essai --out {out}"),
    Operation("export scorm --all", "export scorm --all --out {out}"),
    Operation("export scorm 2004 --all", "export scorm --all --edition 2004 --out {out}"),
    Operation("export cle-usb", "export cle-usb --out {out}"),
    Operation("export papier", "export papier --all --variantes 2 --sans-pdf --out {out}"),
    *(
        Operation(f"export {name}", f"export {name} --all --out {{out}}")
        for name in ("anki", "gift", "mbz", "moodle-xml", "notebooks")
    ),
    *(
        Operation(f"devoir {name}", f"devoir export {{data}}/devoir.yml {name} --sans-pdf --out {{out}}")
        for name in ("moodle-xml", "gift", "papier", "scorm")
    ),
    Operation("cohorte", "cohorte {data}/{state}.csv --bank 01-essai --cle {data}/cle --out {out}"),
]


@dataclass
class Tally:
    """What was seen of an operation."""

    operation: str
    kills: int = 0
    old: int = 0  # every output was still the old one
    during: int = 0  # something was being made aside, or of a set some files were new
    new: int = 0  # every output was the new one
    swap: int = 0  # of these, it died between the first move of an output in its place and the last
    half: int = 0  # an output that is neither, or that is missing
    failed: int = 0  # the next run did not succeed, or did not give the new outputs
    left: int = 0  # it left something else
    alive: int = 0  # a process outlived the kill and the next run
    told: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        return self.half + self.failed + self.left + self.alive


Snapshot = Mapping[str, str]


def look(folder: Path) -> dict[str, str]:
    """The files of ``folder``, by name, with their digests."""
    files = (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    found = {name: hashlib.sha256(content).hexdigest()[:16] for name, content in contents.items()}
    if index := contents.get("searchindex.js"):
        found["searchindex.js"] = hashlib.sha256(_sorted_index(index)).hexdigest()[:16]
    if listed := contents.get("offline.json"):
        found["offline.json"] = "ce qui est là" if _lists(listed, contents) else "autre chose"
    return found


def _sorted_index(index: bytes) -> bytes:
    """What Sphinx's index says, in one order: it keeps pages in the order in which they were read, and words that no
    page has any more, until the site is made anew. What cannot be read is given back as it is."""

    def tidy(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: tidy(one) for key, one in value.items() if one != []}
        if isinstance(value, list) and value and isinstance(value[0], list):
            return sorted(value, key=str)
        return value

    try:
        return json.dumps(
            tidy(json.loads(index[index.index(b"(") + 1 : index.rindex(b")")])), sort_keys=True
        ).encode()
    except ValueError:
        return index


def _lists(manifest: bytes, contents: Mapping[str, bytes]) -> bool:
    """Whether the list of the files of a site is true of this one: of a mixture of two it is not."""
    try:
        listed = {name: digest for name, _, digest in json.loads(manifest)["files"]}
    except ValueError:
        return False
    there = {name: hashlib.sha256(content).hexdigest()[:16] for name, content in contents.items()}
    return listed == {n: d for n, d in there.items() if n not in ("offline.json", "offline_worker.js")}


def make_course(folder: Path, state: str) -> Path:
    """The small course, in one of its two states."""
    shutil.copytree(MINI, folder, ignore=shutil.ignore_patterns("_build", "dist"))
    change(folder, state)
    return folder


def change(course: Path, state: str) -> None:
    for name, old, new in CHANGES:
        text = (MINI / name).read_text(encoding="utf-8")
        if old not in text:
            raise SystemExit(f"{name} ne contient plus « {old} ».")
        (course / name).write_text(text.replace(old, new, 1) if state == "b" else text, encoding="utf-8")


class World:
    """The small course in two states, built, with what the commands read; everything under ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.expected: dict[tuple[str, str], dict[str, str]] = {}
        self.ends: dict[str, End] = {}
        for name in MODULES:
            importlib.import_module(f"chevet.{name}")
        (root / "donnees").mkdir()
        (root / "donnees" / "devoir.yml").write_text(ASSIGNMENT, encoding="utf-8")
        (root / "donnees" / "cle").write_text("5e" * 32, encoding="ascii")
        for state in STATES:
            make_course(root / state, state)
            self._write_answers(state)

    def _write_answers(self, state: str) -> None:
        from chevet.cohort.invented import answer_all
        from chevet.cohort.material import load_material
        from chevet.course import Course

        material = load_material(Course(self.root / state), ["01-essai"])
        lines = ["learner,item,response,certainty,attempt,date"]
        for learner, item, response, certainty in answer_all(material, 12, 1 + STATES.index(state)):
            lines.append(f'a{learner:03},{item},"{response}",{certainty},1,2026-01-15')
        (self.root / "donnees" / f"{state}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def place(self, operation: Operation) -> Path:
        """Where its outputs are."""
        if operation.inside:
            return self.root / "essai" / operation.inside
        return self.root / "sorties" / operation.name.replace(" ", "-")

    def do(self, operation: Operation, state: str, death: Death = ALIVE, course: str = "") -> End:
        """Run it from a state of the sources."""
        folder = self.root / (course or ("essai" if operation.inside else state))
        if operation.inside and not course:
            change(folder, state)
        out = folder / operation.inside if operation.inside else self.place(operation)
        told = operation.arguments.format(out=out, data=self.root / "donnees", state=state)
        return run(["--cours", str(folder), *told.split()], self.root, out, death)

    def measure(self, operation: Operation) -> None:
        """What it gives from each state, in how many acts and seconds. The outputs are then those of « a »."""
        known = _to_its_end(operation).name
        for state in reversed(STATES):
            if known in self.ends and known != operation.name:
                end, self.expected[operation.name, state] = self.ends[known], self.expected[known, state]
                continue
            if operation.inside:
                end = self.do(_to_its_end(operation), state, course=state)
                self.expected[operation.name, state] = look(self.root / state / operation.inside)
            else:
                shutil.rmtree(self.place(operation), ignore_errors=True)
                end = self.do(operation, state)
                self.expected[operation.name, state] = look(self.place(operation))
            if end.status:
                raise SystemExit(f"{operation.name} échoue sans qu’on l’arrête :\n{end.said}")
        if self.expected[operation.name, "a"] == self.expected[operation.name, "b"]:
            raise SystemExit(f"{operation.name} donne la même chose des deux états : rien ne se verrait.")
        if operation.inside:
            shutil.rmtree(self.root / "essai", ignore_errors=True)
            shutil.copytree(self.root / "a", self.root / "essai")
        self.ends[operation.name] = end


def _to_its_end(operation: Operation) -> Operation:
    """« serve » never ends: what it writes, « build » writes."""
    return OPERATIONS[0] if operation.name == "serve" else operation


def draw_death(chance: random.Random, operation: Operation, end: End, sizes: int) -> Death:
    """At an instant of its life, at one of its acts, while it moves its outputs, or, where a file may be cut, at a size.

    Of the moves the first are drawn more often: a folder is swapped in two acts, then its elder is removed in hundreds.
    """
    kind = chance.random()
    group = chance.random() < 0.5
    if chance.random() < 0.25 and end.moves:
        return Death(move=chance.randint(1, min(end.moves, chance.choice((3, end.moves)))), group=group)
    if kind < 0.45 and end.acts:
        return Death(act=chance.randint(1, end.acts), group=group)
    if kind < 0.65 and not operation.slow and sizes > SMALL:
        return Death(size=chance.randint(SMALL, sizes))
    longer = 1.3 if operation.name == "serve" else 1.0
    return Death(after=chance.uniform(0, end.seconds * longer), group=group)


def attack(world: World, operation: Operation, kills: int, chance: random.Random) -> Tally:
    """Kill it ``kills`` times, each followed by a run to its end."""
    tally = Tally(operation.name)
    world.measure(operation)
    end, place, states = world.ends[operation.name], world.place(operation), list(STATES)
    largest = max((path.stat().st_size for path in place.rglob("*") if path.is_file()), default=0)
    missed = 0
    while tally.kills < kills and missed < 5 * kills + 5:
        now = states[1]
        old, new = (world.expected[operation.name, state] for state in states)
        death = draw_death(chance, operation, end, largest)
        killed = world.do(operation, now, death)
        if killed.status >= 0:
            missed += 1  # it ended before its time came
        else:
            tally.kills += 1
            _judge(tally, look(place), old, new, f"{death}")
            tally.swap += _between(place, look(place), old, new)
        again = world.do(_to_its_end(operation), now)
        problem = ""
        if again.status:
            problem = f"relance : statut {again.status}\n{again.said}"
        elif (found := look(place)) != new:
            extra = set(found) - set(new)
            tally.left += bool(extra)
            problem = f"relance : en trop {sorted(extra)}" if extra else f"relance : {_differing(found, new)}"
        if problem:
            tally.failed += not problem.startswith("relance : en trop")
            tally.told.append(f"{operation.name}, {death} : {problem}")
        if rubbish := _rubbish(world, operation):
            tally.left += 1
            tally.told.append(f"{operation.name}, {death} : reste {rubbish}")
        if operation.slow and (alive := _alive(world.root / "essai")):
            tally.alive += 1
            tally.told.append(f"{operation.name}, {death} : vivent encore {alive}")
        states.reverse()
    return tally


def _judge(tally: Tally, found: Snapshot, old: Snapshot, new: Snapshot, death: str) -> None:
    outputs = {name: digest for name, digest in found.items() if not name.endswith(".part")}
    wrong = [name for name, digest in outputs.items() if digest not in (old.get(name), new.get(name))]
    wrong += [name for name in old if name in new and name not in outputs]
    if wrong and tally.operation in ("build", "serve") and not outputs:
        wrong = []  # between two names: the next command, of any kind, gives the site back before anything else
        tally.during += 1
    elif wrong:
        tally.half += 1
        tally.told.append(f"{tally.operation}, {death} : ni ancien ni nouveau : {wrong[:5]}")
    elif outputs == new:
        tally.new += 1
    elif outputs == old and len(outputs) == len(found):
        tally.old += 1
    elif tally.operation in ("build", "serve") and outputs != old:
        tally.half += 1  # a site is one thing: no mixture of two
        tally.told.append(f"{tally.operation}, {death} : mélange de deux sites")
    else:
        tally.during += 1


def _between(place: Path, found: Snapshot, old: Snapshot, new: Snapshot) -> bool:
    """Whether it died inside the last act of a command: a folder under its other name, or a set some files of which are
    new and some are not."""
    if place.with_name(f"{place.name}.ancien").exists():
        return True
    changed = [name for name in new if new[name] != old.get(name)]
    moved = [name for name in changed if found.get(name) == new[name]]
    return 0 < len(moved) < len(changed)


def _differing(found: Snapshot, new: Snapshot) -> list[str]:
    return sorted(name for name in {*found, *new} if found.get(name) != new.get(name))[:5]


def _rubbish(world: World, operation: Operation) -> list[str]:
    """What only a run under way may have."""
    if not operation.inside:
        return []
    names = ("*.part", "*.nouveau", "*.ancien", "*.en-cours")
    found = [path for name in names for path in (world.root / "essai").rglob(name)]
    return [path.relative_to(world.root).as_posix() for path in found]


def _alive(course: Path) -> list[str]:
    """The processes that work for ``course`` once nobody asks anything; kernels look for their parent each second."""
    if not Path("/proc").is_dir():
        return []
    end = time.monotonic() + 15
    while True:
        alive = [p.name for p in Path("/proc").glob("[0-9]*") if _works_for(p, course)]
        if not alive or time.monotonic() > end:
            return alive
        time.sleep(0.1)


def _works_for(process: Path, course: Path) -> bool:
    try:
        return f"CHEVET_ROOT={course}".encode() in (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def share_out(chosen: list[Operation], kills: int) -> dict[str, int]:
    """How many kills each operation gets."""
    shares = {one.name: max(1, round(kills * SLOW[one.name] / 200)) for one in chosen if one.slow}
    quick = [one.name for one in chosen if not one.slow]
    if not quick:
        return {name: -(-kills // len(shares)) for name in shares}
    left = max(0, kills - sum(shares.values()))
    return shares | {name: left // len(quick) + (rank < left % len(quick)) for rank, name in enumerate(quick)}


def table(tallies: list[Tally]) -> str:
    heads = (
        "opération",
        "arrêts",
        "ancien",
        "pendant",
        "nouveau",
        "échange",
        "moitiés",
        "relances",
        "restes",
        "vivants",
    )
    rows: list[tuple[str, ...]] = [heads]
    total = Tally("total")
    for one in tallies:
        for name in ("kills", "old", "during", "new", "swap", "half", "failed", "left", "alive"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
    for one in [*tallies, total]:
        again = f"{one.kills - one.failed}/{one.kills}"
        cells = (one.kills, one.old, one.during, one.new, one.swap, one.half, again, one.left, one.alive)
        rows.append((one.operation, *map(str, cells)))
    return "\n".join(f"{row[0]:26}" + "".join(f"{cell:>10}" for cell in row[1:]) for row in rows)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description="Arrête net les commandes qui écrivent, et regarde ce qui reste."
    )
    parser.add_argument("--kills", type=int, default=int(os.environ.get("CHEVET_KILLS") or 20))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", metavar="OPÉRATION", help="à répéter")
    parser.add_argument("--json", type=Path, help="écrit aussi les nombres dans ce fichier")
    options = parser.parse_args(words)
    chosen = [one for one in OPERATIONS if not options.only or one.name in options.only]
    tallies = []
    with tempfile.TemporaryDirectory(prefix="chevet-pannes-") as folder:
        world = World(Path(folder).resolve())
        if any("scorm" in one.name or "usb" in one.name or "mbz" in one.name for one in chosen):
            for state in STATES:  # what is exported from the built site
                end = world.do(OPERATIONS[0], state, course=state)
                if end.status:
                    raise SystemExit(end.said)
        shares = share_out(chosen, options.kills)
        for operation in chosen:
            kills = shares[operation.name]
            if not kills:
                continue
            tally = attack(world, operation, kills, random.Random(f"{options.seed} {operation.name}"))
            tallies.append(tally)
            print("\n".join([f"{tally.operation} : {tally.kills} arrêts", *tally.told]), flush=True)
    print(table(tallies))
    if options.json:
        options.json.write_text(
            json.dumps([asdict(one) for one in tallies], ensure_ascii=False), encoding="utf-8"
        )
    return 1 if any(one.faults for one in tallies) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
