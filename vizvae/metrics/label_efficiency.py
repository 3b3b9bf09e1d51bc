"""Label efficiency: how well a classifier does with few labels, on pixels and on what a model makes of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vizvae.data.images import ImageSet
from vizvae.models.base import LatentModel
from vizvae.pca import principal_axes

NUM_LABELS = (10, 30, 100, 300, 1000, 5000)
NUM_DRAWS = 10
HIDDEN, STEPS, BATCH = 128, 150, 256
LEARNING_RATE, NETWORK_LEARNING_RATE, NETWORK_BATCH = 3e-3, 1e-3, 64
WEIGHT_DECAYS = (0.01, 1.0, 10.0)
CHOOSING_DRAWS = 2
PROTOCOL = (
    "balanced labels drawn from the training images; accuracy on the test images, mean ± sd over draws. Every representation is centred "
    "and divided by one number, its root mean square over the unlabelled training images. "
    f"mlp: {HIDDEN} hidden units, {STEPS} steps of AdamW on up to {BATCH} labels; its weight decay, of {WEIGHT_DECAYS}, by the accuracy on "
    f"the validation images, over {CHOOSING_DRAWS} draws. nearest: the label of the nearest labelled image. network: the model's encoder "
    f"and a linear layer, all trained for {STEPS} steps on up to {NETWORK_BATCH} labels, nothing chosen"
)


@dataclass(frozen=True, kw_only=True)
class Curve:
    representation: str
    """pixels, pca, posterior_means; what a whole network starts from: fine_tuned, from_scratch; or semi_supervised"""
    classifier: str
    """mlp, nearest, network or m2"""
    num_labels: list[int]
    accuracy: list[float]
    """0…1, mean over draws"""
    sd: list[float]
    weight_decay: list[float]
    """As chosen on validation images; empty where nothing is chosen"""


Split = tuple[Float[Tensor, "image feature"], Int64[Tensor, " image"]]


def balanced_labels(labels: Int64[Tensor, " image"], count: int, *, generator: torch.Generator) -> Int64[Tensor, " count"]:
    """Places of `count` images, as many of each class. Raises ValueError if that cannot be."""
    classes = labels.unique()
    each, left = divmod(count, len(classes))
    rarest = int(labels.bincount()[classes].min())
    if left or not 1 <= each <= rarest:
        raise ValueError(f"expected a multiple of {len(classes)} labels, at most {rarest} of each class, got {count}")
    places = [(labels == one).nonzero()[:, 0] for one in classes]
    return torch.cat([those[torch.randperm(len(those), generator=generator)[:each]] for those in places])


def scaled(train: Tensor, *others: Tensor) -> list[Tensor]:
    """Centred and divided by one number, both from `train`: no feature gains over another."""
    mean = train.mean(0)
    scale = (train - mean).square().mean().sqrt()
    return [(part - mean) / scale for part in (train, *others)]


def principal_components(train: Float[Tensor, "image pixel"], count: int, *others: Tensor) -> list[Tensor]:
    """Projections on the `count` directions of largest variance of `train`."""
    mean = train.mean(0)
    _, axes = principal_axes(train - mean)
    return [(part - mean) @ axes[:count].flip(0).T for part in (train, *others)]


def fit_mlp(
    x: Float[Tensor, "label feature"], y: Int64[Tensor, " label"], *, weight_decay: float, generator: torch.Generator
) -> nn.Module:
    """A classifier of the ten classes of MNIST's kind: one hidden layer, trained on the labels that are given."""
    hidden, out = nn.Linear(x.shape[1], HIDDEN), nn.Linear(HIDDEN, 10)
    with torch.no_grad():
        for layer in (hidden, out):
            for part in layer.parameters():
                part.uniform_(-1, 1, generator=generator).mul_(layer.in_features**-0.5)
    return _fit(nn.Sequential(hidden, nn.ReLU(), out), x, y, LEARNING_RATE, weight_decay, BATCH, generator)


def _fit(
    net: nn.Module, x: Tensor, y: Tensor, learning_rate: float, weight_decay: float, batch: int, generator: torch.Generator
) -> nn.Module:
    optimizer = torch.optim.AdamW(net.parameters(), learning_rate, weight_decay=weight_decay)
    for _ in range(STEPS):
        some = torch.randperm(len(x), generator=generator)[:batch]
        optimizer.zero_grad()
        cross_entropy(net(x[some]), y[some]).backward()
        optimizer.step()
    return net


@torch.no_grad()
def accuracy(net: Callable[[Tensor], Tensor], x: Tensor, y: Tensor) -> float:
    """Share of `x` whose largest logit is the label's."""
    return (torch.cat([net(part).argmax(1) for part in x.split(1000)]) == y).float().mean().item()


