"""The main script: frame and navigation around the pages."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from vizvae import __version__
from vizvae.ui.access.permission import show_access
from vizvae.ui.shell.arrival import ARRIVED, BY_HISTORY
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.navigation import icon, navigation
from vizvae.ui.shell.projector import projector_mode

ABOUT = f"**VizVAE {__version__}**: see variational auto-encoders. MIT licence."
# Streamlit leaves six empty lines above a page, and ten below: the image belongs on the first screen, and stays at the page's end.
# And code in a caption is 10.5 pixels high, and pale. On paper neither a table nor a chart is cut in two. A name that does not fit into a
# picker says so. Under a finger a table's tools are always there, and lay over what stands above it.
STYLE = """<style>
.stMainBlockContainer { padding-top: 3.5rem; padding-bottom: 1rem; }
[data-testid=stMarkdownContainer] code, [data-testid=stCaptionContainer] code { font-size: max(0.8125rem, 0.75em); }
[data-testid=stCaptionContainer] code { color: inherit; }
.stSelectbox input { text-overflow: ellipsis; }
@media (hover: none) { .stElementContainer:has(.stDataFrame) { margin-top: 2rem; } }
@media print { .stMainBlockContainer table, .js-plotly-plot { break-inside: avoid; } }
</style>"""

# With an entry of our own there is a menu, in which Streamlit offers its themes: light, dark, as the system has it.
st.set_page_config(page_title="VizVAE", page_icon=icon(), layout="wide", menu_items={"About": ABOUT})

page = navigation()
st.html(STYLE)
context = get_script_run_ctx()
st.session_state[BY_HISTORY] = context is not None and context.is_history_navigation
if st.session_state.get("page") != page.url_path or st.session_state[BY_HISTORY]:
    st.session_state["page"] = page.url_path
    st.session_state[ARRIVED] = True
projector_mode()
show_access(page.url_path)
with error_boundary():
    page.run()
