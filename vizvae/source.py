"""Which state of the source this is."""

from __future__ import annotations

import subprocess
from functools import lru_cache

from vizvae.paths import INSTALLED, PROJECT

DESCRIBE = ("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")


@lru_cache(maxsize=1)
def commit() -> str:
    """The commit that is checked out, with `-dirty` behind it where files differ from it; empty where that is not known, as in an installed
    package. Of the time when it was first asked for: what is imported is not read again either."""
    if INSTALLED or not (PROJECT / ".git").exists():
        return ""
    try:
        found = subprocess.run(DESCRIBE, cwd=PROJECT, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.strip()
