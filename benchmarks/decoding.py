"""One image decoded in the browser (ONNX Runtime Web, wasm, one thread) beside PyTorch on the same machine, for every shipped model."""

from __future__ import annotations

import statistics
import time

import torch

from benchmarks import results
from benchmarks.served import chromium, serving
from vizvae.catalogue import is_shipped, list_checkpoints

DECODES = 300
TIME_IN_BROWSER = """async (root, [dim, count]) => {
  const z = Array.from({ length: dim }, () => 0);
  const times = [];
  for (let i = 0; i < count; i++) {
    z[0] = i / count;
    const start = performance.now();
    await root.vizvaeDecode(z);
    times.push(performance.now() - start);
  }
  return times.slice(20);
}"""


def main() -> None:
    torch.set_num_threads(1)
    rows = {}
    with serving() as url, chromium() as browser:
        for checkpoint in filter(is_shipped, list_checkpoints()):
            page = browser.new_page()
            page.goto(f"{url}/?model={checkpoint.name}")
            root = page.locator("[data-ready=true]")
            root.wait_for(timeout=60_000, state="attached")
            page.wait_for_timeout(3000)
            model = checkpoint.load_model()
            in_browser = root.evaluate(TIME_IN_BROWSER, [model.latent_dim, DECODES])
            in_torch = []
            z = torch.zeros(1, model.latent_dim)
            with torch.inference_mode():
                for _ in range(DECODES):
                    started = time.perf_counter()
                    model.decode_mean(z)
                    in_torch.append((time.perf_counter() - started) * 1000)
            browser_ms, torch_ms = statistics.median(in_browser), statistics.median(in_torch[20:])
            p95 = statistics.quantiles(in_browser, n=20)[18]
            rows[checkpoint.name] = {
                "browser, ms": browser_ms,
                "95th percentile, ms": p95,
                "PyTorch, ms": torch_ms,
                "browser over PyTorch": browser_ms / torch_ms,
            }
            page.close()
    results.write("decoding", rows)


if __name__ == "__main__":
    main()
