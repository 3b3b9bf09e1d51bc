"""Names of latents: kept by the content of the weights, whoever gives them at the same moment."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vizvae.catalogue import find_checkpoint, is_shipped, list_checkpoints
from vizvae.checkpoint import read_json
from vizvae.latent_names import MAX_NAME, clean_name, name_latent, names_of
from vizvae.metrics.disentanglement.record import DISENTANGLEMENT
from vizvae.paths import SHIPPED_LATENT_NAMES, beside_runs

DIGEST = "0123456789abcdef"


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    return tmp_path


def test_a_name_is_kept_changed_and_forgotten() -> None:
    assert names_of(DIGEST) == {}
    assert name_latent(DIGEST, 12, "smile") == {"12": "smile"}
    assert name_latent(DIGEST, 3, "yaw") == {"3": "yaw", "12": "smile"}
    assert name_latent(DIGEST, 12, "grin") == names_of(DIGEST) == {"3": "yaw", "12": "grin"}
    assert name_latent(DIGEST, 12, "  ") == names_of(DIGEST) == {"3": "yaw"}
    assert names_of("f" * 16) == {}


@given(st.text(max_size=200))
def test_any_text_becomes_one_short_line_that_stays_as_it_is(text: str) -> None:
    name = clean_name(text)
    assert len(name) <= MAX_NAME
    assert name == clean_name(name) == name.strip()
    assert not set(name) & set("\n\r\t\u202e\u2066\u200f\x00\x7f")
    assert json.loads(json.dumps(name, ensure_ascii=False).encode().decode()) == name  # no half of a pair


def test_what_is_seen_is_kept() -> None:
    assert clean_name(" 微笑 \n & <b>é</b> 👩‍🦰 ") == "微笑 & <b>é</b> 👩‍🦰"
    assert clean_name("abc\u202edcb") == "abcdcb"
    assert clean_name("\ud83d x") == "x"
    assert clean_name("\u0000\u200e") == ""


def test_names_given_at_the_same_moment_are_all_kept() -> None:
    threads = [threading.Thread(target=name_latent, args=(DIGEST, latent, f"name {latent}")) for latent in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names_of(DIGEST) == {str(latent): f"name {latent}" for latent in range(12)}


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"0": 5}', '{"0": null}', "[" * 100_000])
def test_a_damaged_file_is_as_none_and_mended_by_the_next_name(own_runs: Path, content: str) -> None:
    beside_runs("latent-names").mkdir()
    (beside_runs("latent-names") / f"{DIGEST}.json").write_text(content)
    assert names_of(DIGEST) == {}
    assert name_latent(DIGEST, 0, "size") == names_of(DIGEST) == {"0": "size"}
    assert not list(own_runs.rglob("*.writing"))


@pytest.mark.parametrize("digest", ["../../etc", "", "ABCDEF01", "0123/567"])
def test_a_hash_is_never_a_path(digest: str) -> None:
    with pytest.raises(ValueError, match="hash of weights"):
        name_latent(digest, 0, "x")
    assert names_of(digest) == {}


def test_names_that_ship_are_those_of_a_model_that_ships_and_may_be_changed_and_forgotten() -> None:
    shipped = {one.digest: one for one in list_checkpoints() if is_shipped(one)}
    files = sorted(SHIPPED_LATENT_NAMES.glob("*.json"))
    assert files
    for file in files:
        model = shipped[file.stem]
        assert all(0 <= int(latent) < model.config["model_config"]["latent_dim"] for latent in names_of(file.stem))
    letters = find_checkpoint("letters-pairs")
    kept = read_json(letters.folder / DISENTANGLEMENT)
    information = dict(zip(kept["factors"], kept["metrics"]["mig"]["matrix"], strict=True))
    for latent, name in names_of(letters.digest).items():  # named by what they know most of, and no other knows half as much
        known = information["width" if name == "how wide" else name]
        assert known[int(latent)] == max(known) > 2 * sorted(known)[-2]
    polar = find_checkpoint("sprites-polar")
    direction, distance = polar.config["model_config"]["polar"]
    assert names_of(polar.digest) == {str(direction): "angle", str(distance): "distance"}
    assert name_latent(polar.digest, direction, "turn") == {str(direction): "turn", str(distance): "distance"}
    assert name_latent(polar.digest, direction, "") == names_of(polar.digest) == {str(distance): "distance"}
