"""From a cold page to the first image, and from there to the first live decode. A new server and a new browser each time."""

from __future__ import annotations

import statistics

from benchmarks import results
from benchmarks.served import chromium, serving

ROUNDS = 5
MARKS = """() => {
  const marks = window.__marks = {};
  const look = () => {
    const walk = root => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) walk(element.shadowRoot);
        if (element.dataset && element.dataset.testid === 'main-image' && !marks.image && element.width > 0) {
          const pixels = element.getContext('2d').getImageData(0, 0, element.width, element.height).data;
          const lit = pixels.filter((value, index) => index % 4 === 0 && value > 128).length;
          if (lit > 8) marks.image = performance.now();
        }
        if (element.dataset && element.dataset.ready === 'true' && !marks.live) marks.live = performance.now();
      }
    };
    walk(document);
    if (!marks.live) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def main() -> None:
    image, live = {"first visitor": [], "second visitor": []}, {"first visitor": [], "second visitor": []}
    for _ in range(ROUNDS):
        with serving() as url, chromium() as browser:
            for visitor in ("first visitor", "second visitor"):
                page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
                page.add_init_script(f"({MARKS})()")
                page.goto(url)
                page.wait_for_function("() => window.__marks && window.__marks.live", timeout=90_000)
                marks = page.evaluate("() => window.__marks")
                image[visitor].append(marks["image"] / 1000)
                live[visitor].append((marks["live"] - marks["image"]) / 1000)
                page.close()
    results.write(
        "cold_start",
        {
            visitor: {
                "to the first image, s": statistics.median(image[visitor]),
                "from there to the first live decode, s": statistics.median(live[visitor]),
                "rounds": ROUNDS,
            }
            for visitor in image
        },
    )


if __name__ == "__main__":
    main()
