/** The map: lattice, points and marks one over the other, and what the pointer does on them. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ProgressBar } from "../../../parts/http/progress/progress_bar";
import { isProjection } from "../planes";
import type { ManifoldPage } from "../page";
import type { MapState } from "../map_state";
import { LatticeLayer } from "./lattice_layer";
import { Marks } from "./marks";
import { PointsLayer } from "./points_layer";
import { Pointer } from "./pointer";
import { Thumbnails } from "./thumbnails";

interface Props {
  page: ManifoldPage;
  map: MapState;
}

export function MapView({ page, map }: Props) {
  const surface = useRef<HTMLDivElement>(null);
  const side = useSignal(0);
  useEffect(() => {
    const element = surface.current!;
    const observer = new ResizeObserver(() => (side.value = element.clientWidth));
    observer.observe(element);
    const pointer = new Pointer(element, page, map);
    return () => {
      observer.disconnect();
      pointer.close();
    };
  }, [map]);
  const shown = map.show.value;
  const [nameX, nameY] = map.axisNames((latent) => page.nameOf(latent));
  return (
    <div class="map" data-mode={map.mode.value}>
      <div class="map-y" title="Vertical axis">
        {nameY}
      </div>
      <div
        ref={surface}
        class="map-surface"
        data-testid="map"
        role="application"
        tabIndex={0}
        aria-label={`Map of the latent space, ${nameX} across, ${nameY} up. Arrow keys move the point, Enter pins it, plus and minus zoom.`}
      >
        {shown.includes("lattice") && !isProjection(map.choice.value) && <LatticeLayer lattice={page.lattice} map={map} />}
        {shown.includes("points") && side.value > 0 && <PointsLayer map={map} side={side.value} />}
        {shown.includes("thumbnails") && side.value > 0 && <Thumbnails app={page.app} map={map} side={side.value} />}
        {side.value > 0 && <Marks page={page} map={map} side={side.value} />}
        <ProgressBar progress={page.projections.progress.value} onStop={() => page.projections.cancel(map)} />
      </div>
      <div class="map-x">{nameX}</div>
    </div>
  );
}
