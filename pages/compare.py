"""Compare: autoencoders, VAEs, a PixelCNN and a GAN side by side, on the same digits."""

import streamlit as st

from vizvae.ui.compare import (
    KEY,
    compare_data,
    open_compare,
    show_compare_problems,
    take_compare_address,
    write_compare_address,
)
from vizvae.ui.components import compare

open_compare()
st.header("Compare", anchor=False)
st.caption(
    "Ways to learn to draw digits, side by side: trained on the same images, of about the same size, and measured alike. "
    "Draw a digit, and see what each of them makes of it."
)
show_compare_problems()
compare(key=KEY, data=compare_data(), on_view_change=take_compare_address)
write_compare_address()
