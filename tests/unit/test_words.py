"""Numbers in sentences."""

from vizvae.words import counted, decimal, listed


def test_counts_with_their_noun() -> None:
    assert [counted(1, "step"), counted(0, "step"), counted(2000, "pass", "passes")] == ["1 step", "0 steps", "2,000 passes"]


def test_a_true_minus_and_none_before_zero() -> None:
    assert [decimal(value, 2) for value in (-8106.6116, -0.004, 0.0, 12.346, 1234.5)] == [
        "−8,106.61",
        "0.00",
        "0.00",
        "12.35",
        "1,234.50",
    ]


def test_names_that_differ_in_a_number_alone_are_told_as_one() -> None:
    family = [f"faces-beta-{beta:g}" for beta in (0.5, 1, 2, 4, 8, 16, 32)]
    assert listed(["faces-128", *family, "mnist-2d"]) == "faces-128, faces-beta-0.5 (and 6 like it), mnist-2d"
    assert listed(["run-1", "run-2", "run-3", "other"]) == "run-1, run-2, run-3, other"
    assert listed([]) == "none yet"
