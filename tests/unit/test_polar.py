"""Two latents read as direction and distance: other coordinates of the same prior, in the decoder, the encoder and in ONNX."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from scipy import stats

from vizvae.export import export_decoder, export_encoder
from vizvae.models import build_model
from vizvae.models.polar import normal_quantile, to_plane, to_polar
from vizvae.models.strided import StridedVae
from vizvae.objectives import elbo_terms

SETTINGS = {"latent_dim": 4, "channels": [4, 6], "hidden_dim": 16, "image_shape": [1, 28, 28]}


def both() -> tuple[StridedVae, StridedVae]:
    """One network without and with polar latents."""
    torch.manual_seed(0)
    plain, polar = build_model("vae_strided", SETTINGS), build_model("vae_strided", {**SETTINGS, "polar": [1, 3]})
    assert isinstance(plain, StridedVae)
    assert isinstance(polar, StridedVae)
    polar.load_state_dict(plain.state_dict())
    return plain.eval(), polar.eval()


def test_the_prior_stays_a_standard_normal() -> None:
    z = torch.randn(20_000, 4, generator=torch.Generator().manual_seed(0))
    point = to_plane(z, (1, 3)).numpy()
    assert np.array_equal(point[:, [0, 2]], z[:, [0, 2]].numpy())
    for column in (1, 3):
        assert stats.kstest(point[:, column], "norm").pvalue > 0.01
    assert abs(np.corrcoef(point.T) - np.eye(4)).max() < 0.03
    assert stats.kstest((point[:, [1, 3]] ** 2).sum(1) / 2, "expon").pvalue > 0.01  # Box & Muller 1958


def test_direction_and_distance_by_hand() -> None:
    # In the middle of the direction's latent lies the first axis, at Φ(z) = 3/4 the second; half of all points are nearer than √(2 ln 2).
    quarter = float(stats.norm.ppf(0.75))
    point = to_plane(torch.tensor([[0.0, 0.0], [quarter, 0.0], [0.0, 8.0], [0.0, -8.0]], dtype=torch.float32), (0, 1))
    median = float(np.sqrt(2 * np.log(2)))
    torch.testing.assert_close(point[:2], torch.tensor([[median, 0.0], [0.0, median]]), atol=1e-5, rtol=0)
    assert point[2, 0] > 5
    assert point[3, 0] < 0.01


def test_a_model_of_two_latents_may_have_them_as_direction_and_distance() -> None:
    model = build_model("vae_strided", {**SETTINGS, "latent_dim": 2, "polar": [0, 1]})
    assert model.decode(torch.zeros(1, 2)).shape == (1, 1, 28, 28)


def test_there_and_back() -> None:
    z = torch.randn(5_000, 3, generator=torch.Generator().manual_seed(1)).clamp(-3, 3)
    assert (to_polar(to_plane(z, (2, 0)), (2, 0)) - z).abs().max() < 0.01
    shares = torch.linspace(0.001, 0.999, 999)
    assert (normal_quantile(shares) - torch.special.ndtri(shares)).abs().max() < 0.01


def test_gradients_are_finite_wherever_a_latent_may_be() -> None:
    z = torch.tensor([[0.0, 0.0], [9.0, 9.0], [-9.0, -9.0], [0.0, 5.0]], requires_grad=True)
    to_plane(z, (0, 1)).sum().backward()
    point = torch.tensor([[1e-6, 0.0], [-5.0, 0.0], [9.0, 9.0], [np.sqrt(2 * np.log(2)), 0.0]], requires_grad=True)
    to_polar(point, (0, 1)).sum().backward()
    for gradient in (z.grad, point.grad):
        assert gradient is not None
        assert gradient.isfinite().all()
    assert point.grad is not None
    assert point.grad[2].abs().min() > 1e-3  # far out, a code is still drawn back


def test_the_slope_is_that_of_the_normal_quantile_in_its_middle_too() -> None:
    shares = torch.cat([0.5 + torch.tensor([0.0, 1e-7, -1e-5, 1e-4, 1e-3]), torch.linspace(0.01, 0.99, 99)]).requires_grad_()
    normal_quantile(shares).sum().backward()
    slope = 1 / torch.exp(torch.distributions.Normal(0, 1).log_prob(torch.special.ndtri(shares.detach())))
    torch.testing.assert_close(shares.grad, slope, rtol=0.03, atol=0)


def test_a_network_draws_the_same_in_other_coordinates() -> None:
    plain, polar = both()
    z = torch.randn(6, 4, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        torch.testing.assert_close(polar.decode(z), plain.decode(to_plane(z, (1, 3))))
        x = (torch.rand(6, 1, 28, 28, generator=torch.Generator().manual_seed(3)) > 0.5).float()
        torch.testing.assert_close(to_plane(polar.encode(x).mu, (1, 3)), plain.encode(x).mu, atol=0.02, rtol=0)
    terms = elbo_terms(polar, x)
    terms.elbo.sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in polar.parameters())


def test_onnx_gives_what_the_model_gives(tmp_path: Path) -> None:
    _, polar = both()
    export_decoder(polar, tmp_path / "decoder.onnx")
    export_encoder(polar, tmp_path / "encoder.onnx")
    decoder, encoder = (onnxruntime.InferenceSession(tmp_path / f"{name}.onnx") for name in ("decoder", "encoder"))
    z = torch.randn(5, 4, generator=torch.Generator().manual_seed(4))
    x = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        (mean, *_), (mu, *_) = decoder.run(None, {"z": z.numpy()}), encoder.run(None, {"x": x.numpy()})
        np.testing.assert_allclose(np.asarray(mean), polar.decode_mean(z).numpy(), atol=1e-5)
        np.testing.assert_allclose(np.asarray(mu), polar.encode(x).mu.numpy(), atol=1e-4)


@pytest.mark.parametrize("wrong", [[1], [1, 1], [0, 4], [-1, 2], [0, 1, 2]])
def test_what_is_no_pair_of_latents_is_refused(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="polar names two of the 4 latents"):
        build_model("vae_strided", {**SETTINGS, "polar": wrong})
