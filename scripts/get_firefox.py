"""See to it that the tests have a Firefox beside Chromium, where it comes as Debian packs it; without one they are skipped."""

import shutil
import subprocess
import sys

from scripts.get_chromium import may_install

NAMES = ("firefox-esr", "firefox")


def find() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> int:
    if not find() and may_install():
        subprocess.run(["apt-get", "install", "-y", "-qq", NAMES[0]], check=False)
    path = find()
    sys.stderr.write(f"tests in Firefox use {path}\n" if path else "no Firefox: what is tested in it will be skipped\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
