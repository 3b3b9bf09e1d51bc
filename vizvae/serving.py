"""How the dashboard is served: Streamlit's settings, and who may change things. The command line reads it: no Streamlit here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SETTINGS: dict[str, str | int | bool] = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "runner.postScriptGC": False,
    "server.address": "localhost",
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 200,
    "theme.light.primaryColor": "#b8303f",
    "theme.light.textColor": "#16181d",
    "theme.dark.primaryColor": "#f0707a",
}
"""Streamlit's option to its value. `.streamlit/config.toml` says the same for `streamlit run app.py`; a test compares the two.

With Streamlit's own values of `runner.postScriptGC` and `server.fileWatcherType` a crowd waits: after each run of a page it goes through
all objects, a quarter of a second with torch loaded, and looks up the path of every module in case its source has changed.
In its own colours captions have a contrast of 3.88 and a pressed button in the dark one of 3.6; less than 4.5 is hard to read."""
READ_ONLY, PASSPHRASE, PASSPHRASE_FILE, ALLOWED_HOSTS = (
    "VIZVAE_READ_ONLY",
    "VIZVAE_PASSPHRASE",
    "VIZVAE_PASSPHRASE_FILE",
    "VIZVAE_ALLOWED_HOSTS",
)
"""Environment variables that `Access.from_environment` reads."""
SHORTEST_PASSPHRASE = 8
"""Characters. Tries are limited too, but a room full of people guesses `1234`."""
YES, NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may change things on this server, and by which names it may be called."""

    read_only: bool = False
    """Nobody starts, stops, deletes, renames or uploads anything."""
    passphrase: str = ""
    """Whoever has typed it may change things, the others may look. Empty: everybody may change things."""
    allowed_hosts: tuple[str, ...] = ()
    """Names beside this machine's own under which the dashboard may be asked for: `vizvae.school.org`, or with a port."""

    def __post_init__(self) -> None:
        if self.read_only and self.passphrase:
            raise ValueError("expected a read-only dashboard or one with a passphrase, got both: read-only is for everybody")
        if self.passphrase and len(self.passphrase) < SHORTEST_PASSPHRASE:
            raise ValueError(f"expected a passphrase of at least {SHORTEST_PASSPHRASE} characters, got {len(self.passphrase)}")

    @property
    def mode(self) -> Literal["open", "passphrase", "read-only"]:
        return "read-only" if self.read_only else "passphrase" if self.passphrase else "open"

    @property
    def says(self) -> str:
        """What a visitor may do, as one sentence."""
        return {
            "open": "Everybody who opens it can start, stop, rename and delete runs, and upload images and graphs.",
            "passphrase": "Everybody who opens it can look; who types the passphrase can start, stop, rename and delete runs, and upload.",
            "read-only": "Everybody who opens it can look; nobody can start, stop, rename or delete runs, or upload anything.",
        }[self.mode]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Access:
        """Raises ValueError for values that cannot be, OSError for a passphrase file that cannot be read."""
        answer = environment.get(READ_ONLY, "").strip().lower()
        if answer not in (*YES, *NO):
            raise ValueError(f"{READ_ONLY}: expected 1 or 0, got {answer[:20]!r}")
        passphrase = environment.get(PASSPHRASE, "")
        if file := environment.get(PASSPHRASE_FILE, ""):
            passphrase = read_passphrase(Path(file))
        hosts = environment.get(ALLOWED_HOSTS, "").replace(",", " ").split()
        return cls(read_only=answer in YES, passphrase=passphrase, allowed_hosts=tuple(hosts))

    def to_environment(self) -> dict[str, str]:
        """What `from_environment` reads this from; other values of these variables are overruled."""
        return {
            READ_ONLY: "1" if self.read_only else "0",
            PASSPHRASE: self.passphrase,
            PASSPHRASE_FILE: "",
            ALLOWED_HOSTS: " ".join(self.allowed_hosts),
        }


def read_passphrase(file: Path) -> str:
    """The first line of a file. Raises ValueError if it is empty, OSError if it cannot be read."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: expected the passphrase on a line of text (UTF-8)") from error
    if not lines or not lines[0].strip():
        raise ValueError(f"{file}: expected the passphrase on its first line, got an empty one")
    return lines[0].strip()
