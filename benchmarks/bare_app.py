"""The smallest app there is, for what Streamlit costs by itself (see load.py)."""

import streamlit as st

st.write("One line of text.")
