"""streamlit run app.py: the dashboard."""

import streamlit as st

from vizvae.ui.server import lifespan, routes

app = st.App("vizvae/ui/router.py", routes=routes(), lifespan=lifespan)
