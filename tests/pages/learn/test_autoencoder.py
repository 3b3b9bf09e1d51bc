"""The autoencoder beside the VAE on the Learn page: the shipped models, and where their codes are."""

import json
from typing import Literal

import numpy as np
import pytest
from starlette.applications import Starlette

from tests.pages.asgi import ask
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint.networks import network_bytes
from vizvae.ui.explorer.routes import explorer_routes
from vizvae.ui.learn.autoencoder import MODELS, URL
from vizvae.ui.learn.routes import learn_routes

APP = Starlette(routes=[*learn_routes(), *explorer_routes()])


@pytest.mark.parametrize("choice", MODELS)
def test_the_codes_and_the_decoder_are_of_the_same_model(choice: Literal["ae", "vae"]) -> None:
    answer = json.loads(ask(APP, URL).body)
    told, checkpoint = answer["models"][choice], find_checkpoint(MODELS[choice])
    assert told["stochastic"] is (choice == "vae")
    assert told["decoder"]["digest"] == checkpoint.digest
    assert told["latentDim"] == told["decoder"]["shape"]["latentDim"] == 2
    count = told["reference"]["count"]
    assert count == answer["data"]["count"] == len(answer["data"]["labels"])
    url, _, version = told["reference"]["url"].partition("?")
    codes = np.frombuffer(ask(APP, url, query=version).body, "<f4")[: 2 * count].reshape(count, 2)
    assert np.array_equal(codes, checkpoint.load_reference().mu.numpy())
    assert ask(APP, told["decoder"]["url"]).body == network_bytes(checkpoint.folder / "decoder.onnx")
