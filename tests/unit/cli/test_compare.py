"""python -m vizvae compare"""

import json

import pytest
import torch

from vizvae.cli import main
from vizvae.comparison.contenders import contender
from vizvae.comparison.measure import Speed, compare
from vizvae.data.binarise import fixed_binarisation
from vizvae.data.images import load_images
from vizvae.metrics.likelihood import EVALUATION_SEED, evaluate
from vizvae.models.autoregressive import AutoregressiveModel

FEW = ["--num-images", "3", "--num-samples", "2", "--num-draws", "100"]


def test_it_prints_one_object_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "gan", "vae", "--json", *FEW]) == 0
    gan, vae = json.loads(capsys.readouterr().out)
    assert (gan["model"], gan["nll"], gan["nll_interval"], gan["bound"]) == ("gan", None, None, "none")
    assert (vae["model"], vae["bound"], vae["num_samples"]) == ("vae", "iwae", 2)
    assert vae["nll_interval"][0] < vae["nll"] < vae["nll_interval"][1]
    assert gan["classifier_frechet"] > 0 < gan["seconds_per_sample"] < gan["seconds_per_batch"]


def test_the_figures_are_those_of_evaluate_and_of_the_model_itself() -> None:
    test = load_images("mnist", "sample").subset(torch.arange(50))
    found = compare(contender("vae"), test, Speed(1.0, 2.0), num_samples=3, num_images=4, num_draws=70)
    latent = contender("vae").latent_model
    assert latent is not None
    expected = evaluate(latent, test, num_samples=3, num_images=4)
    assert (found.nll, found.recon_nll, found.kl) == (expected.nll, expected.recon_nll, expected.kl)

    exact = compare(contender("pixelcnn"), test, Speed(1.0, 2.0), num_samples=3, num_images=4, num_draws=70)
    model = contender("pixelcnn").model
    assert isinstance(model, AutoregressiveModel)
    chosen = torch.randperm(50, generator=torch.Generator().manual_seed(EVALUATION_SEED))[:4]
    with torch.no_grad():
        nll = -model.log_prob(fixed_binarisation(test.images, EVALUATION_SEED)[chosen]).double().mean().item()
    assert exact.nll == pytest.approx(nll)
    assert exact.bound == "exact"
    assert exact.num_samples == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "unknown model 'nobody'"),
        (["vae", "--num-draws", "1"], "--num-draws must be at least 2"),
        (["vae", "--write", *FEW], "set VIZVAE_DATA"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *arguments]) == 1
    assert said in capsys.readouterr().err
