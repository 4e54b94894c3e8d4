"""Firefox as it is installed, driven through its own Marionette protocol: nothing to install beside it.

Only what the tests of the USB key need: open a page, run a script in it. Protocol:
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FIREFOXES = ("firefox", "firefox-esr")
_STARTS_S = 60.0
# A free port, no page of welcome, nothing asked of any network.
_PREFERENCES = """user_pref("marionette.port", 0);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("network.proxy.type", 1);
user_pref("network.proxy.socks", "127.0.0.1");
user_pref("network.proxy.socks_port", 9);
"""


def installed() -> str | None:
    """The Firefox of this machine, or that which ``$CHEVET_FIREFOX`` names."""
    return os.environ.get("CHEVET_FIREFOX") or next(filter(None, map(shutil.which, FIREFOXES)), None)


class Firefox:
    """One window."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rb")
        self._connection = connection
        self._last = 0
        self._receive()  # it says who it is
        self.call("WebDriver:NewSession", {"capabilities": {}})

    def _receive(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox has gone")
            length += byte
        return json.loads(self._stream.read(int(length)))

    def call(self, command: str, arguments: dict[str, Any]) -> Any:
        """What Firefox answers to a command.

        Raises:
            AssertionError: it answers with an error.
        """
        self._last += 1
        text = json.dumps([0, self._last, command, arguments]).encode()
        self._connection.sendall(str(len(text)).encode() + b":" + text)
        _, _, error, result = self._receive()
        assert error is None, f"{command}: {error}"
        return result

    def open(self, address: str) -> None:
        self.call("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of ``script``, the body of an async function; it may wait."""
        body = (
            "const done = arguments[arguments.length - 1];"
            f"(async (...args) => {{{script}}})(...[...arguments].slice(0, -1))"
            ".then((value) => done({ value }), (error) => done({ error: String(error) }));"
        )
        call = {"script": body, "args": list(arguments), "newSandbox": False, "scriptTimeout": 60_000}
        result = self.call("WebDriver:ExecuteAsyncScript", call)["value"]
        assert "error" not in result, result
        return result.get("value")


@contextmanager
def firefox(executable: str, profile: Path) -> Iterator[Firefox]:
    """Firefox without a window, with ``profile`` (an empty folder), until the end of the block."""
    (profile / "user.js").write_text(_PREFERENCES, encoding="utf-8")
    environment = os.environ | {"HOME": str(profile), "MOZ_HEADLESS": "1", "TZ": "UTC"}
    command = [executable, "--marionette", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            port = _port(profile / "MarionetteActivePort", process)
            with socket.create_connection(("127.0.0.1", port), timeout=90) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()
            process.wait(20)


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    end = time.monotonic() + _STARTS_S
    while time.monotonic() < end and process.poll() is None:
        if file.is_file() and (text := file.read_text(encoding="ascii").strip()):
            return int(text)
        time.sleep(0.05)  # Firefox says when it is there in this file only
    raise RuntimeError("Firefox has not started")
