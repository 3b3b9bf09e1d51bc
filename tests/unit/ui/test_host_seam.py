"""Only `frontend/src/hosts` knows where the browser half runs: no other file fetches, resolves an address or knows Streamlit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vizvae.paths import PACKAGE

SOURCES = PACKAGE / "ui" / "frontend" / "src"
WITHIN_A_HOST = {
    "fetching": r"(?<![.\w])(?:(?:window|self|globalThis)\.)?fetch\s*\("
    r"|\b(?:XMLHttpRequest|sendBeacon|EventSource|WebSocket|importScripts)\b",
    "resolving an address": r"\bimport\.meta\b|\bnew URL\s*\(|\bdocument\.(?:currentScript|baseURI)\b",
    "Streamlit": r"\bstreamlit\b|\bset(?:State|Trigger)Value\b|\bst(?-i:Main|App|Block|Element|Vertical)",
}
DEFINITION = re.compile(r"^ *(?:private |public )?async fetch\(", re.MULTILINE)
"""A method of that name"""
FILES = sorted(path for path in SOURCES.rglob("*.ts*") if path.parent != SOURCES / "hosts")


@pytest.mark.parametrize("what", WITHIN_A_HOST)
def test_it_is_done_by_hosts_alone(what: str) -> None:
    pattern = re.compile(WITHIN_A_HOST[what], re.IGNORECASE)
    found = [path.relative_to(SOURCES).as_posix() for path in FILES if pattern.search(DEFINITION.sub("", _text(path)))]
    assert found == []


def test_one_host_alone_knows_streamlit() -> None:
    pattern = re.compile(WITHIN_A_HOST["Streamlit"], re.IGNORECASE)
    assert [path.name for path in (SOURCES / "hosts").glob("*.ts*") if pattern.search(_text(path))] == ["streamlit.ts"]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("fetching", "await fetch(url)"),
        ("fetching", "globalThis.fetch (url)"),
        ("resolving an address", "new Worker(new URL(`./worker.js`, import.meta.url))"),
        ("Streamlit", 'import type { Component } from "../hosts/streamlit"'),
        ("Streamlit", "setTriggerValue(name)"),
        ("Streamlit", 'document.querySelector("[data-testid=stMain]")'),
    ],
)
def test_it_would_be_found(what: str, text: str) -> None:
    assert re.search(WITHIN_A_HOST[what], text, re.IGNORECASE)


def test_pages_and_parts_import_the_interface_alone() -> None:
    imported = {(path, name) for path in FILES for name in re.findall(r"from \"[./]*hosts/(\w+)\"", _text(path))}
    assert {name for _, name in imported} == {"host"}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