def nearest_accuracy(x: Tensor, y: Tensor, to: Tensor, labels: Tensor) -> float:
    """Of the label of the nearest of `x`, in Euclidean distance."""
    nearest = torch.cat([torch.cdist(part, x).argmin(1) for part in to.split(1000)])
    return (y[nearest] == labels).float().mean().item()


def label_efficiency(
    load: Callable[[], LatentModel],
    train: ImageSet,
    validation: ImageSet,
    test: ImageSet,
    *,
    networks: bool = True,
    progress: Callable[[int], object] = lambda _: None,
) -> list[Curve]:
    """One curve for each representation and classifier (`PROTOCOL`). `load` gives the model afresh, for it is trained further.

    Without `networks` the encoder is only used frozen. `progress` is called with the classifiers trained since its last call.
    """
    model = load().eval()
    splits = (train, validation, test)
    pixels = [part.images.flatten(1).float() / 255 for part in splits]
    with torch.no_grad():
        means = [torch.cat([model.encode(x.float() / 255).mu for x in part.images.split(1000)]) for part in splits]
    represented = {
        "pixels": scaled(*pixels),
        "pca": scaled(*principal_components(pixels[0], model.latent_dim, *pixels[1:])),
        "posterior_means": scaled(*means),
    }
    y, y_validation, y_test = (part.labels for part in splits)
    draws = {
        count: [balanced_labels(y, count, generator=torch.Generator().manual_seed(seed)) for seed in range(NUM_DRAWS)]
        for count in NUM_LABELS
    }

    def seeded(draw: int) -> torch.Generator:
        return torch.Generator().manual_seed(1000 + draw)

    def mlp(x: Tensor, rows: Tensor, draw: int, decay: float) -> nn.Module:
        progress(1)
        return fit_mlp(x[rows], y[rows], weight_decay=decay, generator=seeded(draw))

    curves = []
    for name, (x, x_validation, x_test) in represented.items():
        chosen, found, nearest = [], [], []
        for rows in draws.values():
            tried = {
                decay: sum(accuracy(mlp(x, rows[i], i, decay), x_validation, y_validation) for i in range(CHOOSING_DRAWS))
                for decay in WEIGHT_DECAYS
            }
            chosen.append(max(tried, key=tried.__getitem__))
            found.append([accuracy(mlp(x, some, i, chosen[-1]), x_test, y_test) for i, some in enumerate(rows)])
            nearest.append([nearest_accuracy(x[some], y[some], x_test, y_test) for some in rows])
        curves += [_curve(name, "mlp", found, chosen), _curve(name, "nearest", nearest, [])]
    if networks:
        for name in ("fine_tuned", "from_scratch"):
            found = []
            for rows in draws.values():
                found.append([])
                for i, some in enumerate(rows):
                    net = _network(load, pretrained=name == "fine_tuned", seed=i)
                    _fit(net, train.images[some].float() / 255, y[some], NETWORK_LEARNING_RATE, 0.01, NETWORK_BATCH, seeded(i))
                    found[-1].append(accuracy(lambda x, net=net: net(x.float() / 255), test.images, y_test))
                    progress(1)
            curves.append(_curve(name, "network", found, []))
    return curves


def num_fits(*, networks: bool) -> int:
    """What `progress` adds up to."""
    return len(NUM_LABELS) * (3 * (CHOOSING_DRAWS * len(WEIGHT_DECAYS) + NUM_DRAWS) + 2 * NUM_DRAWS * networks)


class _Classifier(nn.Module):
    def __init__(self, model: LatentModel) -> None:
        super().__init__()
        self.model, self.head = model, nn.Linear(model.latent_dim, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.model.encode(x).mu)


def _network(load: Callable[[], LatentModel], *, pretrained: bool, seed: int) -> nn.Module:
    model = load().train().requires_grad_()  # a shipped model is loaded frozen
    with torch.random.fork_rng():  # layers are initialised from torch's own state
        torch.manual_seed(seed)
        if not pretrained:
            model = type(model)(model.config)
        return _Classifier(model)


def _curve(representation: str, classifier: str, found: list[list[float]], chosen: list[float]) -> Curve:
    return Curve(
        representation=representation,
        classifier=classifier,
        num_labels=list(NUM_LABELS),
        accuracy=[statistics.mean(row) for row in found],
        sd=[statistics.stdev(row) for row in found],
        weight_decay=chosen,
    )


def shown(curves: list[Curve]) -> Iterator[str]:
    """A line for each curve: percent, mean ± sd."""
    yield f"{'labels':28}" + "".join(f"{count:>14}" for count in curves[0].num_labels)
    for curve in curves:
        values = (f"{100 * a:.1f} ± {100 * s:.1f}" for a, s in zip(curve.accuracy, curve.sd, strict=True))
        yield f"{curve.representation + ', ' + curve.classifier:28}" + "".join(f"{value:>14}" for value in values)
