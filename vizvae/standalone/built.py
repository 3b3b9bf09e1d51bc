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


def font_names() -> list[str]:
    """KaTeX's fonts, without suffix"""
    return sorted(path.stem for path in SHARED.glob("katex-*/*.woff2"))


def built_font(name: str) -> bytes:
    """Raises FileNotFoundError as `built_file` does."""
    found = sorted(SHARED.glob(f"katex-*/{name}.woff2"))
    if not found:
        raise FileNotFoundError(f"the font {name} is not in {SHARED}: install VizVAE again, which builds it")
    return found[-1].read_bytes()
