"""Compare: autoencoders, VAEs, a PixelCNN, a PixelRNN and a GAN side by side, on the same images."""

import streamlit as st

from vizvae.ui.compare.chart import show_comparison
from vizvae.ui.compare.choose_data import choose_data
from vizvae.ui.compare.own import choose_own
from vizvae.ui.compare.page import compare
from vizvae.ui.compare.session import ADDRESS, compare_data, introduction

ADDRESS.open()
heading, images = st.columns([7, 4], vertical_alignment="bottom")
with heading:
    st.header("Compare", anchor=False)
    st.caption(introduction())
with images:
    choose_data()
choose_own()
data = compare_data()
ADDRESS.show_problems()
# Until its half in the browser is there it has no height, and the figures below it would take its place and jump away again.
st.html(f"<style>.st-key-{ADDRESS.component} {{ min-height: 100vh; }}</style>")
compare(key=ADDRESS.component, data=data, on_view_change=ADDRESS.take)
show_comparison(data)
ADDRESS.write(ADDRESS.view)
