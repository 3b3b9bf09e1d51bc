/** The page from top to bottom: what goes in, the models as columns, pixel by pixel. */

import { MessageLine } from "../../../parts/widgets/message_line";
import type { ComparePage } from "../page";
import { HiddenPart } from "./hidden_part";
import { InputPanel } from "./input_panel";
import { PixelByPixel } from "./pixel_by_pixel";
import { Shown } from "./shown";
import { Table } from "./table";

export function CompareView({ page }: { page: ComparePage }) {
  const settled = page.visible.value.every(({ draws, problem }) => draws.value !== null || problem.value !== null);
  return (
    <div class="compare" data-settled={settled}>
      <InputPanel page={page} />
      <Shown page={page} />
      <Table page={page} />
      <MessageLine messages={page.messages} />
      <PixelByPixel play={page.play} />
      <HiddenPart page={page} />
    </div>
  );
}
