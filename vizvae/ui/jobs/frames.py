"""Messages between the server and its child process: a line of JSON, then as many bytes as it says. Nothing in them is ever executed."""

from __future__ import annotations

import json
from typing import IO, Any


def write_frame(stream: IO[bytes], header: dict[str, Any], payload: bytes = b"") -> None:
    """Raises OSError if the other side is gone."""
    stream.write(json.dumps({**header, "bytes": len(payload)}).encode() + b"\n" + payload)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or None where the stream ends, be it in the middle of one: the other side is gone."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    header = json.loads(line)
    size = header.pop("bytes")
    payload = stream.read(size)
    return (header, payload) if len(payload) == size else None
