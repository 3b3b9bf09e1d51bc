"""Numbers in sentences."""

from vizvae.words import counted, decimal


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
