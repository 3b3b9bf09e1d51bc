/** A row of the shown model's sheet. Until it is here, the last one's stays. */

import { useLayoutEffect, useRef } from "preact/hooks";
import type { FamilyPanel } from "../panel";

interface Props {
  panel: FamilyPanel;
  row: number;
  testid: string;
  label: string;
}

export function SheetRow({ panel, row, testid, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { columns, width, height } = panel.data.value.sheet;
  const sheet = panel.sheets.value.get(panel.member.value.sheetUrl);
  useLayoutEffect(() => {
    if (!sheet) return;
    canvas.current!.getContext("2d")!.drawImage(sheet, 0, row * height, columns * width, height, 0, 0, columns * width, height);
  }, [sheet, row]);
  return <canvas ref={canvas} class="pixels family-row" data-testid={testid} width={columns * width} height={height} role="img" aria-label={label} />;
}
