"""python -m vizvae, called in this process."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from tests.helpers.small import write_checkpoint
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import open_checkpoint
from vizvae.cli import build_parser, main
from vizvae.latent.projection import ProjectionConfig, projected_points
from vizvae.latent.projection_cache import ProjectionCache
from vizvae.models import build_model
from vizvae.paths import ASSETS
from vizvae.training.config import TrainConfig

KEYS = {
    "elbo",
    "recon_nll",
    "kl",
    "nll",
    "nll_interval",
    "num_samples",
    "active_units",
    "kl_per_dim",
    "data",
    "num_images",
    "protocol",
}


@pytest.fixture
def no_onnx(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds, and is tested elsewhere."""
    for name in ("export_decoder", "export_encoder"):
        monkeypatch.setattr(f"vizvae.training.finish.{name}", lambda *_: None)


@pytest.fixture
def small(runs: Path) -> Path:
    write_checkpoint(runs / "small")
    return runs / "small"


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr of a command that could not be carried out."""
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    errors = [line for line in captured.err.splitlines() if not line.startswith("training ")]
    assert len(errors) == 1, captured.err
    assert errors[0].startswith("error: ")
    return errors[0]


def test_models_lists_names_titles_and_where_they_are_from(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "models") == "small            trained here: a small vae_mlp-bernoulli\n"


@pytest.mark.parametrize("evaluations", [5, [5], [{"bits": 1.0}], [{"nll": 80.0}]])
def test_figures_that_cannot_be_read_hide_nothing(runs: Path, evaluations: object, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("bad", "good"):
        write_checkpoint(runs / name)
    card = json.loads((runs / "bad" / "card.json").read_text())
    (runs / "bad" / "card.json").write_text(json.dumps(card | {"evaluations": evaluations}))
    text = output(capsys, "models")
    assert "cannot be used" in text or "figures that this version cannot read" in text
    assert "bad" in text
    assert "good             trained here" in text


def test_models_json_is_every_card(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (listed,) = json.loads(output(capsys, "models", "--json"))
    assert listed == {"name": "small", "shipped": False, **open_checkpoint(small).card}


@pytest.mark.usefixtures("small")
def test_evaluate_json_has_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    result = json.loads(output(capsys, "evaluate", "small", "--num-samples", "3", "--num-images", "20", "--json"))
    assert set(result) == KEYS
    assert (result["num_samples"], result["num_images"], len(result["kl_per_dim"])) == (3, 20, 3)
    assert "committed sample" in result["data"]
    assert result["nll_interval"][0] < result["nll"] < result["nll_interval"][1]


@pytest.mark.usefixtures("small")
def test_evaluate_spells_out_its_protocol(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "evaluate", "small", "--num-samples", "3", "--num-images", "20")
    for word in ("NLL", "ELBO", "nats", "20 images chosen with seed", "importance-weighted bound with 3 draws", "KL per latent"):
        assert word in text


def test_a_deterministic_model_is_evaluated_as_what_it_is(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_checkpoint(runs / "ae", "ae_conv")
    result = json.loads(output(capsys, "evaluate", "ae", "--num-images", "20", "--json"))
    assert set(result) == KEYS
    assert result["nll"] is None
    assert "no ELBO, KL or NLL" in output(capsys, "evaluate", "ae", "--num-images", "20")


def test_figures_on_the_sample_do_not_go_into_the_card(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (small / "card.json").read_bytes()
    assert main(["evaluate", "small", "--num-samples", "2", "--num-images", "5", "--write-card"]) == 1
    assert "full test set only" in capsys.readouterr().err
    assert (small / "card.json").read_bytes() == before


def test_figures_on_images_drawn_in_code_do_go_into_the_card(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_checkpoint(runs / "drawn", "vae_strided-bernoulli", data="sprites", image_shape=(1, 64, 64))
    assert main(["evaluate", "drawn", "--num-samples", "1", "--num-images", "3", "--write-card"]) == 0
    assert find_checkpoint("drawn").card["evaluations"][0]["num_images"] == 3


def test_traverse_draws_a_named_row_for_each_latent_that_is_asked_for(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_checkpoint(runs / "ae", "ae_conv")
    asked = ["traverse", "ae", "--num-values", "5", "-o", str(tmp_path / "out.json")]
    assert output(capsys, *asked).strip() == str(tmp_path / "out.json")
    everything = json.loads((tmp_path / "out.json").read_text())
    assert sorted(name.partition(" ")[0] for name in everything["layout"]["yaxis"]["ticktext"]) == ["z₀", "z₁"]
    assert len(everything["layout"]["xaxis"]["ticktext"]) == 5
    output(capsys, *asked, "--latents", "0", "--image", "3")
    one = json.loads((tmp_path / "out.json").read_text())
    assert [name.partition(" ")[0] for name in one["layout"]["yaxis"]["ticktext"]] == ["z₀"]
    assert one["layout"]["images"][0]["source"] != everything["layout"]["images"][0]["source"]
    assert "3" in one["layout"]["title"]["text"]


@pytest.mark.usefixtures("small")
def test_export_writes_the_decoder_or_the_encoder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the files hold is tested in tests/contract, once for each model: exporting takes seconds."""
    called: list[tuple[str, int, Path]] = []
    for name in ("export_decoder", "export_encoder"):
        monkeypatch.setattr(
            f"vizvae.cli.models.{name}", lambda model, path, name=name: called.append((name, model.latent_dim, path))
        )
    output(capsys, "export", "small", "-o", str(tmp_path / "d.onnx"))
    output(capsys, "export", "small", "-o", str(tmp_path / "e.onnx"), "--encoder")
    assert called == [("export_decoder", 3, tmp_path / "d.onnx"), ("export_encoder", 3, tmp_path / "e.onnx")]


