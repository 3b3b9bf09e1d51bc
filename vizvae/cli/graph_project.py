"""python -m vizvae graph project"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from tqdm import tqdm

from vizvae.cli.graph_model import add_graph_model
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, find_graph_checkpoint
from vizvae.graph.checkpoint import codes_name
from vizvae.latent.projection import ProjectionConfig, project
from vizvae.latent.projection_cache import ProjectionCache
from vizvae.paths import SHIPPED_PROJECTIONS


def add_command(actions: Any) -> None:
    parser = actions.add_parser(
        "project",
        help="compute the UMAP of a model's codes ahead, for the graph page",
        description="Map the codes of the nodes to two dimensions, as the graph page does, and keep the map in the user's cache: the page "
        "then shows it at once. A map is found by the model's weights and the graph, so that of a retrained model is another.",
        allow_abbrev=False,
    )
    default = ProjectionConfig()
    add_graph_model(parser)
    parser.add_argument("--num-neighbours", type=int, default=default.num_neighbours, help=f"default {default.num_neighbours}")
    parser.add_argument("--min-dist", type=float, default=default.min_dist, help=f"default {default.min_dist}")
    parser.add_argument("--seed", type=int, default=default.seed, help=f"default {default.seed}")
    parser.add_argument("--ship", action="store_true", help="keep it in assets/projections, beside the models that ship")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Raises ValueError for parameters that cannot be. Interrupted, it leaves nothing half-written."""
    checkpoint = find_graph_checkpoint(arguments.name)
    if arguments.ship and checkpoint.folder.parent != SHIPPED_GRAPH_MODELS:
        raise ValueError(f"{checkpoint.name} does not ship, so neither does its map: leave --ship out")
    trained = checkpoint.load()
    config = ProjectionConfig(
        num_points=trained.graph.num_nodes,
        num_neighbours=arguments.num_neighbours,
        min_dist=arguments.min_dist,
        seed=arguments.seed,
    )
    codes = trained.posterior.mu.detach()
    with tqdm(total=100, unit="%", disable=None, file=sys.stderr, bar_format="{l_bar}{bar}| {elapsed}") as bar:
        layout = project(codes, config, lambda share: bar.update(round(100 * share) - bar.n))
    cache = ProjectionCache((SHIPPED_PROJECTIONS,)) if arguments.ship else ProjectionCache.standard()
    print(cache.write(codes, config, layout, codes_name(checkpoint.digest, trained.graph)))
