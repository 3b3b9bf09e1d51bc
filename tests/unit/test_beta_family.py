"""Which models are a family over β, and what is said of it."""

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.family import told, write_member
from vizvae.beta_family import OTHER_SEEDS, families, family_of, spread, write_other_seeds
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import TrainedCheckpoint


def names(found: Any) -> list[list[str]]:
    return [[member.checkpoint.name for member in family.members] for family in found]


def test_models_alike_in_all_but_beta_and_seed_are_a_family_by_beta_then_seed(tmp_path: Path) -> None:
    written = [
        write_member(tmp_path / "four-b", 4, seed=1, mig=0.5),
        write_member(tmp_path / "one", 1, rate=25, distortion=20),
        write_member(tmp_path / "four-a", 4, mig=0.3),
    ]
    (family,) = families(written)
    assert names([family]) == [["one", "four-a", "four-b"]]
    assert family.betas == (1, 4)
    first = family.members[0]
    assert (first.rate, first.distortion, first.kl_per_dim, first.num_images) == (25, 20, (23, 2, 0.001), 1000)
    assert first.scores == {}
    assert family.at(4)[0].figures() == {"rate": 10, "distortion": 30, "latents_in_use": 2, "active_units": 2, "mig": 0.3}


def test_mean_and_sd_over_seeds_and_none_for_one_seed(tmp_path: Path) -> None:
    migs = (0.2, 0.3, 0.4)
    written = [write_member(tmp_path / f"s{seed}", 4, seed=seed, mig=mig, rate=12) for seed, mig in enumerate(migs)]
    written += [write_member(tmp_path / "unmeasured", 4, seed=3, rate=16), write_member(tmp_path / "one", 1, mig=0.1)]
    (family,) = families(written)
    four, one = family.spreads(4), family.spreads(1)
    assert (four["mig"].mean, four["mig"].sd, four["mig"].count) == (pytest.approx(0.3), pytest.approx(0.1), 3)
    assert (four["rate"].mean, four["rate"].sd, four["rate"].count) == (13, 2, 4)
    assert (one["mig"].mean, one["mig"].sd, one["mig"].count) == (0.1, None, 1)
    with pytest.raises(ValueError, match="at least one seed"):
        spread([])


def test_other_seeds_of_which_there_are_figures_alone_count_and_stand_for_no_model(tmp_path: Path) -> None:
    one, four = write_member(tmp_path / "one", 1), write_member(tmp_path / "four", 4, seed=1, mig=0.3)
    runs = [
        write_member(tmp_path / f"run-{seed}", 4, seed=seed, mig=mig, rate=12, card={"weights_sha256": f"{seed}" * 64})
        for seed, mig in ((0, 0.4), (2, 0.5))
    ]
    write_other_seeds(four, [run.card for run in runs])
    (family,) = families([one, TrainedCheckpoint(four.folder)])
    told = [(member.beta, member.seed, member.checkpoint.name, member.pictured) for member in family.members]
    assert told == [(1, 0, "one", True), (4, 0, "four", False), (4, 1, "four", True), (4, 2, "four", False)]
    assert family.spreads(4)["mig"] == spread([0.4, 0.3, 0.5])
    assert family.spreads(4)["rate"].mean == pytest.approx((12 + 10 + 12) / 3)
    assert [member.weights_sha256 for member in family.at(4)] == [one.card["weights_sha256"] for one in (runs[0], four, runs[1])]
    # A further one is kept beside those; the same seed again takes its place.
    again = [write_member(tmp_path / f"again-{seed}", 4, seed=seed, mig=mig, rate=12) for seed, mig in ((2, 0.6), (3, 0.7))]
    write_other_seeds(four, [run.card for run in again])
    (family,) = families([one, TrainedCheckpoint(four.folder)])
    assert [member.scores["mig"] for member in family.at(4)] == [0.4, 0.3, 0.6, 0.7]


