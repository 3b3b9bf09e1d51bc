"""A bundle as one zip comes out as it went in; what is no bundle, or would do harm, is said and leaves nothing."""

from __future__ import annotations

import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import helper

import vizvae
from tests.unit.adoption.onnx_strangers import decoder, encoder, written
from tests.unit.adoption.test_probe import images
from vizvae.adoption.bundle_zip import take_bundle, write_bundle_zip
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint.bundle import digest_of
from vizvae.checkpoint.files import read_json, write_json
from vizvae.data.images import load_images
from vizvae.paths import SHIPPED_MODELS


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIZVAE_RUNS", str(folder / "runs"))
        paths = written(folder, decoder=decoder(), encoder=encoder(names=("mu", "logvar")))
        return vizvae.adopt(paths, (images().numpy(), np.arange(24) % 3), name="theirs", report=lambda _: None)


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture
def mailed(bundle: Path, tmp_path: Path, own_runs: Path) -> Path:
    shutil.copytree(bundle, own_runs / "theirs")
    write_bundle_zip(find_checkpoint("theirs"), tmp_path / "mine.zip")
    shutil.rmtree(own_runs / "theirs")
    return tmp_path / "mine.zip"


def test_it_comes_out_as_it_went_in(mailed: Path, bundle: Path, own_runs: Path) -> None:
    assert take_bundle(mailed) == own_runs / "theirs"
    for file in bundle.iterdir():
        assert (own_runs / "theirs" / file.name).read_bytes() == file.read_bytes()
    assert take_bundle(mailed, "another").name == "another"
    checkpoint = find_checkpoint("another")
    assert len(load_images(checkpoint.data_key, "sample")) == 24
    assert checkpoint.load_model().latent_dim == 5
    with pytest.raises(ValueError, match="there is a model named another already, which is not replaced"):
        take_bundle(mailed, "another")
    for name in ("../out", "mnist-conv", "data"):
        with pytest.raises(ValueError, match=r"is no path|ships with the project|holds others"):
            take_bundle(mailed, name)


def test_a_decoder_alone_and_files_without_a_folder_are_taken(tmp_path: Path) -> None:
    vizvae.adopt(written(tmp_path, decoder=decoder()), name="alone", report=lambda _: None)
    write_bundle_zip(find_checkpoint("alone"), tmp_path / "alone.zip")
    flat = tmp_path / "flat.zip"
    with zipfile.ZipFile(tmp_path / "alone.zip") as source, zipfile.ZipFile(flat, "w") as target:
        for entry in source.infolist():
            target.writestr(entry.filename.rpartition("/")[2], source.read(entry))
        target.writestr("__MACOSX/._card.json", b"left by a system")
    assert take_bundle(flat).name == "flat"
    assert not (find_checkpoint("flat").folder / "encoder.onnx").exists()


