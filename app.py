"""streamlit run app.py: the dashboard. In an installed package this file stands in it, and `vizvae` runs it."""

import streamlit as st
from starlette.middleware import Middleware

from vizvae.paths import ROUTER
from vizvae.ui.access.guard import Guard
from vizvae.ui.server.lifespan import lifespan
from vizvae.ui.server.routes import ALL_ROUTES

app = st.App(ROUTER, routes=ALL_ROUTES, middleware=[Middleware(Guard)], lifespan=lifespan)
