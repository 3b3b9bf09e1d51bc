"""python -m vizvae dashboard"""

from __future__ import annotations

import argparse
import getpass
import importlib.util
import ipaddress
import os
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from vizvae.paths import APP
from vizvae.serving import SETTINGS, Access, read_passphrase

PORT = 8501
WILDCARDS = ("0.0.0.0", "::")
"""Every network that the machine is in"""


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "dashboard",
        help="open the dashboard in a browser",
        description="Serve the dashboard, on this machine only unless --host says otherwise. "
        "The same can be set by VIZVAE_READ_ONLY, VIZVAE_PASSPHRASE, VIZVAE_PASSPHRASE_FILE and VIZVAE_ALLOWED_HOSTS.",
    )
    parser.add_argument(
        "--host", default="localhost", help="address to listen on (default localhost); 0.0.0.0 for a class room: every network"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--read-only", action="store_true", help="visitors can look; nobody starts, stops, deletes or uploads anything"
    )
    who.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="only who types the first line of FILE can change things; others can look",
    )
    who.add_argument("--passphrase", action="store_true", help="the same; asks for it here: a list of processes would show it")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME[:PORT]",
        help="a name beside this machine's own by which the dashboard is asked for, as behind a proxy; may be given more than once",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Start Streamlit in place of this process. Raises ImportError where it is not installed, ValueError for what cannot be."""
    if importlib.util.find_spec("streamlit") is None:
        raise ImportError("the dashboard needs Streamlit, which is not installed here: pip install vizvae brings it")
    access = access_of(arguments)
    words = command(arguments.host, arguments.port)
    if not is_loopback(arguments.host):
        print(notice(arguments.host, arguments.port, access), flush=True)
    environment = {**os.environ, **access.to_environment()}
    if os.name == "posix":
        os.execve(words[0], words, environment)
    raise SystemExit(subprocess.call(words, env=environment))  # Windows: an exec there gives the terminal back while it runs


def access_of(arguments: argparse.Namespace) -> Access:
    """Options go before the environment."""
    access = Access.from_environment()
    if arguments.read_only:
        access = replace(access, read_only=True, passphrase="")
    if arguments.passphrase_file:
        access = replace(access, read_only=False, passphrase=read_passphrase(arguments.passphrase_file))
    if arguments.passphrase:
        access = replace(access, read_only=False, passphrase=getpass.getpass("Passphrase for changing things: ").strip())
        if not access.passphrase:
            raise ValueError("expected a passphrase, got an empty line")
    return replace(access, allowed_hosts=(*access.allowed_hosts, *arguments.allow_host))


def command(host: str, port: int) -> list[str]:
    """Raises ValueError for a port that is none."""
    if not 0 < port < 65536:
        raise ValueError(f"--port: expected a number from 1 to 65535, got {port}")
    options = {**SETTINGS, "server.address": host, "server.port": port}
    if host in WILDCARDS:  # else Streamlit asks a server far away for this machine's address, to print it
        options["browser.serverAddress"] = (own_addresses() or ["localhost"])[0]
    words = [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
    return [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *words]


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def notice(host: str, port: int, access: Access) -> str:
    """What to write on the board, and what those who read it there can do."""
    reached = [host] if host not in WILDCARDS else own_addresses() or [socket.gethostname()]
    addresses = [f"http://{f'[{name}]' if ':' in name else name}:{port}" for name in reached]
    more = (
        "" if access.mode != "open" else "  For visitors who only look: --read-only, or --passphrase to change things yourself.\n"
    )
    return f"\n  The dashboard for everybody on this network:  {'  or  '.join(addresses)}\n  {access.says}\n{more}"


def own_addresses() -> list[str]:
    """IPv4 addresses of this machine in its networks, the one of the default route first. Nothing is sent."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):  # no network
        probe.connect(("192.0.2.1", 9))  # an address for documentation: connecting a datagram socket only chooses a route
        found.append(probe.getsockname()[0])
    with suppress(OSError):  # a machine whose own name means nothing to it
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [address for address in dict.fromkeys(found) if not ipaddress.ip_address(address).is_loopback]
