"""Firefox for Playwright: run in the place of its executable, with Firefox's own path first. Starts it and stands between the two.

Playwright speaks WebDriver BiDi with a Firefox that it has not built itself, and begins each window with a command that Debian's does not
know yet. That one is answered here; all else goes through. Without it nothing would be lost but colour schemes, which tests set as
preferences.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from functools import partial

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

ANSWERED_HERE = "emulation.setMediaFeaturesOverride"
LISTENING = re.compile(r"(WebDriver BiDi listening on )(ws://\S+)")


async def main(command: list[str]) -> int:
    """Raises ValueError where Firefox ends before it listens."""
    firefox = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE)
    assert firefox.stderr is not None
    async for line in firefox.stderr:
        found = LISTENING.search(line.decode(errors="replace"))
        if not found:
            continue
        async with serve(partial(relay, target=found[2]), "127.0.0.1", 0, max_size=None) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            sys.stderr.write(f"{found[1]}ws://127.0.0.1:{port}\n")
            sys.stderr.flush()
            while await firefox.stderr.readline():  # else it would stand still when its pipe is full
                pass
        return await firefox.wait()
    raise ValueError(f"{command[0]} ended with status {await firefox.wait()} before it listened")


async def relay(client: ServerConnection, target: str) -> None:
    path = client.request.path if client.request else "/session"
    async with connect(target + path, max_size=None, compression=None) as firefox:

        async def back() -> None:
            async for message in firefox:
                await client.send(message)

        answers = asyncio.create_task(back())
        with contextlib.suppress(Exception):
            async for message in client:
                said = json.loads(message)
                if said.get("method") == ANSWERED_HERE:
                    await client.send(json.dumps({"type": "success", "id": said["id"], "result": {}}))
                else:
                    await firefox.send(message)
        answers.cancel()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
