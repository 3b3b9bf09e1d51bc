"""What comes from elsewhere is shown as what it is, on every page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.hostile import HOSTILE
from tests.pages.dashboard import Dashboard
from vizvae.ui.shell.text import plain, shown_text


def left_as_markup(written: str) -> list[str]:
    """What of it Markdown, or Streamlit after Markdown, would still take for more than text: characters, and patterns."""
    bare = re.sub(r"\\[!-/:-@\[-`{-~]|`[^`\n]+`", "x", written)  # not with nothing: what follows would seem to stand at the start
    return re.findall(r"[\\`*_{}\[\]<>|~$&]|:(?=[^\s\u2060])|^[#+=.-]|\n", bare)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_code_stays_markup(text: str) -> None:
    assert left_as_markup(plain(text)) == []
    assert shown_text(plain(text)) == " ".join(text.split()) or "\\" in text


@given(st.text(alphabet="a `\\*_[]()<>!:/w.@$#1-&\n\u2060", max_size=30))
def test_nothing_at_all_stays_markup(text: str) -> None:
    assert left_as_markup(plain(text)) == []


def test_our_own_code_stays_code() -> None:
    assert (
        plain("Train one with `python -m vizvae train`, then *reload*.")
        == "Train one with `python -m vizvae train`, then \\*reload\\*."
    )


LINKS = {
    "sliders": {"model": HOSTILE[0], "z": HOSTILE[1], "input": HOSTILE[2], "names": HOSTILE[0]},
    "manifold": {"model": "mnist-2d", "map": '{"![x](http://elsewhere.example/x.png)": 1}'},
    "factors": {"model": HOSTILE[0], "at": HOSTILE[1]},
    "graph": {"model": HOSTILE[0], "node": HOSTILE[1]},
    "train": {"run": HOSTILE[0]},
    "compare": {"models": HOSTILE[0], "digit": HOSTILE[0]},
    "learn": {"step": HOSTILE[0]},
}


@pytest.mark.parametrize("page", LINKS)
def test_no_page_takes_a_link_for_markdown(page: str) -> None:
    dashboard = Dashboard(**LINKS[page]) if page == "sliders" else Dashboard()
    if page != "sliders":
        dashboard.go_to(page, **LINKS[page])
    app = dashboard.app
    assert not app.exception
    shown = [
        str(getattr(element, "value", ""))
        for kind in ("error", "warning", "info", "caption", "markdown")
        for element in app.get(kind)
    ]
    assert app.get("error") or app.get("warning"), "the page says what it could not use"
    assert not [text for text in shown if any(hostile in text for hostile in HOSTILE[:3])]
