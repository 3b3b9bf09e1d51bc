"""Writes the TypeScript of what Python and the browser tell each other: python scripts/contracts.py

Every `contract.py` of a room in vizvae/ui becomes the `contract.ts` of the same room in the frontend, and `PANEL_contract.py` that of a
panel in it. They are read, not imported, so nothing need be installed. `scripts/npm.py` calls this; bundling needs none of it, as types
leave no trace there.
"""

from __future__ import annotations

import ast
import json
import os
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
UI = PROJECT / "vizvae" / "ui"
SOURCE = UI / "frontend" / "src"
NAMES = {"str": "string", "int": "number", "float": "number", "bool": "boolean", "Any": "unknown", "object": "unknown"}
SEQUENCES = ("list", "Sequence", "tuple")
BASES = ("Payload", "Message")
"""Of the module that has the mechanism"""
MECHANISM = "vizvae.ui.http.contract"


class Module:
    """A Python file: what it defines, and where its other names are from."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.defined: dict[str, ast.ClassDef | ast.expr] = {}
        self.said: dict[str, str] = {}
        self.imported: dict[str, str] = {}
        for place, node in enumerate(self.tree.body):
            match node:
                case ast.ImportFrom(module=str(module), names=names):
                    self.imported |= {alias.asname or alias.name: module for alias in names}
                case ast.ClassDef(name=name):
                    self.defined[name], self.said[name] = node, ast.get_docstring(node) or ""
                case ast.Assign(targets=[ast.Name(name)], value=value):
                    self.defined[name], self.said[name] = value, string_at(self.tree.body, place + 1)


class Contract:
    """One `contract.ts`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.module = Module(path)
        self.imports: dict[str, set[str]] = {}
        self.waiting: dict[str, Module] = {}
        """What is defined elsewhere in vizvae and is no contract: written here, too"""

    def text(self) -> str:
        written = [self.definition(name, self.module) for name in self.module.defined]
        done: set[str] = set()
        while left := self.waiting.keys() - done:
            name = min(left)
            done.add(name)
            written.append(self.definition(name, self.waiting[name]))
        source = self.path.relative_to(PROJECT).as_posix()
        head = comment(f"{ast.get_docstring(self.module.tree) or ''}\n\nWritten by scripts/contracts.py from {source}.")
        lines = [f'import type {{ {", ".join(sorted(names))} }} from "{at}";' for at, names in sorted(self.imports.items())]
        return "\n\n".join([head, *(["\n".join(lines)] if lines else []), *written]) + "\n"

    def definition(self, name: str, module: Module) -> str:
        node, said = module.defined[name], comment(module.said[name])
        start = f"{said}\n" if said else ""
        if not isinstance(node, ast.ClassDef):
            return f"{start}export type {name} = {self.type_of(node, module)};"
        bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id not in BASES]
        extends = f" extends {', '.join(self.reference(base, module) for base in bases)}" if bases else ""
        annotated = [place for place, part in enumerate(node.body) if isinstance(part, ast.AnnAssign)]
        fields = [line for place in annotated for line in self.field(node, place, module)]
        options = keywords(node)
        if "tag" in options:
            fields.insert(0, f"  {options['tag_field']}: {json.dumps(options['tag'])};")
        if not fields and not bases and root_of(node, module):
            return f"{start}export type {name} = Record<string, never>;"
        return "\n".join([f"{start}export interface {name}{extends} {{", *fields, "}"])

    def field(self, node: ast.ClassDef, place: int, module: Module) -> list[str]:
        part = node.body[place]
        assert isinstance(part, ast.AnnAssign)
        assert isinstance(part.target, ast.Name)
        if isinstance(part.annotation, ast.Subscript) and name_of(part.annotation.value) == "ClassVar":
            return []
        name = part.target.id if keeps_names(node, module) else camel(part.target.id)
        has_default = part.value is not None
        if isinstance(part.value, ast.Call) and name_of(part.value.func) == "field":
            given = {one.arg: one.value for one in part.value.keywords}
            name = ast.literal_eval(given["name"]) if "name" in given else name
            has_default = "default" in given or "default_factory" in given
        options = alternatives(part.annotation)
        told = [option for option in options if name_of(option) != "UnsetType"]
        optional = len(told) < len(options) or (has_default and root_of(node, module) == "Message")
        said = comment(string_at(node.body, place + 1), "  ")
        line = f"  {name}{'?' * optional}: {self.union(told, module)};"
        return [said, line] if said else [line]

    def type_of(self, node: ast.expr, module: Module) -> str:
        match node:
            case ast.Constant(value=None):
                return "null"
            case ast.Constant(value=str(text)):
                return self.type_of(ast.parse(text, mode="eval").body, module)
            case ast.BinOp(op=ast.BitOr()):
                return self.union(alternatives(node), module)
            case ast.Name(name):
                return NAMES.get(name) or self.reference(name, module)
            case ast.Subscript(value=value, slice=inner):
                return self.generic(name_of(value), inner.elts if isinstance(inner, ast.Tuple) else [inner], module)
        raise ValueError(f"{module.path}:{node.lineno}: expected a type that JSON has, got {ast.unparse(node)}")

    def generic(self, name: str, parts: list[ast.expr], module: Module) -> str:
        if name == "Literal":
            return " | ".join(json.dumps(ast.literal_eval(part), ensure_ascii=False) for part in parts)
        if name == "Encoded":
            return self.type_of(parts[0], module)
        if name in ("dict", "Mapping"):
            return f"Record<{self.type_of(parts[0], module)}, {self.type_of(parts[1], module)}>"
        if name == "Annotated":
            return self.annotated(parts, module)
        if name in SEQUENCES and parts and (name != "tuple" or ast.unparse(parts[-1]) == "..."):
            item = self.type_of(parts[0], module)
            return f"({item})[]" if " | " in item else f"{item}[]"
        if name == "tuple" and parts:
            return f"[{', '.join(self.type_of(part, module) for part in parts)}]"
        raise ValueError(f"{module.path}: expected a type that JSON has, got {name}[{', '.join(map(ast.unparse, parts))}]")

    def annotated(self, parts: list[ast.expr], module: Module) -> str:
        """`Annotated[str, "options of show"]`: one of those that the room's parameters.json has for the parameter. `Annotated[Any, Form]`:
        of that form, which another reader checks."""
        for part in parts[1:]:
            if isinstance(part, ast.Name):
                return self.type_of(part, module)
            if isinstance(part, ast.Constant) and (found := re.fullmatch(r"options of (\w+)", str(part.value))):
                declared = json.loads((module.path.parent / "parameters.json").read_text("utf-8"))
                return " | ".join(json.dumps(option, ensure_ascii=False) for option in declared[found[1]]["options"])
        return self.type_of(parts[0], module)

    def union(self, options: list[ast.expr], module: Module) -> str:
        return " | ".join(dict.fromkeys(self.type_of(option, module) for option in options))

    def reference(self, name: str, module: Module) -> str:
        """The name, of which is seen to that it is known in the file."""
        if module is self.module and name in module.defined:
            return name
        at, original = (module, name) if name in module.defined else source_of(name, module)
        if original != name:
            raise ValueError(f"{module.path}: {original} must keep its name, not {name}")
        if is_contract(at.path):
            to = Path(os.path.relpath(target_of(at.path), target_of(self.path).parent)).with_suffix("").as_posix()
            self.imports.setdefault(to if to.startswith(".") else f"./{to}", set()).add(name)
        else:
            self.waiting.setdefault(name, at)
        return name


