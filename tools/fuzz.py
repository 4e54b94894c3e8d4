"""Spoil the files that the course reads for as long as asked: ``python tools/fuzz.py [SECONDS] [READER…]``.

Each reader of ``tests/security/targets.py`` has its share of the time (``CHEVET_FUZZ_SECONDS``, or 600 seconds in
all) and as many files as fit in it. What a reader lets through, an exception that is no message to its author, is
printed with the file that caused it, made as small as could be; the command then fails.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.security.targets import TARGETS, Target  # noqa: E402

BATCH = 50  # files between two looks at the clock
SHARE = settings(
    max_examples=BATCH,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
    report_multiple_bugs=False,
    print_blob=False,
)


def fuzz(
    target: Target, folder: Path, seconds: float, first_seed: int
) -> tuple[int, list[tuple[object, BaseException]]]:
    """Files read, and the smallest of those that broke the reader, one for each place where it broke."""
    count, number = 0, first_seed
    found: dict[str, tuple[object, BaseException]] = {}
    last: list[object] = []
    end = time.monotonic() + seconds

    def read(value: object) -> None:
        nonlocal count
        count += 1
        last[:] = [value]
        try:
            target.read(folder, value)
        except Exception as error:
            if where(error) not in found:
                raise

    while time.monotonic() < end:
        number += 1
        try:
            seed(number)(SHARE(given(target.given)(read)))()
        except Exception as error:
            if where(error) not in found:
                found[where(error)] = (last[0], error)
    return count, list(found.values())


def where(error: BaseException) -> str:
    """The line that raised: two errors of one line are one fault."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {frame.filename}:{frame.lineno}"


def main(words: list[str]) -> int:
    seconds = float(os.environ.get("CHEVET_FUZZ_SECONDS", "600"))
    if words and words[0].isdigit():
        seconds = float(words.pop(0))
    chosen = {name: TARGETS[name] for name in words or TARGETS}
    total, faults = 0, 0
    for name, target in chosen.items():
        with tempfile.TemporaryDirectory() as folder:
            count, found = fuzz(target, Path(folder), seconds / len(chosen), time.time_ns() % 2**32)
        total, faults = total + count, faults + len(found)
        print(f"{name:20} {count:7} fichiers, {len(found)} défaut{'s' if len(found) > 1 else ''}", flush=True)
        for value, error in found:
            print(f"  {value!r:.600}\n  {''.join(traceback.format_exception(error)[-4:])}", flush=True)
    print(f"{total} fichiers lus, {faults} défauts", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
