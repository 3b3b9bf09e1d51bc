/** Ranks, and how two of them go together. */

/** 1 for the smallest; equal values share the mean of their places. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const places = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) places[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return places;
}

/** Spearman's ρ: the correlation of the ranks, −1 to 1; NaN where one of the two is constant. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (x.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    xy += (value - middle) * (y[i]! - middle);
    xx += (value - middle) ** 2;
    yy += (y[i]! - middle) ** 2;
  });
  return xy / Math.sqrt(xx * yy);
}
