"""Make sure that the browser tests have a Chromium: the one on the PATH, else Debian's, else Playwright's."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"
"""The same Chromium without a window to put around the page, and so without the window's own pages: tests need half the processor time."""


def find_shell() -> str | None:
    """For tests: `SHELL` where there is one, else what `find` finds."""
    return shutil.which(SHELL) or find()


def find() -> str | None:
    """A Chromium on the PATH, or the one that Playwright has downloaded."""
    on_path = next((path for path in map(shutil.which, NAMES) if path), None)
    if on_path:
        return on_path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    return downloaded if os.path.exists(downloaded) else None


def attempts() -> list[list[str]]:
    debian = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    return [*(debian if may_install() else []), [sys.executable, "-m", "playwright", "install", "chromium"]]


def may_install() -> bool:
    """Whether Debian's packages can be installed here."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def main() -> int:
    for command in attempts():
        if find():
            break
        subprocess.run(command, check=False)
    if not shutil.which(SHELL) and may_install():
        subprocess.run(["apt-get", "install", "-y", "-qq", SHELL], check=False)
    path = find_shell()
    sys.stderr.write(
        f"browser tests use {path}\n" if path else "no Chromium: install one, the browser tests will fail without it\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