@pytest.mark.parametrize(
    "strangers",
    [[{"beta": 2, "seed": 3}], [{"beta": 4, "seed": 1}], [{"beta": 4, "seed": 3, "epochs": 3}], [{"beta": 4, "seed": 3}] * 2],
    ids=["beta", "its own seed", "trained otherwise", "twice"],
)
def test_figures_of_strangers_are_not_kept_as_another_seed(tmp_path: Path, strangers: list[dict[str, Any]]) -> None:
    four = write_member(tmp_path / "four", 4, seed=1, mig=0.3)
    runs = [write_member(tmp_path / f"run-{place}", mig=0.1, **stranger) for place, stranger in enumerate(strangers)]
    with pytest.raises(ValueError, match="other seeds"):
        write_other_seeds(four, [run.card for run in runs])
    assert not (four.folder / OTHER_SEEDS).exists()


@pytest.mark.parametrize(
    "other",
    [
        {"objective": {"penalty": "total_correlation"}},
        {"objective": {"free_bits": 0.1}},
        {"epochs": 3},
        {"latent_dim": 5},
        {"card": {"data": {"key": "faces", "fingerprint": "1"}}},
        {"card": {"data": {"key": "sprites", "fingerprint": "2"}}},
        {"card": {"changes": [{"step": 5, "field": "beta", "value": 9.0}]}},
        {"card": {"stopped_early": {"epoch": 1.5, "of": 20}}},
    ],
)
def test_whatever_else_differs_makes_them_strangers(tmp_path: Path, other: dict[str, Any]) -> None:
    assert families([write_member(tmp_path / "one", 1), write_member(tmp_path / "four", 4, **other)]) == []


def test_what_they_were_computed_on_makes_no_stranger_and_seeds_alone_no_family(tmp_path: Path) -> None:
    one = write_member(tmp_path / "one", 1)
    assert families([one, write_member(tmp_path / "again", 1, seed=1)]) == []
    assert len(families([one, write_member(tmp_path / "gpu", 4, precision="bfloat16", device="cuda", tf32=True)])) == 1


def test_a_card_from_before_a_setting_was_thought_of_has_its_default(tmp_path: Path) -> None:
    training = told(4)["training"]
    del training["objective"]["free_bits"], training["start_from"]
    written = [write_member(tmp_path / "one", 1), write_member(tmp_path / "old", 4, card={"training": training})]
    assert names(families(written)) == [["one", "old"]]


@pytest.mark.parametrize(
    "card",
    [
        {"training": None},
        {"training": {"unheard": "of"}},
        {"evaluations": []},
        {"evaluations": [{"kl": None, "recon_nll": 1.0, "kl_per_dim": None, "num_images": 1}]},
        {"evaluations": [{"kl": float("nan"), "recon_nll": 1.0, "kl_per_dim": [1.0], "num_images": 1}]},
    ],
)
def test_a_card_that_tells_too_little_hides_no_other(tmp_path: Path, card: dict[str, Any]) -> None:
    whole = [write_member(tmp_path / "one", 1), write_member(tmp_path / "four", 4)]
    assert names(families([write_member(tmp_path / "two", 2, card=card), *whole])) == [["one", "four"]]


def test_the_family_of_a_model_is_its_own_else_the_largest_of_its_data(tmp_path: Path) -> None:
    small = [write_member(tmp_path / f"short-{beta}", beta, epochs=1) for beta in (1, 2)]
    large = [write_member(tmp_path / f"long-{beta}", beta) for beta in (1, 2, 4)]
    stranger = write_member(tmp_path / "stranger", 1, batch_size=7)
    elsewhere = write_member(tmp_path / "faces", 1, card={"data": {"key": "faces", "fingerprint": "1"}})
    found = families([*small, *large, stranger, elsewhere])
    assert names(found) == [["long-1", "long-2", "long-4"], ["short-1", "short-2"]]
    assert family_of(found, small[0]) is found[1]
    assert family_of(found, stranger) is found[0]
    assert family_of(found, elsewhere) is None


def test_the_sprites_models_that_ship_are_a_family() -> None:
    (family,) = families([find_checkpoint("sprites-vae"), find_checkpoint("sprites-beta4"), find_checkpoint("sprites-btcvae")])
    assert names([family]) == [["sprites-vae", "sprites-beta4"]]
    low, high = family.members
    assert low.rate > high.rate
    assert low.distortion < high.distortion
    assert len(low.scores) == 10
