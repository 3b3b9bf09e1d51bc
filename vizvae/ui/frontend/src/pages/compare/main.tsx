/** Ways to learn to draw, side by side. */

import { signal, type Signal } from "@preact/signals";
import { definePage } from "../../hosts/host";
import type { AddressSaid } from "../../parts/address/contract";
import type { CompareData } from "./contract";
import { ComparePage } from "./page";
import { CompareView } from "./views/compare_view";

const names = ({ models }: CompareData): string => JSON.stringify(models.map(({ name, digest }) => [name, digest]));

export default definePage<CompareData, AddressSaid>("compare", (data) => {
  const page = signal(new ComparePage(data));
  return {
    view: <Current page={page} />,
    update(told) {
      // Other columns: whatever is loaded of the ones before is let go.
      if (names(told.data) !== names(page.peek().data)) {
        page.peek().dispose();
        page.value = new ComparePage(told.data);
      }
      page.peek().update(told);
    },
    dispose: () => page.peek().dispose(),
  };
});

function Current({ page }: { page: Signal<ComparePage> }) {
  return <CompareView key={names(page.value.data)} page={page.value} />;
}
