"""`vizvae adopt FILE.py:CLASS`: a person's own file and weights, and the right words for each that cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from vizvae.adoption.findings import Findings
from vizvae.adoption.own_file import load_own_model
from vizvae.adoption.own_weights import load_weights

FILE = """
import torch
from torch import nn
from beside import HIDDEN

class VAE(nn.Module):
    def __init__(self, latent_dim, kind="plain"):
        super().__init__()
        self.encoder = nn.Linear(4, HIDDEN)
        self.model = nn.Linear(HIDDEN, latent_dim)
        self.kind = kind

def build(latent_dim=2):
    return VAE(latent_dim)

ready = VAE(3)
seven = 7
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = sys.path.copy(), set(sys.modules)
    (tmp_path / "theirs.py").write_text(FILE)
    (tmp_path / "beside.py").write_text("HIDDEN = 6\n")
    yield tmp_path
    sys.path[:] = before[0]
    for name in set(sys.modules) - before[1]:
        if name in ("theirs", "beside", "raises"):
            del sys.modules[name]


def test_a_class_a_function_or_a_model(folder: Path) -> None:
    built: Any = load_own_model(f"{folder}/theirs.py:VAE", ["latent_dim=5", "kind=other"])
    assert (built.model.out_features, built.kind) == (5, "other")
    assert load_own_model(f"{folder}/theirs.py:build").state_dict()["model.weight"].shape == (2, 6)
    assert load_own_model(f"{folder}/theirs.py:ready").state_dict()["model.weight"].shape == (3, 6)


@pytest.mark.parametrize(
    ("where", "arguments", "words"),
    [
        ("theirs.py:VAE", [], r"missing a required argument: 'latent_dim'.*VAE\(latent_dim, kind='plain'\).*--args"),
        ("theirs.py:VAE", ["latent_dim"], "expected name=value, as latent_dim=32, got 'latent_dim'"),
        ("theirs.py:VAE", ["latent_dim=two"], "cannot be built"),
        ("theirs.py:VEA", [], r"has no 'VEA'; its models are \['VAE'\]"),
        ("theirs.py:seven", [], "expected a class, a function or a model, got int"),
        ("theirs.py", [], "expected FILE.py:NAME"),
        ("nothing.py:VAE", [], "there is no file"),
        ("weights.pt", [], "which may hold weights: name the Python file"),
        ("wants_gpu.py:VAE", [], "wants_gpu.py asks for a GPU .*on the processor: take"),
        ("raises.py:VAE", [], "raises.py cannot be imported: ZeroDivisionError"),
    ],
)
def test_what_cannot_be_built_is_said(folder: Path, where: str, arguments: list[str], words: str) -> None:
    (folder / "raises.py").write_text("1 / 0\n")
    (folder / "wants_gpu.py").write_text("raise AssertionError('Torch not compiled with CUDA enabled')\n")
    with pytest.raises(ValueError, match=words):
        load_own_model(f"{folder}/{where}", arguments)


def model() -> nn.Module:
    return nn.ModuleDict({"encoder": nn.Linear(4, 6), "model": nn.Linear(6, 2)})


@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.", "model.", "module._orig_mod.", "net.vae."])
@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_what_a_wrapper_put_in_front_is_taken_off(tmp_path: Path, prefix: str, suffix: str) -> None:
    weights = {prefix + key: value.clone() for key, value in model().state_dict().items()}
    path = tmp_path / f"weights{suffix}"
    if suffix == ".pt":
        torch.save(weights, path)
    else:
        save_file(weights, path)
    into, findings = model(), Findings()
    load_weights(into, path, findings)
    for key, value in into.state_dict().items():
        torch.testing.assert_close(value, weights[prefix + key])
    assert (repr(prefix) in findings.rows[-1].how) == bool(prefix)


@pytest.mark.parametrize("holder", ["state_dict", "model_state_dict"])
def test_weights_inside_a_checkpoint_are_found(tmp_path: Path, holder: str) -> None:
    torch.save({"epoch": 7, holder: model().state_dict(), "optimizer": {"lr": 0.1}}, tmp_path / "last.ckpt")
    findings = Findings()
    load_weights(model(), tmp_path / "last.ckpt", findings)
    assert holder in findings.rows[0].how


def test_another_architecture_is_named_from_both_sides(tmp_path: Path) -> None:
    other = nn.ModuleDict({"encoder": nn.Linear(4, 7), "head": nn.Linear(7, 2)})
    save_file(other.state_dict(), tmp_path / "other.safetensors")
    both = r"missing \['model.bias', 'model.weight'\], unexpected \['head.*wrong shapes.*expected \(6,\), got \(7,\)"
    with pytest.raises(ValueError, match=both + ".*--args"):
        load_weights(model(), tmp_path / "other.safetensors", Findings())


def test_a_whole_pickled_model_is_not_opened(tmp_path: Path) -> None:
    torch.save(model(), tmp_path / "whole.pt")
    with pytest.raises(ValueError, match=r"perhaps a whole pickled model, and is not opened.*torch.save\(model.state_dict\(\)"):
        load_weights(model(), tmp_path / "whole.pt", Findings())


@pytest.mark.parametrize("content", [b"", b"not a file of weights", b"PK\x03\x04"])
@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_what_holds_no_weights_is_said(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="broken"):
        load_weights(model(), path, Findings())


def test_numbers_that_are_not_finite_are_said(tmp_path: Path) -> None:
    weights = model().state_dict()
    weights["model.bias"] = torch.tensor([0.0, float("nan")])
    torch.save(weights, tmp_path / "nan.pt")
    with pytest.raises(ValueError, match=r"not finite, in \['model.bias'\]"):
        load_weights(model(), tmp_path / "nan.pt", Findings())
