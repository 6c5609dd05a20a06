"""Firefox as somebody with Tor Browser's level "safer" has it: no just-in-time compiler, so slow scripts.

Spoken to by Marionette, Firefox's own remote protocol, of which this knows what a visitor of the intake does.
`Page` has the methods of a page that `browsing.Visitor` uses.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.zones.intake.browsing import Visitor

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox") or ""
START_S = 180.0
WAIT_S = 180.0
LOOK_S = 0.2
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
SAFER = {
    "javascript.options.ion": False,
    "javascript.options.baselinejit": False,
    "javascript.options.native_regexp": False,
    "javascript.options.asmjs": False,
    "javascript.options.wasm": False,
}
"""What Tor Browser turns off at that level."""
_QUIET = {
    "marionette.port": 0,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutConfig.showWarning": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_beforeunload": True,
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:9/",
    "toolkit.telemetry.enabled": False,
}


class FirefoxError(Exception):
    """What Firefox answered to a command that failed."""


@dataclass
class Marionette:
    """A connection to a Firefox."""

    line: socket.socket
    number: int = 0
    _held: bytes = b""

    def hello(self) -> None:
        """Read the greeting and begin a session."""
        assert self._read()["marionetteProtocol"] == 3
        self.tell("WebDriver:NewSession")
        self.tell("WebDriver:SetTimeouts", script=int(WAIT_S * 1000), pageLoad=int(WAIT_S * 1000))

    def tell(self, command: str, **told: Any) -> Any:
        """Return what a command gave, or raise `FirefoxError`."""
        self.number += 1
        sent = json.dumps([0, self.number, command, told]).encode()
        self.line.sendall(b"%d:%s" % (len(sent), sent))
        _, number, error, value = self._read()
        assert number == self.number
        if error:
            raise FirefoxError(f"{command}: {error['error']}: {error['message'][:200]}")
        return value.get("value") if isinstance(value, dict) and "value" in value else value

    def run(self, script: str, *given: Any) -> Any:
        """Return what a script gives in the page."""
        return self.tell("WebDriver:ExecuteScript", script=script, args=list(given))

    def _read(self) -> Any:
        while b":" not in self._held:
            self._take()
        head, _, self._held = self._held.partition(b":")
        while len(self._held) < int(head):
            self._take()
        content, self._held = self._held[: int(head)], self._held[int(head) :]
        return json.loads(content)

    def _take(self) -> None:
        more = self.line.recv(65_536)
        assert more, "Firefox closed the connection"
        self._held += more


@dataclass
class Element:
    """An element of a page."""

    firefox: Marionette
    id: str

    def get_attribute(self, name: str) -> str | None:
        """Return an attribute as it is written."""
        told = {_ELEMENT: self.id}
        value: str | None = self.firefox.run("return arguments[0].getAttribute(arguments[1])", told, name)
        return value


@dataclass
class Texts:
    """All elements of a selector."""

    page: "Page"
    selector: str

    def all_inner_texts(self) -> list[str]:
        """Return their texts."""
        found: list[str] = self.page.firefox.run(
            "return [...document.querySelectorAll(arguments[0])].map((each) => each.innerText)", self.selector
        )
        return found


@dataclass
class Page:
    """A page, as a visitor uses one."""

    firefox: Marionette
    pid: int
    listeners: dict[str, Any] = field(default_factory=dict)

    def set_default_timeout(self, timeout_ms: float) -> None:
        """Wait as long as this module waits."""

    def on(self, event: str, listener: Any) -> None:
        """Take no notice: Firefox is asked for results alone."""

    def goto(self, url: str) -> None:
        """Go to an address."""
        self.firefox.tell("WebDriver:Navigate", url=url)

    def query_selector(self, selector: str) -> Element | None:
        """Return the element of a selector, of which `` >> nth=`` picks one; None where there is none."""
        plain, _, number = selector.partition(" >> nth=")
        found = self.firefox.tell("WebDriver:FindElements", using="css selector", value=plain)
        with suppress(IndexError):
            return Element(self.firefox, found[int(number or 0)][_ELEMENT])
        return None

    def wait_for_selector(self, selector: str, timeout: float = WAIT_S * 1000) -> Element:
        """Return an element once it is there."""
        end = time.monotonic() + timeout / 1000
        while time.monotonic() < end:
            found = self.query_selector(selector)
            if found is not None:
                return found
            time.sleep(LOOK_S)
        raise AssertionError(f"never came: {selector}")

    def get_attribute(self, selector: str, name: str) -> str | None:
        """Return an attribute of an element."""
        return self.wait_for_selector(selector).get_attribute(name)

    def click(self, selector: str) -> None:
        """Press an element. By script: a bar that sticks to the window would lie over it."""
        told = {_ELEMENT: self.wait_for_selector(selector).id}
        self.firefox.run("arguments[0].click()", told)

    def fill(self, selector: str, text: str) -> None:
        """Write into a field."""
        told = {_ELEMENT: self.wait_for_selector(selector).id}
        self.firefox.run(
            "arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
            told,
            text,
        )

    def set_input_files(self, selector: str, paths: Sequence[Path]) -> None:
        """Choose files."""
        field_id = self.wait_for_selector(selector).id
        for path in paths:
            self.firefox.tell("WebDriver:ElementSendKeys", id=field_id, text=str(path))

    def locator(self, selector: str) -> Texts:
        """Return all elements of a selector."""
        return Texts(self, selector)

    def inner_text(self, selector: str) -> str:
        """Return the text of an element."""
        return self.locator(selector).all_inner_texts()[0]


@contextmanager
def firefox(folder: Path, *, has_jit: bool = False) -> Iterator[Visitor]:
    """Give somebody with a Firefox whose profile is in a folder."""
    profile = folder / "profile"
    profile.mkdir()
    preferences = _QUIET | ({} if has_jit else SAFER)
    lines = [f'user_pref("{name}", {json.dumps(value)});\n' for name, value in preferences.items()]
    (profile / "user.js").write_text("".join(lines))
    process = subprocess.Popen(
        [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
        env=os.environ | {"HOME": str(folder), "MOZ_HEADLESS": "1", "MOZ_CRASHREPORTER_DISABLE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with _connect(profile / "MarionetteActivePort", process) as line:
            marionette = Marionette(line)
            marionette.hello()
            yield Visitor(Page(marionette, process.pid))  # type: ignore[arg-type]  # it has what a visitor uses
    finally:
        process.terminate()
        process.wait()


def _connect(port: Path, process: subprocess.Popen[bytes]) -> socket.socket:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert process.poll() is None, "Firefox ended"
        with suppress(OSError, ValueError):
            return socket.create_connection(("127.0.0.1", int(port.read_text())))
        time.sleep(LOOK_S)
    raise AssertionError("Firefox did not start")
