"""What every answer tells the browser: from where a page of the dashboard may load what, and who may show it in a frame."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import streamlit

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@lru_cache(maxsize=64)
def security_headers(host: str) -> dict[str, str]:
    """`host`: a `Host` header that has been checked, for browsers in which 'self' is no WebSocket; empty for none."""
    sockets = f" ws://{host} wss://{host}" if host else ""
    policy = {
        "default-src": "'self'",
        # The decoders run in WebAssembly. Their runtime and the worker are started from bytes, which become scripts at a blob: address,
        # see frontend/src/hosts/host.ts.
        "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *inline_script_hashes()]),
        "worker-src": "blob:",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit writes its styles into the page
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "connect-src": "'self' data: blob:" + sockets,
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        # Not `no-referrer`: with it a form of our own would be posted from the origin `null`.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


@lru_cache(maxsize=1)
def inline_script_hashes() -> list[str]:
    """Of the scripts that stand in Streamlit's page itself, as the policy names them."""
    scripts = INLINE_SCRIPT.findall(INDEX.read_text(encoding="utf-8"))
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return [f"'sha256-{digest}'" for digest in digests]
