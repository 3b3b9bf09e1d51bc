"""Figures: arrays in, a plotly Figure out, so that what a page shows and what a paper prints is the same. No Streamlit here.

Plotly is imported where a figure is made: it takes half a second, which every command would take to start.
"""
