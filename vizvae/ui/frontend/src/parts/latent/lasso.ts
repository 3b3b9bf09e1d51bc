/** Which points a freely drawn outline encloses. */

type Point = readonly [number, number];

/** By the even-odd rule: where an outline crosses itself, what is enclosed twice is outside. The last point is joined to the first. */
export function insidePolygon(polygon: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  let [fromX, fromY] = polygon.at(-1) ?? [NaN, NaN];
  for (const [toX, toY] of polygon) {
    if (fromY > y !== toY > y && x < fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX)) inside = !inside;
    [fromX, fromY] = [toX, toY];
  }
  return inside;
}

/** The indices of the `points` (count, 2) inside the polygon, ascending. */
export function selectInside(polygon: readonly Point[], points: Float32Array): number[] {
  const left = Math.min(...polygon.map(([x]) => x));
  const right = Math.max(...polygon.map(([x]) => x));
  const bottom = Math.min(...polygon.map(([, y]) => y));
  const top = Math.max(...polygon.map(([, y]) => y));
  const selected: number[] = [];
  for (let i = 0; 2 * i < points.length; i++) {
    const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
    // Most points are outside the box around the outline, which is much cheaper to see.
    if (x >= left && x <= right && y >= bottom && y <= top && insidePolygon(polygon, x, y)) selected.push(i);
  }
  return selected;
}
