"""A command of ``chevet`` in a process that dies where one wants: at an instant, at an act, in the middle of a file."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What changes a disk, as Python announces it (audit events), and the wait for the disk, which we announce.
ACTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "faults.fsync"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
SMALL = 4096  # bytes: no limit of size under it, locks and logs are written too


@dataclass(frozen=True)
class Death:
    """When to die: ``after`` seconds, at the act of this number (from 1), or at a file of ``size`` bytes.

    ``move``: at this act (from 1) counted from the first that moves an output to or from its ``place``. ``group``: with
    every process of its own, else alone. Nothing at all: the command runs to its end.
    """

    after: float | None = None
    act: int | None = None
    size: int | None = None
    group: bool = False
    move: int | None = None


@dataclass(frozen=True)
class End:
    """How it ended: exit status, or minus the signal; acts seen, and since the first move; seconds; what it said."""

    status: int
    acts: int
    moves: int
    seconds: float
    said: str


def run(arguments: list[str], root: Path, place: Path, death: Death = Death()) -> End:
    """Run ``chevet`` with ``arguments``, whose outputs are in ``place``, in a child; only acts under ``root`` count."""
    log = root / "dit.txt"
    read, write = os.pipe()
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        _live(arguments, root, place, death, log, write)
    os.close(write)
    ended = _wait(pid, death)
    if ended is None:
        (os.killpg if death.group else os.kill)(pid, signal.SIGKILL)
        ended = os.waitpid(pid, 0)[1]
    elif death.group and os.WIFSIGNALED(ended):
        _kill_left(pid)
    seconds = time.monotonic() - begun
    os.set_blocking(read, False)
    try:
        acts, moves = map(int, (os.read(read, 40) or b"0 0").split())
    except BlockingIOError:  # what survives it holds the other end
        acts = moves = 0
    os.close(read)
    status = -os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended)
    return End(status, acts, moves, seconds, log.read_text(encoding="utf-8", errors="replace"))


def _kill_left(session: int) -> None:
    try:
        os.killpg(session, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait(pid: int, death: Death) -> int | None:
    """The end of ``pid``, or None if it lives still when its time has come."""
    if death.after is None:
        return os.waitpid(pid, 0)[1]
    end = time.monotonic() + death.after
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return status
        time.sleep(0.002)
    return None


def _live(arguments: list[str], root: Path, place: Path, death: Death, log: Path, report: int) -> None:
    """The child: never returns."""
    status = 70
    try:
        os.setsid()
        # Its own file, so that a limit of size on the rest does not stop what it says.
        said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for descriptor, target in ((nothing, 0), (said, 1), (said, 2)):
            os.dup2(descriptor, target)
        if death.size is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python would rather be told
            resource.setrlimit(resource.RLIMIT_FSIZE, (max(SMALL, death.size),) * 2)
        acts, moves = [0], [0]
        under = f"{root}{os.sep}"
        fsync = os.fsync

        def announce(fd: Any) -> None:
            sys.audit("faults.fsync", f"{under}fsync")
            fsync(fd)

        os.fsync = announce

        def hear(event: str, args: tuple[Any, ...]) -> None:
            if event == "open":
                if not isinstance(args[2], int) or not args[2] & _WRITES:
                    return
            elif event not in ACTS:
                return
            # A folder is emptied by names without a path.
            moves[0] += bool(moves[0]) or (event == "os.rename" and _moves(args, place))
            if str(args[0]).startswith(under):
                acts[0] += 1
            elif not moves[0]:
                return
            if acts[0] == death.act or (moves[0] and moves[0] == death.move):
                os.kill(os.getpid(), signal.SIGKILL)

        from chevet.cli import app

        sys.addaudithook(hear)
        try:
            app.main(arguments, standalone_mode=False)
            status = 0
        except SystemExit as error:
            status = int(error.code or 0)
        os.write(report, f"{acts[0]} {moves[0]}".encode())
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _moves(renamed: tuple[Any, ...], place: Path) -> bool:
    """Whether the renaming takes the folder of the outputs away, or puts it or one of them in place."""
    source, target = Path(renamed[0]), Path(renamed[1])
    return place in (source, target) or place in target.parents