def source_of(name: str, module: Module) -> tuple[Module, str]:
    """The file that defines it. Raises ValueError for what is none of ours."""
    package = module.imported.get(name, "")
    if not package.startswith("vizvae.") or package == MECHANISM:
        raise ValueError(f"{module.path}: expected a type that JSON has or one of ours, got {name}")
    path = PROJECT / Path(*package.split("."))
    found = Module(path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py")
    return (found, name) if name in found.defined else source_of(name, found)


def root_of(node: ast.ClassDef, module: Module) -> str:
    """The class of the mechanism that it comes from; none for a dataclass."""
    for base in node.bases:
        if not isinstance(base, ast.Name):
            continue
        if base.id in BASES and module.imported.get(base.id) == MECHANISM:
            return base.id
        at = module if base.id in module.defined else source_of(base.id, module)[0]
        found = at.defined[base.id]
        if isinstance(found, ast.ClassDef) and (root := root_of(found, at)):
            return root
    return ""


def keeps_names(node: ast.ClassDef, module: Module) -> bool:
    """On the way they are called as in Python: of a dataclass, and where the class says so."""
    return not root_of(node, module) or keywords(node).get("rename", "camel") is None


def keywords(node: ast.ClassDef) -> dict[str, object]:
    return {one.arg: ast.literal_eval(one.value) for one in node.keywords if one.arg}


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def alternatives(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*alternatives(node.left), *alternatives(node.right)]
    return [node]


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def string_at(body: list[ast.stmt], place: int) -> str:
    match body[place : place + 1]:
        case [ast.Expr(value=ast.Constant(value=str(text)))]:
            return text.strip()
    return ""


def comment(text: str, indent: str = "") -> str:
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 2:
        return f"{indent}/** {lines[0]} */" if lines else ""
    return "\n".join([f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines), f"{indent} */"])


def is_contract(path: Path) -> bool:
    return (
        path.parent.parent == UI
        and path != UI / "http" / "contract.py"
        and re.fullmatch(r"(\w+_)?contract\.py", path.name) is not None
    )


def contracts() -> list[Path]:
    return sorted(path for path in UI.glob("*/*contract.py") if is_contract(path))


def target_of(path: Path) -> Path:
    """Where its TypeScript stands: with the page of the same name, else with the part."""
    room = path.parent.name
    folder = SOURCE / ("pages" if (SOURCE / "pages" / room).is_dir() else "parts") / room
    panel = path.stem.removesuffix("contract").rstrip("_")
    return folder / panel / "contract.ts"


def write() -> None:
    """Files that say the same already keep their date: make takes a newer one for something to install."""
    for path in contracts():
        target, text = target_of(path), Contract(path).text()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
