"""Which requests the dashboard answers: by the name it is asked under, by the page that asks, and by what is asked.

A browser tells a page's own requests from those of other sites by `Origin` (always sent with what is no GET, and with a WebSocket) and by
`Sec-Fetch-Site` (sent to https and to localhost). A program sends neither, and no other site can make a browser leave both out where
something is changed or started: so what has neither is let through. That is also why nothing is changed or started by a GET.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from vizvae.serving import Access

OURS, STREAMLITS = "/vizvae", "/_stcore"
"""Addresses that are no pages: everything that changes or starts something is below one of them."""
READING = ("GET", "HEAD", "OPTIONS")
QUESTIONS = ("/encode", "/decode", "/projection/inverse", "/projection", "/one-file")
"""Ends of the addresses to which a question is posted: what answers it may take long, which no other site shall start, but it only shows
what is looked at, and is not refused to a visitor who looks."""
PASSPHRASE_PATH = OURS + "/passphrase"


@dataclass(frozen=True)
class Hosts:
    """Names under which the dashboard is asked for."""

    listens_on: str
    """Streamlit's `server.address`; empty: every network"""
    more: tuple[str, ...] = ()
    """`Access.allowed_hosts`"""

    def allows(self, host: str) -> bool:
        """Whether a `Host` header may be answered. A stranger's site can have its name resolved to this machine (DNS rebinding), and its
        pages are then of one origin with the dashboard: the header holds that name. An address in numbers cannot be resolved to another
        machine, so every one is this machine's, even one by which only a router knows it.
        """
        name, _ = split_host(host)
        if not name:
            return False
        if self.names_explicitly(host) or is_local(name):
            return True
        if is_local(self.listens_on):
            return False
        return is_address(name) or name in self._own_names or name == self.listens_on.lower()

    def names_explicitly(self, host: str) -> bool:
        """A name in `more` is for every port unless it has one."""
        name, port = split_host(host)
        return bool(name) and any(split_host(entry) in ((name, None), (name, port)) for entry in self.more)

    @cached_property
    def _own_names(self) -> set[str]:
        own = socket.gethostname().lower()
        return {own, own + ".local", own.partition(".")[0], own.partition(".")[0] + ".local", socket.getfqdn().lower()} - {""}


def split_host(host: str) -> tuple[str, int | None]:
    """Name in lower case without brackets and final point, and port; ("", None) for what is no host."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return "", None
    if parts.username is not None or parts.path or parts.query or parts.fragment or host.endswith(("?", "#")):
        return "", None
    return name.rstrip("."), port


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_local(name: str) -> bool:
    """Whether it is this machine for everybody: browsers resolve `localhost` and what ends with it themselves."""
    name = name.lower()
    return name == "localhost" or name.endswith(".localhost") or (is_address(name) and ipaddress.ip_address(name).is_loopback)


def comes_from_elsewhere(headers: Headers, hosts: Hosts, *, method: str, path: str) -> bool:
    """Whether a page of another site asks. Following a link to one of the pages is nothing that a site asks for in the visitor's name."""
    if "origin" in headers and not _same_origin(headers["origin"], headers.get("host", ""), hosts):
        return True
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return False
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return not (followed and method in READING and not _below(path, OURS) and not _below(path, STREAMLITS))


def _same_origin(origin: str, host: str, hosts: Hosts) -> bool:
    scheme, _, authority = origin.partition("://")
    if scheme not in ("http", "https") or not split_host(authority)[0]:  # `null`: a frame without an origin, or a file
        return False
    usual = {"http": 80, "https": 443}[scheme]
    asking, asked = split_host(authority), split_host(host)
    # Behind a proxy that speaks https the port may be left out on one side only.
    return (asking[0], asking[1] or usual) == (asked[0], asked[1] or usual) or hosts.names_explicitly(authority)


def changes_something(method: str, path: str) -> bool:
    """Whether only who may change things may ask this. Whatever is new is a change until it stands among the `QUESTIONS`."""
    asks = method == "POST" and _below(path, OURS) and path.endswith(QUESTIONS)
    return method not in READING and path != PASSPHRASE_PATH and not asks


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")


def access_allows(access: Access, unlocked: bool) -> bool:
    """Whether somebody may change things; `unlocked`: the passphrase has been typed."""
    return access.mode == "open" or (access.mode == "passphrase" and unlocked)
