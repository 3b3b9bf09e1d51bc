"""ONNX files become a bundle that gives the same, whoever has exported them and however; what may not be opened is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

import vizvae
from tests.unit.adoption import onnx_strangers as strangers
from tests.unit.adoption.onnx_strangers import LATENTS, PIXELS, SIDE, Graph, conditional, decoder, encoder, written
from tests.unit.adoption.test_probe import images
from vizvae.adoption.findings import Question
from vizvae.adoption.onnx_network import Network
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint.bundle import Bundle
from vizvae.checkpoint.bundle_model import BundleModel
from vizvae.data.images import load_images
from vizvae.gaussian import DiagonalGaussian

X = images()
LABELS = np.arange(24) % 3
GIVEN = (X.numpy(), LABELS)


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "runs"))
    torch.manual_seed(0)
    return tmp_path / "runs"


def adopted(paths: list[Path], given: Any = GIVEN, **more: Any) -> tuple[BundleModel, dict[str, str]]:
    """The bundle's model, and what was found."""
    vizvae.adopt(paths, given, name="theirs", report=lambda _: None, **more)
    found = find_checkpoint("theirs")
    assert found.card["adopted"]["largest_difference"] <= 1e-4
    model = found.load_model()
    assert isinstance(model, BundleModel)
    return model, {row["what"]: row["found"] for row in found.card["adopted"]["found"]}


def theirs(network: onnx.ModelProto, value: np.ndarray, *more: np.ndarray) -> list[np.ndarray]:
    """What the file gives, computed one image at a time by onnx's own evaluator."""
    inputs = [one.name for one in network.graph.input]
    types = [helper.tensor_dtype_to_np_dtype(one.type.tensor_type.elem_type) for one in network.graph.input]
    evaluator = ReferenceEvaluator(network)
    batch = network.graph.input[0].type.tensor_type.shape.dim[0].dim_value or 1
    rows = []
    for row in range(len(value)):
        feed = {
            name: np.repeat(one[row : row + 1], batch, 0).astype(dtype)
            for name, one, dtype in zip(inputs, (value, *more), types, strict=True)
        }
        rows.append([np.asarray(part, np.float32)[:1] for part in evaluator.run(None, feed)])
    return [np.concatenate(column) for column in zip(*rows, strict=True)]


