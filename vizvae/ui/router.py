"""The main script: frame and navigation around the pages."""

import streamlit as st

from vizvae.paths import PROJECT
from vizvae.ui.errors import error_boundary

PAGES = PROJECT / "pages"

st.set_page_config(page_title="VizVAE", page_icon=":material/tune:", layout="wide")

page = st.navigation(
    [
        st.Page(PAGES / "sliders.py", title="Latent sliders", icon=":material/tune:", default=True),
        st.Page(PAGES / "models.py", title="Models", icon=":material/description:"),
    ],
    position="top",
)
# Streamlit leaves six empty lines above a page: the image belongs on the first screen.
st.html("<style>.stMainBlockContainer { padding-top: 4rem; }</style>")
with error_boundary():
    page.run()
