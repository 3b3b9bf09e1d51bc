"""Make sure that the browser tests have a Chromium: the one on the PATH, else Debian's, else Playwright's."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    return [*(debian if as_root else []), [sys.executable, "-m", "playwright", "install", "chromium"]]


def main() -> int:
    for command in attempts():
        if find():
            break
        subprocess.run(command, check=False)
    path = find()
    sys.stderr.write(
        f"browser tests use {path}\n" if path else "no Chromium: install one, the browser tests will fail without it\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
