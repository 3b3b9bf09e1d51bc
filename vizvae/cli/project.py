"""python -m vizvae project"""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields
from typing import Any

from tqdm import tqdm

from vizvae.catalogue import find_checkpoint, is_shipped
from vizvae.latent.projection import METHODS, ProjectionConfig, project, projected_points
from vizvae.latent.projection_cache import ProjectionCache
from vizvae.paths import SHIPPED_PROJECTIONS


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "project",
        help="compute the map of a model's codes ahead, for the manifold page",
        description="Map the codes of the committed sample to two dimensions, as the manifold page does, and keep the map in the user's "
        "cache: the page then shows it at once. A map is found by what it was computed from, so that of a retrained model is another.",
        allow_abbrev=False,
    )
    default = ProjectionConfig()
    parser.add_argument("name", help="a model of `python -m vizvae models`")
    parser.add_argument("--method", choices=sorted(METHODS), default=default.method, help=f"default {default.method}")
    parser.add_argument("--num-points", type=int, default=default.num_points, help=f"images (default {default.num_points})")
    parser.add_argument(
        "--num-neighbours", type=int, default=default.num_neighbours, help=f"UMAP (default {default.num_neighbours})"
    )
    parser.add_argument("--min-dist", type=float, default=default.min_dist, help=f"UMAP (default {default.min_dist})")
    parser.add_argument("--perplexity", type=float, default=default.perplexity, help=f"t-SNE (default {default.perplexity:g})")
    parser.add_argument("--seed", type=int, default=default.seed, help=f"UMAP and t-SNE (default {default.seed})")
    parser.add_argument("--ship", action="store_true", help="keep it in assets/projections, beside the models that ship")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Raises ValueError for parameters that cannot be. Interrupted, it leaves nothing half-written."""
    config = ProjectionConfig(**{parameter.name: getattr(arguments, parameter.name) for parameter in fields(ProjectionConfig)})
    checkpoint = find_checkpoint(arguments.name)
    if arguments.ship and not is_shipped(checkpoint):
        raise ValueError(f"{checkpoint.name} does not ship, so neither does its map: leave --ship out")
    points = projected_points(checkpoint.load_reference(), config)
    with tqdm(total=100, unit="%", disable=None, file=sys.stderr, bar_format="{l_bar}{bar}| {elapsed}") as bar:
        layout = project(points, config, lambda share: bar.update(round(100 * share) - bar.n))
    cache = ProjectionCache((SHIPPED_PROJECTIONS,)) if arguments.ship else ProjectionCache.standard()
    print(cache.write(points, config, layout))
