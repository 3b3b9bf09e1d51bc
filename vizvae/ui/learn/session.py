"""The Learn page on the server: what is open, kept equal to the address."""

from __future__ import annotations

import streamlit as st

from vizvae.ui.address.page_address import PageAddress
from vizvae.ui.learn.address import tidied
from vizvae.ui.learn.contract import LearnData
from vizvae.ui.learn.payload import learn_page_data
from vizvae.ui.learn.routes import labels_data

ADDRESS = PageAddress("learn", tidied, links={"step", "lesson"})
WITHOUT_MENU = "[data-testid=stHeader], .st-key-projector { display: none } .stMainBlockContainer { padding-top: 1.5rem }"
"""Streamlit's navigation, for a lesson that does without"""
ON_PAPER = """
    [data-testid=stHeader], [data-testid=stHeading], [data-testid=stCaptionContainer], .st-key-learn_along { display: none }
    html, body, .stApp, .stMain { position: static; overflow: visible; height: auto; background: #fff }
    .stMainBlockContainer { padding: 0; max-width: none }
    @page { size: A4; margin: 14mm }
"""
"""Streamlit's frame scrolls in a box as high as the screen, and has the colours of the screen"""


def learn_data() -> LearnData:
    """What the component is told."""
    return learn_page_data(**ADDRESS.told(), labels=labels_data())


def dress_page() -> bool:
    """Streamlit's own frame for paper and for a lesson. Returns whether the title is shown."""
    hidden = "menu" in ADDRESS.view.get("hide", "").split("_")
    st.html(f"<style>@media print {{ {ON_PAPER} }} {WITHOUT_MENU if hidden else ''}</style>")
    return not hidden
