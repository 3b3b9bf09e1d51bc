"""Debian's Firefox, driven by Playwright through `relay.py`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from scripts.get_firefox import find

RELAY = Path(__file__).with_name("relay.py")
CALM = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.safebrowsing.provider.mozilla.updateURL": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
"""What Firefox would ask of its makers"""


@pytest.fixture(scope="package")
def firefox(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = find()
    if path is None or sys.platform == "win32":
        pytest.skip("no Firefox on this machine: `python -m scripts.get_firefox` installs Debian's")
    script = tmp_path_factory.mktemp("firefox") / "firefox"
    script.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, str(RELAY), path])} "$@"\n')
    script.chmod(0o755)
    # "moz-firefox" is what Playwright calls a Firefox as its makers ship it, spoken to by WebDriver BiDi.
    started = playwright.firefox.launch(channel="moz-firefox", executable_path=script, firefox_user_prefs=CALM)
    yield started
    started.close()