LAST = (SIDE, SIDE, 1)
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "PyTorch": ({}, {}),
    "Keras": ({"form": LAST}, {"form": LAST, "names": ("z_mean", "z_log_var"), "draw": True}),
    "flat": ({"form": (PIXELS,)}, {"form": (PIXELS,)}),
    "without channel": ({"form": (SIDE, SIDE)}, {"form": (SIDE, SIDE)}),
    "one at a time": ({"batch": 1, "baked": True}, {"batch": 1}),
    "four at a time": ({"batch": 4, "baked": True}, {"batch": 4}),
    "half precision": ({"dtype": np.float16}, {"dtype": np.float16}),
    "double precision": ({"dtype": np.float64}, {"dtype": np.float64}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_gives_what_the_files_give(kind: str, tmp_path: Path) -> None:
    given, taken = KINDS[kind]
    dec, enc = decoder(**given), encoder(**taken)
    model, _ = adopted(written(tmp_path, decoder=dec, encoder=enc))
    for file in ("decoder.onnx", "encoder.onnx"):  # a browser's console would be told of each weight that nothing uses
        graph = onnx.load(find_checkpoint("theirs").folder / file).graph
        assert {one.name for one in graph.initializer} <= {name for node in graph.node for name in node.input}
    z = torch.randn(7, LATENTS)
    near = 2e-3 if kind == "half precision" else 1e-5
    expected = theirs(dec, z.numpy())[0].reshape(7, 1, SIDE, SIDE)
    np.testing.assert_allclose(model.decode_mean(z).numpy(), expected, atol=near)
    form = taken.get("form", (1, SIDE, SIDE))
    mu, logvar, *_ = theirs(enc, X.numpy().reshape(len(X), *form))
    posterior = model.encode(X)
    assert isinstance(posterior, DiagonalGaussian)
    np.testing.assert_allclose(posterior.mu.numpy(), mu, atol=near * 5)
    np.testing.assert_allclose(posterior.logvar.numpy(), logvar, atol=near * 5)


@pytest.mark.parametrize(("ends", "found"), [("Sigmoid", "0…1"), ("Tanh", "-1…1")])
def test_the_range_of_the_pixels_is_seen_in_the_last_operator(ends: str, found: str, tmp_path: Path) -> None:
    network = decoder(ends=ends)
    model, rows = adopted(written(tmp_path, decoder=network, encoder=encoder()))
    assert rows["pixels out"] == found
    z = torch.randn(3, LATENTS)
    pixels = theirs(network, z.numpy())[0]
    np.testing.assert_allclose(model.decode_mean(z).numpy(), pixels if ends == "Sigmoid" else (pixels + 1) / 2, atol=1e-5)


@pytest.mark.parametrize("value_range", ["logits", "0…1", "-1…1", "0…255"])
def test_a_range_that_is_told_is_what_is_shown(value_range: str, tmp_path: Path) -> None:
    network = decoder(ends="")
    model, _ = adopted(written(tmp_path, decoder=network, encoder=encoder()), value_range=value_range)
    z = torch.randn(3, LATENTS)
    pixels = theirs(network, z.numpy())[0].astype(np.float64)
    expected = {"logits": 1 / (1 + np.exp(-pixels)), "0…1": pixels, "-1…1": (pixels + 1) / 2, "0…255": pixels / 255}[value_range]
    np.testing.assert_allclose(model.decode_mean(z).numpy(), expected.clip(0, 1), atol=1e-5)
    x = {"-1…1": 2 * X - 1, "0…255": 255 * X}.get(value_range, X)
    np.testing.assert_allclose(model.encode(X).mu.numpy(), theirs(encoder(), x.numpy())[0], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("width", ["logvar", "logstd", "std", "var"])
def test_what_stands_beside_the_mean_is_told_by_the_draw_that_comes_with_it(width: str, tmp_path: Path) -> None:
    """Whatever the outputs are called."""
    model, _ = adopted(written(tmp_path, decoder=decoder(), encoder=encoder(width=width, draw=True)))
    posterior = model.encode(X)
    assert isinstance(posterior, DiagonalGaussian)
    logvar = theirs(encoder(), X.numpy())[1]
    np.testing.assert_allclose(posterior.logvar.numpy(), logvar, atol=1e-4)


def test_what_stands_beside_the_mean_is_told_by_its_name_or_said(tmp_path: Path) -> None:
    paths = written(tmp_path, decoder=decoder(), encoder=encoder(width="std", names=("vae/mu/BiasAdd:0", "vae/sigma/Softplus:0")))
    expected = theirs(encoder(), X.numpy())[1]
    np.testing.assert_allclose(adopted(paths)[0].encode(X).logvar.numpy(), expected, atol=1e-4)  # pyright: ignore[reportAttributeAccessIssue]
    paths = written(tmp_path, decoder=decoder(), encoder=encoder(width="var"))
    model, rows = adopted(paths)
    assert (model.stochastic, rows["width"]) == (False, "not used")
    np.testing.assert_allclose(adopted(paths, width="var")[0].encode(X).logvar.numpy(), expected, atol=1e-4)  # pyright: ignore[reportAttributeAccessIssue]


def test_mean_and_log_variance_in_one_output_are_cut_apart(tmp_path: Path) -> None:
    network = strangers.moments()
    model, _ = adopted(written(tmp_path, decoder=decoder(form=LAST), encoder=network))
    whole = theirs(network, X.numpy().reshape(-1, *LAST))[0]
    posterior = model.encode(X)
    assert isinstance(posterior, DiagonalGaussian)
    np.testing.assert_allclose(torch.cat([posterior.mu, posterior.logvar], 1).numpy(), whole, atol=1e-5)


def test_a_code_that_is_an_image_is_shown_along_directions(tmp_path: Path) -> None:
    dec, enc = strangers.spatial()
    model, rows = adopted(written(tmp_path, decoder=dec, encoder=enc))
    assert "23 directions of 32 latents" in rows["sliders"]
    assert rows["pixels out"] == "-1…1"
    code = theirs(enc, X.numpy() if rows["pixels in"] == "0…1" else 2 * X.numpy() - 1)[0]
    expected = (theirs(dec, code)[0] + 1) / 2
    np.testing.assert_allclose(model.decode_mean(model.encode(X).mu).numpy(), expected, atol=1e-4)


@pytest.mark.parametrize("one_hot", [True, False])
def test_a_class_beside_the_code_is_a_model_for_each_class(one_hot: bool, tmp_path: Path) -> None:
    dec, enc = conditional(one_hot=one_hot)
    adopted(written(tmp_path, decoder=dec, encoder=enc), **({} if one_hot else {"num_classes": 3}))
    z = np.random.default_rng(1).normal(size=(3, LATENTS)).astype(np.float32)
    for label in range(3):
        labels = np.full(3, label)
        expected = theirs(dec, z, np.eye(3)[labels] if one_hot else labels)[0]
        found = find_checkpoint(f"theirs@{label}" if label else "theirs").load_model().decode_mean(torch.from_numpy(z))
        np.testing.assert_allclose(found.numpy(), expected, atol=1e-5)


def test_a_batch_that_stands_in_other_operators_is_computed_one_image_at_a_time(tmp_path: Path) -> None:
    graph = Graph()
    value = graph.linear(graph.input("z", 1, LATENTS), strangers.OUT)
    value = graph.add("Add", value, graph.add("Expand", graph.weight([[0.25]]), graph.weight((1, PIXELS), np.int64)))
    rows = graph.add("Slice", value, graph.weight([0], np.int64), graph.weight([1], np.int64), graph.weight([0], np.int64))
    network = graph.model(graph.shaped(graph.add("Sigmoid", rows), -1, 1, SIDE, SIDE))
    model, found = adopted(written(tmp_path, decoder=network, encoder=encoder()))
    z = torch.randn(6, LATENTS)
    np.testing.assert_allclose(model.decode_mean(z).numpy(), theirs(network, z.numpy())[0], atol=1e-5)
    assert found["batch, decoder"] == "free"


def test_a_switch_for_training_is_off_and_functions_are_written_out(tmp_path: Path) -> None:
    graph = Graph()
    value = graph.linear(graph.input("z", "N", LATENTS), strangers.OUT)
    training = graph.input("training", elem=TensorProto.BOOL)
    value = graph.add("Dropout", value, graph.weight(0.9), training)
    graph.nodes.append(helper.make_node("Ends", [value], ["pixels"], domain="theirs"))
    network = graph.model(graph.shaped("pixels", -1, 1, SIDE, SIDE))
    body = [helper.make_node("Sigmoid", ["a"], ["b"])]
    network.functions.append(helper.make_function("theirs", "Ends", ["a"], ["b"], body, [helper.make_opsetid("", 17)]))
    network.opset_import.append(helper.make_opsetid("theirs", 1))
    model, rows = adopted(written(tmp_path, decoder=network, encoder=encoder()))
    assert (rows["decoder.onnx"], rows["pixels out"]) == ("switches off", "0…1")
    z = torch.randn(3, LATENTS)
    np.testing.assert_allclose(model.decode_mean(z).flatten(1).numpy(), theirs(decoder(), z.numpy())[0].reshape(3, -1), atol=1e-5)


def test_two_files_the_wrong_way_round_are_told_apart(tmp_path: Path) -> None:
    paths = written(tmp_path, decoder=decoder(), encoder=encoder())
    _, rows = adopted(paths[::-1])
    assert rows["files"] == "decoder.onnx is the decoder"


def test_a_whole_model_is_no_decoder(tmp_path: Path) -> None:
    """Also where images are given, whose form it gives."""
    graph = Graph()
    whole = graph.model(graph.add("Sigmoid", graph.input("x", "N", 1, 8, 8)), shapes=[["N", 1, 8, 8]])
    with pytest.raises(ValueError, match="so it is a whole model, from images to images"):
        adopted(written(tmp_path, decoder=whole))


def test_a_decoder_alone_is_shown_with_what_it_draws_and_encodes_nothing_else(tmp_path: Path) -> None:
    model, rows = adopted(written(tmp_path, decoder=decoder()), None)
    checkpoint = find_checkpoint("theirs")
    assert isinstance(checkpoint, Bundle)
    assert (checkpoint.bundle_config.has_encoder, checkpoint.stochastic) == (False, False)
    assert rows["images"] == "1,000 of the decoder's own"
    sample, reference = load_images(checkpoint.data_key, "sample"), checkpoint.load_reference()
    drawn = model.decode_mean(reference.mu[:20])
    assert float((drawn - sample.images[:20].float() / 255).abs().max()) <= 0.5 / 255 + 1e-6
    assert torch.equal(model.encode(sample.images[:20].float() / 255).mu, reference.mu[:20])
    with pytest.raises(ValueError, match="came without an encoder"):
        model.encode(X)


def test_both_without_images_are_shown_with_what_the_decoder_draws(tmp_path: Path) -> None:
    model, rows = adopted(written(tmp_path, decoder=decoder(), encoder=encoder()), None)
    assert model.stochastic
    assert rows["images"] == "1,000 of the decoder's own"
    assert len(load_images(find_checkpoint("theirs").data_key, "sample")) == 1_000


def test_what_a_decoder_alone_does_not_say_is_asked_with_its_choices(tmp_path: Path) -> None:
    paths = written(tmp_path, decoder=decoder(ends=""))
    with pytest.raises(Question, match="know no bounds") as asked:
        adopted(paths, None)
    assert (asked.value.argument, asked.value.choices) == ("value_range", ("0…1", "-1…1", "0…255", "logits"))
    adopted(paths, None, value_range="logits")
    graph = Graph()
    wide = np.random.default_rng(0).normal(size=(LATENTS, 8 * 12))
    paths = written(tmp_path, decoder=graph.model(graph.add("Sigmoid", graph.linear(graph.input("z", "N", LATENTS), wide))))
    with pytest.raises(Question, match="no image of known form") as asked:
        adopted(paths, None)
    assert asked.value.argument == "image_shape"
    assert adopted(paths, None, image_shape=(1, 8, 12))[0].image_shape == (1, 8, 12)


def external(folder: Path) -> Path:
    (path,) = written(folder, decoder=decoder())
    onnx.save(decoder(), path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    return path


def inside_a_branch(folder: Path) -> Path:
    """External data in a constant of the graph inside an `If`."""
    tensor = TensorProto(name="t", data_type=TensorProto.FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value="/etc/passwd")
    out = helper.make_tensor_value_info("o", TensorProto.FLOAT, None)
    branch = helper.make_graph([helper.make_node("Constant", [], ["o"], value=tensor)], "b", [], [out])
    graph = Graph()
    value = graph.linear(graph.input("z", "N", LATENTS), strangers.OUT)
    graph.nodes.append(helper.make_node("If", [graph.weight(True, bool)], ["c"], then_branch=branch, else_branch=branch))
    network = graph.model(graph.add("Add", value, "c"))
    path = folder / "decoder.onnx"
    path.write_bytes(network.SerializeToString())
    return path


def changed(change: Any) -> Any:
    def write(folder: Path) -> Path:
        network = decoder()
        change(network)
        path = folder / "decoder.onnx"
        path.write_bytes(network.SerializeToString())
        return path

    return write


def custom(network: onnx.ModelProto) -> None:
    network.graph.node[0].domain, network.graph.node[0].op_type = "com.example", "Mine"


def endless(network: onnx.ModelProto) -> None:
    body = [helper.make_node("Again", ["a"], ["b"], domain="theirs")]
    network.functions.append(helper.make_function("theirs", "Again", ["a"], ["b"], body, []))
    network.graph.node[-1].domain, network.graph.node[-1].op_type = "theirs", "Again"


def explosive(network: onnx.ModelProto) -> None:
    for level in range(9):
        body = [
            helper.make_node(f"F{level + 1}" if level < 8 else "Neg", [f"v{k}"], [f"v{k + 1}"], domain="theirs" * (level < 8))
            for k in range(10)
        ]
        network.functions.append(helper.make_function("theirs", f"F{level}", ["v0"], ["v10"], body, []))
    network.graph.node.append(helper.make_node("F0", ["z"], ["unused"], domain="theirs"))


def content(what: bytes, name: str = "decoder.onnx") -> Any:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(what)
        return folder / name

    return write


def huge(folder: Path) -> Path:
    with (folder / "decoder.onnx").open("wb") as file:
        file.truncate(3_000_000_000)  # takes no room
    return folder / "decoder.onnx"


def nan(network: onnx.ModelProto) -> None:
    network.graph.node[1].op_type = "Div"
    weights = network.graph.initializer[1]
    weights.CopyFrom(onnx.numpy_helper.from_array(np.zeros(PIXELS, np.float32), weights.name))
    network.graph.node[2].op_type = "Sqrt"


BAD: dict[str, tuple[Any, str]] = {
    "weights elsewhere": (external, r"keeps its weights in another file \('weights.bin'\).*write all into one"),
    "weights elsewhere, inside": (inside_a_branch, "keeps its weights in another file"),
    "custom operator": (changed(custom), r"uses com\.example\.Mine, no standard operator of ONNX.*export the model again"),
    "function that calls itself": (changed(endless), "the function Again calls itself"),
    "functions of functions": (changed(explosive), "operators with its functions written out"),
    "cut short": (content(decoder().SerializeToString()[:-300]), "damaged or cut short"),
    "empty": (content(b""), "is empty"),
    "zip": (content(b"PK\x03\x04rest"), "expected an ONNX network, got a zip archive"),
    "h5": (content(b"\x89HDF\r\n"), "got an HDF5 file"),
    "noise": (content(np.random.default_rng(0).bytes(500)), "is no ONNX network"),
    "3 GB": (huge, r"has 3\.0 GB: a network of at most 1 GB"),
    "none": (lambda folder: folder / "decoder.onnx", "there is no file"),
    "old": (changed(lambda network: setattr(network.opset_import[0], "version", 7)), "is of operator set 7"),
    "new": (
        changed(lambda network: setattr(network.opset_import[0], "version", 27)),
        "whose operators the browser's runtime does not know",
    ),
    "not a number": (changed(nan), "not finite"),
    "encoder": (lambda folder: written(folder, decoder=encoder())[0], "so it is an encoder: a decoder is wanted"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_may_not_or_cannot_be_used_is_said_and_leaves_nothing(what: str, tmp_path: Path, own_runs: Path) -> None:
    write, words = BAD[what]
    with pytest.raises(ValueError, match=words):
        adopted([write(tmp_path)], None)
    assert list(own_runs.glob("*")) == []


def test_an_encoder_and_a_decoder_of_other_latents_are_said(tmp_path: Path) -> None:
    other = Graph()
    value = other.add("Sigmoid", other.linear(other.input("z", "N", LATENTS + 2), np.zeros((LATENTS + 2, PIXELS))))
    with pytest.raises(ValueError, match="takes codes of 7"):
        adopted(written(tmp_path, decoder=other.model(other.shaped(value, -1, 1, SIDE, SIDE)), encoder=encoder()))
    with pytest.raises(ValueError, match=r"expected a torch\.nn\.Module, or a decoder"):
        adopted([tmp_path / "model.h5"])


def test_an_operator_that_is_not_computed_in_double_is_computed_in_single(tmp_path: Path) -> None:
    graph = Graph(np.float64)
    image = graph.shaped(graph.linear(graph.input("z", "N", LATENTS), strangers.OUT), -1, 1, SIDE, SIDE)
    image = graph.add("Sigmoid", graph.add("Conv", image, graph.weight(np.ones((1, 1, 3, 3)) / 9), pads=[1, 1, 1, 1]))
    network = graph.model(image)
    assert Network(network, "decoder.onnx").in_single
    model, rows = adopted(written(tmp_path, decoder=network, encoder=encoder()))
    assert rows["decoder.onnx"] == "in single precision"
    z = torch.randn(3, LATENTS)
    np.testing.assert_allclose(model.decode_mean(z).numpy(), theirs(network, z.numpy())[0], atol=1e-5)


def test_the_card_says_what_was_found(tmp_path: Path) -> None:
    adopted(written(tmp_path, decoder=decoder(), encoder=encoder()))
    card = json.loads((find_checkpoint("theirs").folder / "card.json").read_bytes())
    assert card["title"] == "theirs, adopted, 5 latents"
    assert (
        card["num_parameters"] == 2 * (PIXELS * LATENTS + LATENTS) + LATENTS * PIXELS + PIXELS + 1
    )  # and the half of the log variance
    assert card["adopted"]["compared_on"] == 24
