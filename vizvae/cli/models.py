"""python -m vizvae models, evaluate, traverse, export"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.catalogue import find_checkpoint, is_shipped, open_checkpoints
from vizvae.checkpoint import REFERENCE, open_checkpoint, write_card, write_reference
from vizvae.cli.disentanglement import run_disentanglement
from vizvae.data.images import load_images
from vizvae.export import export_decoder, export_encoder
from vizvae.latent.aggregate import encode_reference
from vizvae.metrics.disentanglement.measure import NUM_POINTS
from vizvae.metrics.likelihood import Evaluation, evaluate
from vizvae.trained_on import check_images, held_out_images
from vizvae.words import counted


def add_commands(commands: Any) -> None:
    parser = commands.add_parser("models", help="list the models that ship and those trained here")
    parser.add_argument("--json", action="store_true", help="every card, as JSON")
    parser.set_defaults(run=run_models)

    parser = commands.add_parser(
        "evaluate",
        help="ELBO, its terms and the likelihood on test images; or disentanglement metrics",
        description="ELBO, its two terms, −log p(x) by the importance-weighted bound, active units and KL per latent, on the test images "
        "of the data the model was trained on (the committed sample's part where the full set is not on this machine), all in nats. Or, "
        "with --metrics disentanglement, how well the latents keep the true factors apart, for data whose factors are known.",
    )
    parser.add_argument("name", help="a model of `python -m vizvae models`")
    parser.add_argument(
        "--metrics", choices=["likelihood", "disentanglement"], default="likelihood", help="what to measure (default likelihood)"
    )
    parser.add_argument("--num-samples", type=int, default=500, help="posterior draws an image (default 500)")
    parser.add_argument("--num-images", type=int, default=1000, help="test images (default 1000)")
    parser.add_argument(
        "--num-points", type=int, default=NUM_POINTS, help=f"points of the grid, for disentanglement (default {NUM_POINTS:,})"
    )
    parser.add_argument("--seed", type=int, default=0, help="of those points (default 0)")
    parser.add_argument(
        "--original-trees",
        action="store_true",
        help="of disentanglement, only DCI by the boosting of disentanglement_lib, on which published figures rest: takes minutes",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--write-card", action="store_true", help="also add the result to the model's card")
    parser.set_defaults(run=run_evaluate)

    parser = commands.add_parser(
        "traverse",
        help="a labelled row of images for each latent: PNG, SVG, PDF or HTML",
        description="What each latent does to an image: a row for each, named, with its KL, as it goes from three standard deviations of "
        "the data's codes below their mean to three above. PNG, SVG and PDF are drawn by a Chromium (pip install 'vizvae[figures]'); HTML "
        "needs none.",
    )
    parser.add_argument("name", help="a model of `python -m vizvae models`")
    parser.add_argument("-o", "--output", type=Path, required=True, help="ends with .png, .svg, .pdf, .webp, .html or .json")
    parser.add_argument("--num-values", type=int, default=11, help="images a row (default 11)")
    parser.add_argument(
        "--latents", type=int, nargs="+", metavar="N", help="which, from 0 on (default: at most twelve, those that carry most)"
    )
    parser.add_argument(
        "--image", type=int, metavar="N", help="its place in the sample of the model's data (default: the mean of all codes)"
    )
    parser.set_defaults(run=run_traverse)

    parser = commands.add_parser(
        "export",
        help="write the decoder (or the encoder) as ONNX",
        description="Write the decoder (or the encoder) as ONNX. Without -o, encode the committed sample anew into the model's own "
        "folder (reference.safetensors): for a folder that an older version wrote.",
    )
    parser.add_argument("name", help="a model of `python -m vizvae models`")
    parser.add_argument("-o", "--output", type=Path, help="ONNX file")
    parser.add_argument("--encoder", action="store_true", help="the encoder instead of the decoder")
    parser.set_defaults(run=run_export)


def run_models(arguments: argparse.Namespace) -> None:
    checkpoints, unusable = open_checkpoints()
    if arguments.json:
        listing = [{"name": c.name, "shipped": is_shipped(c), **c.card} for c in checkpoints]
        print(json.dumps(listing, indent=2, ensure_ascii=False))
        return
    for checkpoint in checkpoints:
        print(f"{checkpoint.name:16} {'ships' if is_shipped(checkpoint) else 'trained here'}: {checkpoint.title}")
        try:
            lines = [summary(Evaluation(**evaluation)) for evaluation in checkpoint.card["evaluations"]]
        except (TypeError, ValueError):  # written by another version: the other models are listed all the same
            lines = ["its card holds figures that this version cannot read; measure it anew with evaluate --write-card"]
        for line in lines:
            print(f"{'':16}   {line}")
    for name, reason in unusable.items():
        print(f"{name:16} cannot be used: {reason}")


def run_evaluate(arguments: argparse.Namespace) -> None:
    if arguments.metrics == "disentanglement":
        run_disentanglement(arguments)
        return
    if arguments.original_trees:
        raise ValueError("--original-trees is of the metrics of disentanglement: add --metrics disentanglement")
    for option in ("num_samples", "num_images"):
        if getattr(arguments, option) < 1:
            raise ValueError(f"--{option.replace('_', '-')} must be at least 1, got {getattr(arguments, option)}")
    checkpoint = find_checkpoint(arguments.name)
    model = checkpoint.load_model()
    test = held_out_images(checkpoint, "test")
    if arguments.write_card and test.source == "sample":
        raise ValueError("the card takes figures on the full test set only: set VIZVAE_DATA, or train with --download once")
    with tqdm(total=min(arguments.num_images, len(test)), unit="image", disable=None, file=sys.stderr) as bar:
        result = evaluate(model, test, num_samples=arguments.num_samples, num_images=arguments.num_images, progress=bar.update)
    if arguments.json:
        print(json.dumps(asdict(result), indent=2, ensure_ascii=False))
    else:
        print(summary(result))
        print(result.protocol)
        if result.kl_per_dim is not None:
            print("KL per latent, nats:", " ".join(f"{kl:.2f}" for kl in result.kl_per_dim))
    if arguments.write_card:
        card = open_checkpoint(checkpoint.folder).card  # read anew: another evaluation may have been written in the meantime
        kept = [e for e in card["evaluations"] if e["protocol"] != result.protocol]
        write_card(checkpoint.folder, {**card, "evaluations": [*kept, asdict(result)]})


def active_latents(result: Evaluation) -> str:
    """Both counts by their names, for they differ."""
    in_use = "" if result.latents_in_use is None else f"{counted(result.latents_in_use, 'latent')} in use, "
    return f"{in_use}{counted(result.active_units or 0, 'active unit')}"


def summary(result: Evaluation) -> str:
    """One line with the figures and what they were measured on."""
    if result.elbo is None or result.kl is None or result.nll is None or result.nll_interval is None:
        return f"recon_nll {result.recon_nll:.2f} nats; deterministic, so no ELBO, KL or NLL ({result.data}, {result.num_images:,} images)"
    low, high = result.nll_interval
    return (
        f"NLL {result.nll:.2f} [{low:.2f}, {high:.2f}], ELBO {result.elbo:.2f} = −{result.recon_nll:.2f} − {result.kl:.2f} nats, "
        f"{active_latents(result)} ({result.data}, {result.num_images:,} scored with {result.num_samples:,} samples)"
    )


def run_traverse(arguments: argparse.Namespace) -> None:
    from vizvae.figures.export import write_figure
    from vizvae.figures.images import plot_traversals

    if arguments.num_values < 2:
        raise ValueError(f"--num-values must be at least 2, got {arguments.num_values}")
    figure = plot_traversals(arguments.name, arguments.image, latents=arguments.latents, num_values=arguments.num_values)
    write_figure(figure, arguments.output)
    print(arguments.output)


def run_export(arguments: argparse.Namespace) -> None:
    checkpoint = find_checkpoint(arguments.name)
    model = checkpoint.load_model()
    if arguments.output is None:
        if arguments.encoder:
            raise ValueError("--encoder needs a file to write to: add -o FILE.onnx")
        check_images(checkpoint)
        write_reference(checkpoint.folder, encode_reference(model, load_images(checkpoint.data_key, "sample")))
        print(checkpoint.folder / REFERENCE)
        return
    (export_encoder if arguments.encoder else export_decoder)(model, arguments.output)
    print(arguments.output)
