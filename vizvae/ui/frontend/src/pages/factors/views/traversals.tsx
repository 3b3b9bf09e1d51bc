/** What each latent does to the image: the strips of all latents, whoever says most first. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { counted, formatKl, formatLatent } from "../../../parts/latent/numbers";
import { STRIP_IMAGES, stripValues, traversalWidth } from "../../../parts/explorer/strips";
import { Choice } from "../../../parts/widgets/choice";
import type { FactorLatent, RangePolicy } from "../contract";
import type { Exploration } from "../exploration";
import type { FactorPage } from "../page";
import { RANGE_POLICIES } from "../ranges";
import { LatentDot } from "./latent_dot";

interface Props {
  page: FactorPage;
  exploration: Exploration;
}

export function Traversals({ page, exploration }: Props) {
  const range = exploration.range.value;
  const used = exploration.byKl.filter(({ active }) => active);
  const unused = exploration.byKl.filter(({ active }) => !active);
  const [open, setOpen] = useState(false);
  const policy = RANGE_POLICIES.find(({ key }) => key === range)!;
  return (
    <section class="traversals" aria-label="Traversals">
      <div class="section-head">
        <h3>What each latent does</h3>
        <Choice
          label="Range"
          testid="range"
          value={range}
          options={RANGE_POLICIES}
          onChoose={(key) => exploration.look({ range: key as RangePolicy })}
        />
      </div>
      <p class="hint">
        Each strip changes one latent and leaves the others at the image above: {policy.says}. {exploration.model.stochastic ? "Sorted by KL: the latents that say most about an image come first" : "Sorted by how far the codes are spread"}. Point at an image to see it large, click to go there.
      </p>
      <div class="traversal-rows">
        {used.map((facts) => (
          <TraversalRow key={facts.index} page={page} exploration={exploration} facts={facts} />
        ))}
      </div>
      {unused.length > 0 && (
        <details class="explain" data-testid="unused" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            {used.length > 0
              ? `${counted(unused.length, "more latent that says", "more latents that say")} nothing about the image`
              : "No latent says anything about the image: this model is dead"}
          </summary>
          <div class="traversal-rows">
            {open && unused.map((facts) => <TraversalRow key={facts.index} page={page} exploration={exploration} facts={facts} />)}
          </div>
        </details>
      )}
    </section>
  );
}

function TraversalRow({ page, exploration, facts }: Props & { facts: FactorLatent }) {
  const { index, kl, active } = facts;
  return (
    <div class="traversal-row" data-testid={`traversal-${index}`} data-selected={exploration.latent.value === index} data-marked={exploration.cell.value?.[1] === index} data-active={active}>
      <div class="traversal-head">
        <LatentDot exploration={exploration} latent={index} />
        <strong>{page.nameOf(index)}</strong>
        <span class="hint">
          {kl === null ? "" : `KL ${formatKl(kl)} nats`}
          {!active && (exploration.model.stochastic ? ", says nothing about the image" : "hardly varies")}
        </span>
      </div>
      <TraversalStrip page={page} exploration={exploration} latent={index} />
    </div>
  );
}

/** Hovering shows an image of the strip large, leaving goes back, clicking goes there. The slider above does the same by keyboard. */
export function TraversalStrip({ page, exploration, latent }: Props & { latent: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = exploration.model.image;
  useLayoutEffect(() => page.strips.register(latent, canvas.current!, width), []);
  const valueAt = (event: MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const image = Math.floor(((event.clientX - box.left) / box.width) * STRIP_IMAGES);
    return stripValues(exploration.rangeOf(latent))[Math.min(STRIP_IMAGES - 1, Math.max(0, image))]!;
  };
  const look = (event: PointerEvent) => {
    if (event.pointerType !== "mouse" || event.buttons) return;
    const value = valueAt(event);
    const z = exploration.currentZ();
    z[latent] = value;
    exploration.latent.value = latent;
    exploration.preview.value = { z, label: `${page.nameOf(latent)} = ${formatLatent(value)}` };
  };
  const leave = () => {
    exploration.latent.value = null;
    exploration.preview.value = null;
  };
  return (
    <canvas
      ref={canvas}
      class="pixels strip"
      data-testid={`strip-${latent}`}
      width={traversalWidth(width)}
      height={height}
      aria-hidden="true"
      title="Click to go there"
      onPointerMove={look}
      onPointerLeave={leave}
      onClick={(event) => {
        exploration.preview.value = null;
        exploration.moveLatent(latent, valueAt(event));
        exploration.commitLatent();
      }}
    />
  );
}