def test_a_model_of_our_own_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mnist-2d is no model from elsewhere"):
        write_bundle_zip(find_checkpoint("mnist-2d"), tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        for file in (SHIPPED_MODELS / "mnist-2d").iterdir():
            archive.write(file, f"mnist-2d/{file.name}")
    with pytest.raises(ValueError, match="expected the files of one bundle"):
        take_bundle(tmp_path / "mine.zip", "mine")


def added(name: str, content: bytes = b"x") -> Callable[[Path], None]:
    def add(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, content)

    return add


def link(path: Path) -> None:
    entry = zipfile.ZipInfo("theirs/density.json")
    entry.external_attr = 0o120777 << 16
    _without("density.json")(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")


def _without(*names: str) -> Callable[[Path], None]:
    return _changed(lambda folder: [(folder / name).unlink() for name in names])


def _changed(change: Callable[[Path], object]) -> Callable[[Path], None]:
    """The same zip with the files changed in a folder."""

    def write(path: Path) -> None:
        folder = path.with_suffix("")
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        change(folder / "theirs")
        path.unlink()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in (folder / "theirs").iterdir():
                archive.write(file, f"theirs/{file.name}")

    return write


def signed(folder: Path) -> None:
    """As somebody would who means harm: the card says what there is."""
    card = read_json(folder / "card.json")
    card["weights_sha256"] = digest_of((folder / "decoder.onnx").read_bytes(), (folder / "encoder.onnx").read_bytes())
    write_json(folder / "card.json", card)


def custom(folder: Path) -> None:
    network = decoder()
    network.graph.node[0].domain = "com.example"
    network.opset_import.append(helper.make_opsetid("com.example", 1))
    (folder / "decoder.onnx").write_bytes(network.SerializeToString())
    signed(folder)


def another_encoder(folder: Path) -> None:
    network = (folder / "encoder.onnx").read_bytes()
    weights = [tensor for tensor in _tensors(network) if len(tensor) > 100]
    assert weights
    (folder / "encoder.onnx").write_bytes(network.replace(weights[0], weights[0][4:] + weights[0][:4]))
    signed(folder)


def _tensors(network: bytes) -> list[bytes]:
    import onnx

    return [tensor.raw_data for tensor in onnx.load_from_string(network).graph.initializer]


def another_decoder(folder: Path) -> None:
    shutil.copy(folder / "encoder.onnx", folder / "decoder.onnx")


def trained_here(folder: Path) -> None:
    write_json(folder / "config.json", {"model": "vae_mlp", "model_config": {}})


def other_images(folder: Path) -> None:
    np.save(folder / "images.npy", np.zeros((24, 1, 8, 8), np.uint8))


def fewer_images(folder: Path) -> None:
    np.save(folder / "images.npy", np.load(folder / "images.npy")[:10])


def pickled(folder: Path) -> None:
    np.save(folder / "labels.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)


def other_shape(folder: Path) -> None:
    config = read_json(folder / "config.json")
    config["model_config"]["image_shape"] = [1, 8, 4]
    write_json(folder / "config.json", config)


def bomb(path: Path) -> None:
    """Far more in an entry than the archive says."""
    _changed(lambda folder: (folder / "config.json").write_bytes(b" " * 900_000 + (folder / "config.json").read_bytes()))(path)
    whole = path.read_bytes()
    at = whole.index(b"theirs/config.json", whole.rindex(b"PK\x01\x02") - 2_000)
    sizes = whole.rindex(b"PK\x01\x02", 0, at) + 24
    path.write_bytes(whole[:sizes] + struct.pack("<I", 100) + whole[sizes + 4 :])


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "path": (added("../../.bashrc"), "leads out of the archive; nothing of it is read"),
    "absolute": (added("/etc/passwd"), "leads out of the archive"),
    "drive": (added("C:\\windows\\x"), "leads out of the archive"),
    "zip in it": (added("theirs/more.zip"), r"expected the files of one bundle .* and no others, got 'theirs/more\.zip'"),
    "program": (added("theirs/setup.py"), "and no others"),
    "second folder": (added("other/encoder.onnx"), "and no others|in one folder"),
    "link": (link, "in it is a link"),
    "bomb": (bomb, "has more bytes than the archive says|is damaged"),
    "cut short": (lambda path: path.write_bytes(path.read_bytes()[:-500]), "it is no zip, damaged or cut short"),
    "no zip": (lambda path: path.write_bytes(b"hello"), "it is no zip"),
    "none": (lambda path: path.unlink(), "there is no file"),
    "no card": (_without("card.json"), "card.json is missing"),
    "no networks": (_without("decoder.onnx", "reference.safetensors"), "decoder.onnx, reference.safetensors are missing"),
    "no encoder": (_without("encoder.onnx"), "has no encoder.onnx|encoder.onnx"),
    "custom operator": (_changed(custom), r"uses com\.example\.MatMul, no standard operator"),
    "another encoder": (_changed(another_encoder), "other codes than encoder.onnx gives"),
    "another decoder": (_changed(another_decoder), "other networks than there are"),
    "other images": (_changed(other_images), "describes other images than there are"),
    "fewer images": (_changed(fewer_images), "as many labels"),
    "pickled labels": (_changed(pickled), "cannot be read"),
    "other shape": (_changed(other_shape), r"images of \(1, 8, 4\)"),
    "no object": (_changed(lambda folder: (folder / "config.json").write_text("[]")), "expected a JSON object"),
    "trained": (_changed(trained_here), "put its folder among the runs"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_bundle_is_said_and_leaves_nothing(what: str, mailed: Path, own_runs: Path) -> None:
    spoil, words = BAD[what]
    spoil(mailed)
    with pytest.raises(ValueError, match=words) as error:
        take_bundle(mailed)
    assert ".writing" not in str(error.value)
    assert list(own_runs.iterdir()) == []


def test_the_same_bundle_is_the_same_file(mailed: Path, own_runs: Path, tmp_path: Path) -> None:
    take_bundle(mailed)
    write_bundle_zip(find_checkpoint("theirs"), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == mailed.read_bytes()
    assert json.loads(zipfile.ZipFile(mailed).read("theirs/card.json"))["title"] == "theirs, adopted, 5 latents"
