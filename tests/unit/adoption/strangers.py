"""Models as people write them, small: each is unusual in one way."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LATENTS, PIXELS = 5, 8 * 8
SHAPE = (1, 8, 8)


class Tutorial(nn.Module):
    """Flat pixels, a pair, a sigmoid."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.mean, self.width = nn.Linear(PIXELS, 16), nn.Linear(16, LATENTS), nn.Linear(16, LATENTS)
        self.out = nn.Linear(LATENTS, PIXELS)

    def encode(self, x: Tensor) -> Any:
        h = F.relu(self.hidden(x))
        return self.mean(h), self.width(h)

    def reparameterize(self, mu: Tensor, logvar: Tensor) -> Tensor:
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)

    def decode(self, z: Tensor) -> Tensor:
        return torch.sigmoid(self.out(z))

    def forward(self, x: Tensor) -> Any:
        mu, logvar = self.encode(x.view(-1, PIXELS))
        return self.decode(self.reparameterize(mu, logvar)), mu, logvar


class WithStd(Tutorial):
    """The second part is σ, and `reparameterize` says so."""

    def encode(self, x: Tensor) -> Any:
        mu, raw = super().encode(x)
        return mu, F.softplus(raw)

    def reparameterize(self, mu: Tensor, logvar: Tensor) -> Tensor:
        return mu + logvar * torch.randn_like(mu)


class WithLogStd(Tutorial):
    def reparameterize(self, mu: Tensor, logvar: Tensor) -> Tensor:
        return mu + torch.exp(logvar) * torch.randn_like(mu)


class PositiveWithoutWord(nn.Module):
    """The second part is positive, and nothing says what it is."""

    def __init__(self) -> None:
        super().__init__()
        self.net, self.out = nn.Linear(PIXELS, 2 * LATENTS), nn.Linear(LATENTS, PIXELS)

    def encode(self, x: Tensor) -> Any:
        mu, raw = self.net(x.flatten(1)).chunk(2, 1)
        return mu, F.softplus(raw) + 0.1

    def decode(self, z: Tensor) -> Tensor:
        return torch.sigmoid(self.out(z)).view(-1, *SHAPE)


class ForwardOnly(nn.Module):
    """No `encode`: forward gives (recon, mu, logvar), and the parts are called encoder and decoder."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(PIXELS, 16), nn.ReLU())
        self.fc_mu, self.fc_logvar = nn.Linear(16, LATENTS), nn.Linear(16, LATENTS)
        self.decoder = nn.Sequential(nn.Linear(LATENTS, PIXELS), nn.Sigmoid(), nn.Unflatten(1, SHAPE))

    def forward(self, x: Tensor) -> Any:
        h = self.encoder(x)
        mu, logvar = self.fc_mu(h), self.fc_logvar(h)
        return self.decoder(mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)), mu, logvar


class DrawsInside(Tutorial):
    """The encoder gives a draw alone."""

    def encode(self, x: Tensor) -> Any:
        mu, logvar = super().encode(x)
        return self.reparameterize(mu, logvar)


class WithObject(Tutorial):
    def encode(self, x: Tensor) -> Any:
        mu, logvar = super().encode(x)
        return SimpleNamespace(mean=mu, log_var=logvar)


class WithMapping(Tutorial):
    def encode(self, x: Tensor) -> Any:
        mu, logvar = super().encode(x)
        return {"mu": mu, "std": torch.exp(0.5 * logvar)}


class DrawMeanWidth(Tutorial):
    """(z, mu, logvar)"""

    def encode(self, x: Tensor) -> Any:
        mu, logvar = super().encode(x)
        return self.reparameterize(mu, logvar), mu, logvar


class WithDistribution(Tutorial):
    def encode(self, x: Tensor) -> Any:
        mu, raw = super().encode(x)
        return torch.distributions.Independent(torch.distributions.Normal(mu, F.softplus(raw)), 1)


class Spatial(nn.Module):
    """As diffusers' AutoencoderKL: a code of 4×4×4 inside `latent_dist`, the image inside `sample`."""

    def __init__(self) -> None:
        super().__init__()
        self.down, self.up = nn.Conv2d(1, 8, 2, 2), nn.ConvTranspose2d(4, 1, 2, 2)

    def encode(self, x: Tensor) -> Any:
        mean, logvar = self.down(x).chunk(2, 1)
        return SimpleNamespace(latent_dist=SimpleNamespace(mean=mean, logvar=logvar))

    def decode(self, z: Tensor) -> Any:
        return SimpleNamespace(sample=torch.tanh(self.up(z)))


class Conditional(nn.Module):
    """A one-hot class beside both inputs; nothing says how many there are."""

    def __init__(self, classes: int = 3) -> None:
        super().__init__()
        self.enc, self.dec = nn.Linear(PIXELS + classes, 2 * LATENTS), nn.Linear(LATENTS + classes, PIXELS)

    def encode(self, x: Tensor, y: Tensor) -> Any:
        return self.enc(torch.cat([x.flatten(1), y], 1)).chunk(2, 1)

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        return torch.sigmoid(self.dec(torch.cat([z, y], 1))).view(-1, *SHAPE)


class ClassNumber(nn.Module):
    """A class as a number, looked up in an embedding."""

    n_classes = 3

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(3, 4)
        self.enc, self.dec = nn.Linear(PIXELS, 2 * LATENTS), nn.Linear(LATENTS + 4, PIXELS)

    def encode(self, x: Tensor) -> Any:
        return self.enc(x.flatten(1)).chunk(2, 1)

    def decode(self, z: Tensor, label: Tensor) -> Tensor:
        return torch.sigmoid(self.dec(torch.cat([z, self.table(label)], 1)))


class ChannelsLast(Tutorial):
    """As in Keras."""

    def encode(self, x: Tensor) -> Any:
        if x.shape[1:] != (8, 8, 1):
            raise ValueError("channels last")
        return super().encode(x.flatten(1))

    def decode(self, z: Tensor) -> Tensor:
        return super().decode(z).view(-1, 8, 8, 1)


class Bytes(Tutorial):
    """Pixels from 0 to 255."""

    def decode(self, z: Tensor) -> Tensor:
        return 255 * super().decode(z)


class Logits(Tutorial):
    def decode(self, z: Tensor) -> Tensor:
        return self.out(z)


class PlainAutoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(PIXELS, LATENTS))
        self.decoder = nn.Sequential(nn.Linear(LATENTS, PIXELS), nn.Sigmoid(), nn.Unflatten(1, SHAPE))

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x))


class GivesNan(Tutorial):
    def decode(self, z: Tensor) -> Tensor:
        return super().decode(z) * float("nan")


class Disagreeing(Tutorial):
    """The decoder wants other latents than the encoder gives."""

    def __init__(self) -> None:
        super().__init__()
        self.out = nn.Linear(LATENTS + 2, PIXELS)


class SixThings(Tutorial):
    def encode(self, x: Tensor) -> Any:
        mu, logvar = super().encode(x)
        return mu, logvar, mu, logvar, mu, logvar
