"""What technical words mean, in the captions of charts: the words of the glossary that the components underline."""

from __future__ import annotations

import json
import re
from pathlib import Path

import streamlit as st

GLOSSARY: dict[str, str] = json.loads((Path(__file__).parent / "glossary.json").read_text("utf-8"))
_LONGEST_FIRST = sorted(GLOSSARY, key=len, reverse=True)
_WORDS = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, _LONGEST_FIRST))})(?![^\W\d_])")


def words_in(text: str) -> list[str]:
    """Those of the glossary, whole, each once, as in frontend/src/parts/widgets/glossary.ts."""
    return list(dict.fromkeys(_WORDS.findall(text)))


def explained_caption(text: str, *, of: str = "") -> None:
    """A caption, Markdown, with a question mark that explains the words in it and in `of`, which stand in the chart above."""
    help_text = "\n\n".join(f"**{word}**: {GLOSSARY[word]}" for word in words_in(f"{of} {text}"))
    st.caption(text, help=help_text or None)
