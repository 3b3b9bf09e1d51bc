"""Where the dashboard answers what is none of Streamlit's."""

PREFIX = "/vizvae"
"""All that the dashboard answers itself is below it"""
