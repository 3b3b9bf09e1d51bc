"""What is told of a model in bytes, whoever hosts the page that asks."""

from __future__ import annotations

import torch

from vizvae.latent.aggregate import Reference


def reference_bytes(reference: Reference) -> bytes:
    """mu, z, then logvar (NaN where there is none), each (count, latent); then recon_nll (count,), nats. float32 little-endian."""
    logvar = torch.full_like(reference.mu, torch.nan) if reference.logvar is None else reference.logvar
    facts = torch.cat([torch.stack([reference.mu, reference.z, logvar]).flatten(), reference.recon_nll])
    return facts.numpy().astype("<f4").tobytes()
