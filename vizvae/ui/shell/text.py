"""Text from elsewhere, an address, a file, a card, shown as what it is: Streamlit takes what it is given for Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

CODE = re.compile(r"(?<!`)`(?!`)([^`\n]+)(?<!`)`(?!`)")
"""What our own messages set as code. Nothing in it is Markdown, whoever wrote it."""
MARKUP = re.compile(r"([\\`*_{}\[\]<>|~$&])")
AT_THE_START = re.compile(r"^(\d*)([#+\-=.)])")
"""Of lists, headings and lines"""
MADE_LATER = re.compile(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?<=@)(?=\S)", re.IGNORECASE)
"""Icons (`:material/…:`), colours (`:red[…]`), emoji and addresses are looked for in the text when its backslashes are gone."""
JOINER = "\u2060"
"""Has no width, and no line is broken there."""


def plain(text: str) -> str:
    """Markdown that shows as `text` itself, of which single backticks in pairs set code. Other white space than a space becomes one."""
    text = " ".join(text.replace(JOINER, "").split())
    shown, end = [], 0
    for code in CODE.finditer(text):
        shown += [_escaped(text[end : code.start()]), code[0]]
        end = code.end()
    return AT_THE_START.sub(r"\1\\\2", "".join([*shown, _escaped(text[end:])]))


def shown_text(markdown: str) -> str:
    """What `plain` has been given, for tests."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace(JOINER, ""))


def show_problems(problems: Iterable[str]) -> None:
    """What could not be used of a link or of the last change, each a line of its own; nothing if there is none."""
    if lines := [plain(problem) for problem in problems if problem]:
        st.warning("  \n".join(lines), icon=":material/info:")


def _escaped(text: str) -> str:
    return MARKUP.sub(r"\\\1", MADE_LATER.sub(JOINER, text))
