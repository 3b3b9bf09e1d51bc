"""How a picture of any form becomes an image of one: the words for it, without what decodes pictures."""

from __future__ import annotations

from typing import Literal, get_args

Fit = Literal["crop", "pad", "stretch"]
"""`crop`: the largest middle part of the right shape. `pad`: the whole picture, with ground beside it. `stretch`: its shape is lost."""
FITS: tuple[Fit, ...] = get_args(Fit)
AUTO = "auto"
"""A ground: black or white, whichever the picture's ink shows on; beside a picture that is padded, the colour of its border."""
