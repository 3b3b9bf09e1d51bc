"""The server's copy of the page's fixed draw: same generator, same bits."""

import torch

from vizvae.data.binarise import _mulberry32, page_draw


def test_uniforms_are_those_that_node_prints() -> None:
    # mulberry32(20131220) run by Node.
    expected = [0.518745802110061, 0.914690014673397, 0.42686288617551327, 0.6176941539160907]
    assert _mulberry32(20131220, 784)[:4].tolist() == expected
    assert _mulberry32(20131220, 784)[-1] == 0.2627102332189679


def test_each_image_meets_the_same_uniforms() -> None:
    grey = torch.full((2, 1, 2, 2), 128, dtype=torch.uint8)  # 128 / 255 lies between the third uniform and the others
    assert page_draw(grey).flatten(1).tolist() == [[0.0, 0.0, 1.0, 0.0]] * 2
    assert page_draw(torch.zeros_like(grey)).sum() == 0
    assert page_draw(torch.full_like(grey, 255)).mean() == 1
