"""A trained model as a folder of plain files: JSON, safetensors, CSV and ONNX. Nothing in it is ever executed.

`files` reads and writes them, `folder` is what a folder of every kind has in common (card, weights, the strict loader), `listing` lists
and finds the folders of one kind, `images` is the kind whose models are in `vizvae.models` and `bundle` the one whose models are somebody
else's networks; that of graphs stands with its models, in `vizvae.graph.checkpoint`.
"""

from vizvae.checkpoint.files import (
    CARD,
    CONFIG,
    DECODER,
    ENCODER,
    WEIGHTS,
    CheckpointError,
    file_sha256,
    own_file,
    read_json,
    read_tensors,
    write_json,
    write_tensors,
)
from vizvae.checkpoint.folder import ByWeights, ModelFolder, WeightsFolder, write_card, write_new_card
from vizvae.checkpoint.images import (
    DENSITY,
    HISTORY,
    REFERENCE,
    Checkpoint,
    ImageModelFolder,
    Loaded,
    TrainedCheckpoint,
    seconds_of_training,
    write_model,
    write_network,
    write_reference,
)
from vizvae.checkpoint.listing import Catalogue, Listing, OtherKind, Stamp, stamps_of
from vizvae.checkpoint.reading import open_checkpoint, open_image_model, read_checkpoint, read_image_model

__all__ = [
    "CARD",
    "CONFIG",
    "DECODER",
    "DENSITY",
    "ENCODER",
    "HISTORY",
    "REFERENCE",
    "WEIGHTS",
    "ByWeights",
    "Catalogue",
    "Checkpoint",
    "CheckpointError",
    "ImageModelFolder",
    "Listing",
    "Loaded",
    "ModelFolder",
    "OtherKind",
    "Stamp",
    "TrainedCheckpoint",
    "WeightsFolder",
    "file_sha256",
    "open_checkpoint",
    "open_image_model",
    "own_file",
    "read_checkpoint",
    "read_image_model",
    "read_json",
    "read_tensors",
    "seconds_of_training",
    "stamps_of",
    "write_card",
    "write_json",
    "write_model",
    "write_network",
    "write_new_card",
    "write_reference",
    "write_tensors",
]
