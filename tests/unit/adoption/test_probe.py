"""How a stranger's model is used is found by trying: each kind with what must come out, or the right words."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.unit.adoption import strangers
from vizvae.adoption.findings import Findings, Question
from vizvae.adoption.probe import Probed, Told, probe
from vizvae.adoption.ranges import VALUE_RANGES, from_unit, spelled, to_unit


def images(count: int = 24) -> Tensor:
    """Black, with a white square somewhere."""
    x = torch.zeros(count, *strangers.SHAPE)
    for row in range(count):
        x[row, 0, row % 6 : row % 6 + 3, row // 6 : row // 6 + 3] = 1
    return x


def probed(model: nn.Module, x: Tensor | None = None, **told: Any) -> tuple[Probed, dict[str, tuple[str, str]]]:
    torch.manual_seed(1)
    x = images() if x is None else x
    findings = Findings()
    found = probe(model.eval(), x, torch.arange(len(x)) % 3, Told(**told), findings)
    return found, {row.what: (row.found, row.certainty) for row in findings.rows}


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize(
    ("kind", "spread"),
    [
        (strangers.Tutorial, "logvar"),
        (strangers.WithStd, "std"),
        (strangers.WithLogStd, "logstd"),
        (strangers.ForwardOnly, "logvar"),
        (strangers.WithObject, "logvar"),
        (strangers.WithMapping, "std"),
        (strangers.DrawMeanWidth, "logvar"),
        (strangers.WithDistribution, "std"),
        (strangers.Conditional, "logvar"),
        (strangers.ChannelsLast, "logvar"),
        (strangers.PlainAutoencoder, "none"),
        (strangers.DrawsInside, "none"),
    ],
)
def test_latents_width_and_pixels_are_found(kind: type[nn.Module], spread: str) -> None:
    model = kind()
    found, _ = probed(model)
    assert found.code_shape == (strangers.LATENTS,)
    assert found.spread == spread
    mu, logvar = found.encode(images(), torch.arange(24) % 3)
    assert mu.shape == (24, strangers.LATENTS)
    assert (logvar is None) == (spread == "none")
    pixels = found.decode(mu, torch.arange(24) % 3).detach()
    assert pixels.shape == (24, *strangers.SHAPE)
    assert 0 <= float(pixels.min()) <= float(pixels.max()) <= 1


def test_log_variance_is_the_same_however_it_is_given() -> None:
    """One network, whose width is given as log σ², σ and a distribution."""
    mean = strangers.Tutorial()
    x, labels = images(), torch.zeros(24, dtype=torch.int64)
    expected = probed(mean)[0].encode(x, labels)
    by_name = strangers.WithMapping()
    by_name.load_state_dict(mean.state_dict())
    found = probed(by_name)[0].encode(x, labels)
    assert found[1] is not None
    assert expected[1] is not None
    torch.testing.assert_close(found[1], expected[1])
    torch.testing.assert_close(found[0], expected[0])


def test_a_draw_inside_the_encoder_is_noticed_and_its_mean_is_taken() -> None:
    model = strangers.DrawsInside()
    found, rows = probed(model)
    assert rows["draws inside"][0] == "taken out"
    x, labels = images(), torch.zeros(24, dtype=torch.int64)
    mean, _ = strangers.Tutorial.encode(model, x.flatten(1))
    torch.testing.assert_close(found.encode(x, labels)[0], mean)


def test_a_mean_is_told_from_a_draw_of_the_same_shape() -> None:
    model = strangers.DrawMeanWidth()
    found, _ = probed(model)
    x = images()
    mean, _ = strangers.Tutorial.encode(model, x.flatten(1))
    torch.testing.assert_close(found.encode(x, torch.zeros(24, dtype=torch.int64))[0], mean)


@pytest.mark.parametrize(
    ("kind", "gives", "certainty"),
    [
        (strangers.Tutorial, "0…1", "measured"),
        (strangers.Spatial, "-1…1", "measured"),
        (strangers.Bytes, "0…255", "measured"),
        (strangers.Logits, "logits", "assumed"),
    ],
)
def test_the_range_of_the_pixels_is_found(kind: type[nn.Module], gives: str, certainty: str) -> None:
    found, rows = probed(kind())
    assert found.gives == gives
    assert rows["pixels out"] == (gives, certainty)


def test_logits_are_measured_where_the_model_has_learned_something() -> None:
    """Not assumed: a decoder that is right in logits is far off as anything else, and the other way round."""
    for gives in ("logits", "0…1"):
        x = images()

        class Remembers(nn.Module):
            def encode(self, x: Tensor) -> Tensor:
                return x.flatten(1)[:, ::2] * 1.0

            def decode(self, z: Tensor, gives: str = gives) -> Tensor:
                pixels = z.repeat_interleave(2, 1)  # nearly the image
                return 8 * pixels - 4 if gives == "logits" else torch.relu(pixels)

        found, rows = probed(Remembers(), x)
        assert rows["pixels out"] == (gives, "measured")
        assert found.gives == gives


def test_pixels_that_go_in_are_told_by_the_reconstruction() -> None:
    class WantsCentred(nn.Module):
        """Right only for pixels from −1 to 1, though it gives 0…1"""

        def encode(self, x: Tensor) -> Tensor:
            return x.flatten(1)[:, ::2]

        def decode(self, z: Tensor) -> Tensor:
            return torch.sigmoid(6 * z.repeat_interleave(2, 1))

    found, rows = probed(WantsCentred())
    assert found.takes == "-1…1"
    assert rows["pixels in"] == ("-1…1", "measured")


def test_a_width_that_nothing_tells_is_not_guessed() -> None:
    found, rows = probed(strangers.PositiveWithoutWord())
    assert found.spread == "unknown"
    assert found.encode(images(), torch.zeros(24, dtype=torch.int64))[1] is None
    assert rows["width"] == ("not used", "assumed")


def test_a_code_that_is_an_image_keeps_its_shape() -> None:
    found, _ = probed(strangers.Spatial())
    assert found.code_shape == (4, 4, 4)
    mu, logvar = found.encode(images(), torch.zeros(24, dtype=torch.int64))
    assert logvar is not None
    assert mu.shape == logvar.shape == (24, 64)
    assert found.decode(mu, torch.zeros(24, dtype=torch.int64)).shape == (24, *strangers.SHAPE)


def test_classes_are_found() -> None:
    one_hot, rows = probed(strangers.Conditional())
    assert rows["class"][0] == "3, one-hot"
    number, rows = probed(strangers.ClassNumber())
    assert rows["class"][0] == "3, as a number"
    assert one_hot.num_classes == number.num_classes == 3
    z = torch.zeros(2, strangers.LATENTS)
    for found in (one_hot, number):
        drawn = found.decode(z, torch.tensor([0, 2]))
        assert not torch.equal(drawn[0], drawn[1])


def test_what_is_said_goes_before_what_is_found() -> None:
    model = strangers.Tutorial()

    def encode(x: Tensor) -> Tensor:
        return model.mean(torch.relu(model.hidden(x)))

    found, rows = probed(model, decode=lambda z: model.out(z), value_range="logits", encode=encode)
    assert (found.gives, found.spread) == ("logits", "none")
    assert rows["pixels out"][1] == rows["decoder"][1] == "told"


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (strangers.GivesNan(), "The decoder gives numbers that are not finite"),
        (strangers.Disagreeing(), "No decoder was found that turns a code of 5"),
        (strangers.SixThings(), "a tuple of 6 things.*encode="),
        (nn.Linear(3, 3), "No encoder was found.*encode="),
    ],
)
def test_what_cannot_be_used_is_said(model: nn.Module, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        probed(model)


@pytest.mark.parametrize(
    "error", ["Torch not compiled with CUDA enabled", "Expected all tensors to be on the same device, but got cuda:0"]
)
@pytest.mark.parametrize("part", ["encode", "decode"])
def test_a_model_that_asks_for_a_gpu_is_told_so_in_one_sentence(error: str, part: str) -> None:
    """Whatever the machine that the test runs on has."""
    model = strangers.Tutorial()

    def on_a_gpu(_: torch.Tensor) -> torch.Tensor:
        raise RuntimeError(error)

    setattr(model, part, on_a_gpu)
    with pytest.raises(ValueError, match=rf"^{part} asks for a GPU \(RuntimeError: .*device=x\.device$"):
        probed(model)


def test_what_came_back_is_said_before_what_was_refused() -> None:
    with pytest.raises(Question, match=r"Tried: \w+\([\w ]+\) gives a tuple of 6 things"):
        probed(strangers.SixThings())


def test_images_of_another_size_are_named() -> None:
    with pytest.raises(Question, match=r"No encoder was found for images of 1×10×10.*images of the size that the model takes"):
        probed(strangers.Tutorial(), torch.rand(8, 1, 10, 10))


@pytest.mark.parametrize("value_range", VALUE_RANGES)
def test_pixels_there_and_back(value_range: Any) -> None:
    x = torch.linspace(0.01, 0.99, 50)
    back = to_unit(torch.logit(x) if value_range == "logits" else from_unit(x, value_range), value_range)
    torch.testing.assert_close(back, x)


def test_a_range_is_spelled_as_people_do() -> None:
    assert [spelled((0, 1)), spelled((-1.0, 1.0)), spelled((0, 255)), spelled("logits")] == ["0…1", "-1…1", "0…255", "logits"]
    with pytest.raises(ValueError, match=r"expected \(0, 1\), \(-1, 1\), \(0, 255\) or \"logits\", got \(0, 2\)"):
        spelled((0, 2))
