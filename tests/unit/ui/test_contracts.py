"""What the frontend's types say is what Python's declarations are."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from scripts import contracts
from vizvae.paths import PROJECT
from vizvae.ui.http.contract import Message, Payload

NUM_ROOMS = 8
SOURCES = [path for path in contracts.SOURCE.rglob("*.ts*") if path.name != "contract.ts"]


def text_of(room: str, name: str = "contract") -> str:
    return contracts.Contract(contracts.UI / room / f"{name}.py").text()


def fields_of(text: str, name: str) -> dict[str, bool]:
    """Of an interface: the names of its own fields, and whether each can be missing."""
    body = re.search(rf"^export interface {name}\b[^\n]*\{{\n(.*?)^\}}", text, re.DOTALL | re.MULTILINE)
    if body is None:
        assert f"export type {name} = Record<string, never>;" in text
        return {}
    return {field: bool(optional) for field, optional in re.findall(r"^  (\w+)(\??): ", body[1], re.MULTILINE)}


def may_be_missing(field: msgspec.structs.FieldInfo, kind: type) -> bool:
    return msgspec.UnsetType in get_args(field.type) or (issubclass(kind, Message) and not field.required)


def test_every_room_with_a_page_has_one() -> None:
    assert len({path.parent for path in contracts.contracts()}) >= NUM_ROOMS


@pytest.mark.parametrize("path", contracts.contracts(), ids=lambda path: path.relative_to(contracts.UI).as_posix())
def test_fields_have_the_names_under_which_they_are_sent(path: Path) -> None:
    text = contracts.Contract(path).text()
    module = import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
    assert kinds
    for kind in kinds:
        assert issubclass(kind, Payload | Message)
        bases = [base for base in kind.__mro__[1:] if issubclass(base, Payload | Message)]
        inherited = {field.name for base in bases for field in msgspec.structs.fields(base)}
        sent = {
            field.encode_name: may_be_missing(field, kind)
            for field in msgspec.structs.fields(kind)
            if field.name not in inherited
        }
        if (tag := kind.__struct_config__.tag_field) is not None:
            sent[tag] = False
        assert fields_of(text, kind.__name__) == sent


@pytest.mark.parametrize(
    ("room", "says"),
    [
        ("manifold", 'export type PlaneChoice = [number, number] | ["principal", number, number] | ProjectionMethod;'),
        ("manifold", "  pins?: number[][];"),
        ("manifold", "  settings: MapSettings;"),
        ("manifold", "export interface ManifoldData extends PageData {"),
        ("manifold", 'import type { ModelData, PageData, ViewReport } from "../../parts/explorer/contract";'),
        ("explorer", "  /** Mean KL over the data, in nats; null for a deterministic autoencoder. */\n  kl: number | null;"),
        ("explorer", '  kind: "drawing";'),
        ("explorer", "  model: ModelData;"),
        ("explorer", "  from: number;"),
        ("graph", 'export type EdgeKind = "found" | "invented" | "missed";'),
        ("compare", "  recon_nll: number | null;"),
        ("train", "  value?: number | null;"),
        ("train", '  precision: "float32" | "bfloat16";'),  # of a dataclass elsewhere in vizvae
    ],
)
def test_types_and_comments_come_out_right(room: str, says: str) -> None:
    assert says in text_of(room)


def test_a_list_of_one_thing_or_another_has_both_in_parentheses() -> None:
    contract = contracts.Contract(contracts.UI / "compare" / "contract.py")
    assert contract.type_of(ast.parse("list[int | None]", mode="eval").body, contract.module) == "(number | null)[]"


@pytest.mark.parametrize("annotation", ["set[int]", "np.ndarray", "tuple[()]", "Path", "list"])
def test_what_json_has_no_type_for_is_refused(annotation: str) -> None:
    contract = contracts.Contract(contracts.UI / "compare" / "contract.py")
    with pytest.raises(ValueError, match="expected a type that JSON has"):
        contract.type_of(ast.parse(annotation, mode="eval").body, contract.module)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(contracts.SOURCE).as_posix())
def test_bundling_needs_no_contract(path: Path) -> None:
    """They are written before types are checked, and not where the package is installed: what imports one must leave no trace."""
    found = re.findall(r'^import ([^;]*?) from "[./\w]*/contract";', path.read_text("utf-8"), re.MULTILINE)
    assert all(what.startswith("type {") for what in found)
