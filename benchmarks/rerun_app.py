"""What one writes without a component of one's own: st.slider and st.image, the same model, the same starting point."""

import streamlit as st
import torch

from vizvae.catalogue import OPENS_WITH, load_model
from vizvae.checkpoint import TrainedCheckpoint
from vizvae.latent.traversal import latents_by_weight, slider_range
from vizvae.paths import SHIPPED_MODELS

model = st.cache_resource(load_model)(OPENS_WITH)
reference = st.cache_resource(lambda name: TrainedCheckpoint(SHIPPED_MODELS / name).load_reference())(OPENS_WITH)
latent = latents_by_weight(reference)[0]
low, high = slider_range(reference, latent)
z = reference.mean.clone()
z[latent] = st.slider("latent", low, high, 0.0, step=(high - low) / 1000)
with torch.no_grad():
    image = model.decode_mean(z[None])[0, 0].numpy()
st.image(image, width=280)
