import { atlasStyle } from "../../../parts/drawing/atlas";
import { useAtlas } from "../../../parts/explorer/views/use_atlas";
import type { MapState } from "../map_state";
import { rowOf, type ManifoldPage } from "../page";

interface Props {
  page: ManifoldPage;
  map: MapState;
  indices: number[];
  label(index: number): string;
}

/** Data images to look at by hovering and to choose by clicking; on the map, the hovered one is marked. */
export function ImageButtons({ page, map, indices, label }: Props) {
  const { image, latentDim } = map.model;
  const url = useAtlas(page.app.images.value, image, indices);
  const look = (index: number) => {
    const reference = map.reference.peek();
    const [x, y] = (reference && map.mark(rowOf(reference.mu, index, latentDim))?.at) ?? [0, 0];
    map.hover.value = { x, y, index };
  };
  return (
    <div class="rail" onPointerLeave={() => (map.hover.value = null)}>
      {indices.map((index, position) => (
        <button
          key={index}
          type="button"
          class="thumb pixels"
          data-testid={`member-${index}`}
          aria-label={label(index)}
          onPointerEnter={(event) => event.pointerType === "mouse" && look(index)}
          onClick={() => void page.app.actions.chooseImage(index)}
          style={url ? atlasStyle(url, position, indices.length) : {}}
        />
      ))}
    </div>
  );
}
