"""The server's copy of the page's fixed draw: same generator, same bits."""

import pytest
import torch

from vizvae.data.binarise import page_draw
from vizvae.page_random import normals, uniforms


def test_uniforms_are_those_that_node_prints() -> None:
    # mulberry32(20131220) run by Node.
    expected = [0.518745802110061, 0.914690014673397, 0.42686288617551327, 0.6176941539160907]
    assert uniforms(20131220, 784)[:4].tolist() == expected
    assert uniforms(20131220, 784)[-1] == 0.2627102332189679


def test_normals_are_those_that_node_prints() -> None:
    # normals(64, 5) of random.ts run by Node.
    expected = [-1.7280192375183105, 0.8686059713363647, -0.514530599117279, 1.3788354396820068, 2.0982553958892822]
    assert normals(64, 5).tolist() == pytest.approx(expected, abs=1e-6)
    assert normals(64, 640).std() == pytest.approx(1, abs=0.1)


def test_each_image_meets_the_same_uniforms() -> None:
    grey = torch.full((2, 1, 2, 2), 128, dtype=torch.uint8)  # 128 / 255 lies between the third uniform and the others
    assert page_draw(grey).flatten(1).tolist() == [[0.0, 0.0, 1.0, 0.0]] * 2
    assert page_draw(torch.zeros_like(grey)).sum() == 0
    assert page_draw(torch.full_like(grey, 255)).mean() == 1
