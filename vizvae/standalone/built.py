"""The files of the browser half as they are built, by the plain names that hosts know them by."""

from __future__ import annotations

from vizvae.paths import PACKAGE

BUILT = PACKAGE / "ui" / "frontend" / "build"
SHARED, HOSTS = BUILT / "shared", BUILT / "hosts"
RUNTIME = ("runtime.js", "runtime.wasm", "worker.js")
"""What `Host.file` of frontend/src/hosts/host.ts is asked for"""


def built_file(name: str) -> bytes:
    """`runtime.js`, `runtime.wasm` or `worker.js`; `standalone.js`, a host with all its pages; `sliders.css`, the styles of one page.

    Raises FileNotFoundError, with what to do, where it has not been built.
    """
    stem, _, suffix = name.rpartition(".")
    for folder in (SHARED, HOSTS, BUILT):
        # Names hold a hash, of eight letters and digits.
        found = sorted(folder.glob(f"{stem}-{'[0-9A-Z]' * 8}.{suffix}"))
        if found:
            return found[-1].read_bytes()
    raise FileNotFoundError(f"the built file {name} is not in {BUILT}: install VizVAE again, which builds it")