def test_export_without_a_file_encodes_the_sample_anew(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_file({"mu": torch.zeros(2, 3), "z": torch.zeros(2, 3)}, small / "reference.safetensors")  # as an older version wrote it
    before = {path.name: path.read_bytes() for path in small.iterdir()}
    assert output(capsys, "export", "small").strip() == str(small / "reference.safetensors")
    assert open_checkpoint(small).load_reference().recon_nll.shape == (5000,)
    changed = {path.name for path in small.iterdir() if path.read_bytes() != before.get(path.name)}
    assert changed == {"reference.safetensors", "density.json"}


def test_project_keeps_the_map_where_the_page_looks_for_it(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_checkpoint(runs / "ae", "ae_conv")
    path = Path(output(capsys, "project", "ae", "--method", "tsne", "--num-points", "50", "--perplexity", "5").strip())
    assert path.parent == tmp_path / "cache" / "vizvae" / "projections"
    config = ProjectionConfig(method="tsne", num_points=50, perplexity=5.0)
    found = ProjectionCache.standard().read(projected_points(find_checkpoint("ae").load_reference(), config), config)
    assert found is not None
    assert found.shape == (50, 2)


def test_an_interrupted_projection_leaves_nothing(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("vizvae.cli.project.project", interrupted)
    write_checkpoint(runs / "ae", "ae_conv")
    assert main(["project", "ae", "--num-points", "50"]) == 130
    assert "interrupted" in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_train_with_flags(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--model", "vae_mlp", "--latent-dim", "2", "--epochs", "1", "--batch-size", "500", "--seed", "5", "--beta", "2"]
    assert output(capsys, "train", *flags, "--learning-rate", "0.002").strip() == str(runs / "mnist-vae_mlp-5")
    checkpoint = open_checkpoint(runs / "mnist-vae_mlp-5")
    settings = checkpoint.card["training"]
    assert (settings["epochs"], settings["batch_size"], settings["seed"], settings["learning_rate"]) == (1, 500, 5, 0.002)
    assert settings["objective"]["beta"] == 2.0
    assert checkpoint.load_model().latent_dim == 2
    files = {
        "card.json",
        "config.json",
        "model.safetensors",
        "reference.safetensors",
        "density.json",
        "history.csv",
        "decoder.onnx",
        "encoder.onnx",
        "run.json",
        "run.lock",
        "status.json",
        "events.jsonl",
        "metrics.jsonl",
        "snapshot.safetensors",
    }
    assert {path.name for path in checkpoint.folder.iterdir()} == files
    assert "finished model" in refused(capsys, "train", *flags, "--learning-rate", "0.002")


@pytest.mark.usefixtures("no_onnx", "runs")
def test_train_with_a_file_and_flags_over_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run.toml").write_text(
        'data = "fashion"\nmodel = "ae_conv"\nepochs = 1\nbatch_size = 700\nmodel_config = { channels = [4, 4], latent_dim = 3 }\n'
    )
    output(capsys, "train", "--config", str(tmp_path / "run.toml"), "--latent-dim", "2", "--run", str(tmp_path / "ae"))
    checkpoint = open_checkpoint(tmp_path / "ae")
    assert checkpoint.card["training"]["objective"]["kind"] == "reconstruction"  # all that a deterministic model can do
    assert checkpoint.card["training"]["model_config"] == {"channels": [4, 4], "latent_dim": 2}
    assert "Fashion" in checkpoint.title


CONFIGS = sorted((ASSETS / "configs").glob("*.toml"))


@pytest.mark.parametrize("path", [path for path in CONFIGS if not path.stem.startswith("rival-")], ids=lambda path: path.stem)
def test_the_committed_configurations_are_valid(path: Path) -> None:
    from vizvae.cli.train import read_config

    config = read_config(build_parser().parse_args(["train", "--config", str(path)]))
    assert isinstance(config, TrainConfig)
    build_model(config.model, config.model_config)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("epochs = ", "is not valid TOML"),
        ("epoch = 3", "unknown keys ['epoch']"),
        ("epochs = 'three'", "expected int, got 'three'"),
        ("epochs = 0", "epochs must be above 0"),
        ("model = 'diffusion'", "unknown model 'diffusion'"),
        ("data = 'cifar'", "unknown image set 'cifar'"),
        ("[model_config]\nlatents = 2", "unknown keys ['latents']"),
        ("[model_config]\nimage_shape = [1, 32, 32]", "(1, 32, 32)"),
        ("[objective]\nkind = 'gan'", "expected one of"),
        ("[objective]\nkind = 'iwae'\nnum_samples = 0", "num_samples"),
        ("model = 'ae_conv'\n[objective]\nkind = 'iwae'", "deterministic"),
        ("\x00", "TOML"),
    ],
)
def test_a_bad_configuration_is_one_line(toml: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run.toml").write_text(toml)
    assert words in refused(capsys, "train", "--config", str(tmp_path / "run.toml"), "--run", str(tmp_path / "run"))


BAD: dict[str, tuple[list[str], str]] = {
    "unknown model": (["evaluate", "nothing"], "There is no model named nothing. Known models: small."),
    "a path for a name": (
        ["export", "../small", "-o", "x.onnx"],
        "A model is found by its name, not by a path: there is one named small.",
    ),
    "no samples": (["evaluate", "small", "--num-samples", "0"], "--num-samples must be at least 1"),
    "trees of no metric": (["evaluate", "small", "--original-trees"], "add --metrics disentanglement"),
    "one image": (["evaluate", "small", "--num-images", "1"], "2 images"),
    "one value": (["traverse", "small", "-o", "x.png", "--num-values", "1"], "--num-values must be at least 2"),
    "an encoder without a file": (["export", "small", "--encoder"], "add -o FILE.onnx"),
    "more points than there are": (["project", "small"], "only 600 images are encoded"),
    "more neighbours than points": (
        ["project", "small", "--num-points", "50", "--num-neighbours", "50"],
        "choose fewer neighbours",
    ),
    "shipping what does not ship": (["project", "small", "--num-points", "50", "--ship"], "leave --ship out"),
    "no such file type": (["traverse", "small", "-o", "x.abc"], "expected a file that ends with .html, .json, .png, .svg, .pdf"),
    "no such latent": (["traverse", "small", "-o", "x.html", "--latents", "9"], "latents: expected numbers from 0 to"),
    "no such image": (["traverse", "small", "-o", "x.html", "--image", "-1"], "expected places from 0 to"),
    "no such folder": (["traverse", "small", "-o", "/nowhere/x.html"], "/nowhere"),
    "no such configuration": (["train", "--config", "/nowhere/x.toml"], "/nowhere"),
    "no latents": (["train", "--latent-dim", "-1"], "latent_dim"),
    "no images": (["train", "--batch-size", "0"], "batch_size must be above 0"),
}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("what", list(BAD))
def test_bad_input_is_one_line_and_status_one(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, words = BAD[what]
    assert words in refused(capsys, *arguments)


def test_a_damaged_model_is_one_line(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small / "model.safetensors").write_bytes(b"")
    assert "damaged or truncated" in refused(capsys, "evaluate", "small")
