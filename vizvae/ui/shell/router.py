"""The main script: frame and navigation around the pages."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from vizvae.ui.access.permission import show_access
from vizvae.ui.shell.arrival import ARRIVED, BY_HISTORY
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.navigation import icon, navigation

st.set_page_config(page_title="VizVAE", page_icon=icon(), layout="wide")

page = navigation()
# Streamlit leaves six empty lines above a page: the image belongs on the first screen.
st.html("<style>.stMainBlockContainer { padding-top: 4rem; }</style>")
context = get_script_run_ctx()
st.session_state[BY_HISTORY] = context is not None and context.is_history_navigation
if st.session_state.get("page") != page.url_path or st.session_state[BY_HISTORY]:
    st.session_state["page"] = page.url_path
    st.session_state[ARRIVED] = True
show_access(page.url_path)
with error_boundary():
    page.run()
