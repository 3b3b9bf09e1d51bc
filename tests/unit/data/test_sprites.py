import torch

from vizvae.data.factor_sets import factor_set

SPRITES = factor_set("sprites")


def test_the_grid_is_that_of_dsprites() -> None:
    assert SPRITES.sizes == (3, 6, 40, 32, 32)
    assert len(SPRITES) == 737_280


def test_pixels_are_black_or_white_and_a_sprite_is_whole_wherever_it_is() -> None:
    corners = torch.cartesian_prod(
        torch.arange(3), torch.tensor([5]), torch.arange(40), torch.tensor([0, 31]), torch.tensor([0, 31])
    )
    images = SPRITES.images(corners)
    assert images.unique().tolist() == [0, 255]
    areas = (images > 0).sum((1, 2, 3)).reshape(-1, 4)
    assert (areas == areas[:, :1]).all()
    edge = torch.cat([images[..., 0, :], images[..., -1, :], images[..., :, 0], images[..., :, -1]])
    assert edge.max() == 0


def test_positions_are_one_pixel_apart_and_x_goes_right_y_down() -> None:
    here, right, down = SPRITES.images(torch.tensor([[2, 3, 4, 10, 20], [2, 3, 4, 11, 20], [2, 3, 4, 10, 21]]))[:, 0]
    assert torch.equal(right[:, 1:], here[:, :-1])
    assert torch.equal(down[1:], here[:-1])


def test_scale_grows_the_area_by_its_square() -> None:
    areas = [
        (SPRITES.images(torch.tensor([[shape, scale, 7, 16, 16] for scale in (0, 5)])) > 0).sum((1, 2, 3)) for shape in range(3)
    ]
    for small, large in areas:
        assert abs(large / small - 4) < 0.25


def test_an_upright_square_and_a_full_turn() -> None:
    square = SPRITES.images(torch.tensor([[0, 5, 0, 16, 16]]))[0, 0] > 0
    rows, columns = square.any(1).sum(), square.any(0).sum()
    assert rows == columns == 17
    assert square.sum() == 17 * 17
    first, last = SPRITES.images(torch.tensor([[2, 5, 0, 16, 16], [2, 5, 39, 16, 16]]))
    assert torch.equal(first, last)
