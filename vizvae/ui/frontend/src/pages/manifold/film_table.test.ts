import assert from "node:assert/strict";
import { test } from "node:test";
import type { FilmFrame } from "./film";
import { filmCsv } from "./film_table";

const bytes = new Uint8Array(1);
const frames: FilmFrame[] = [
  { bytes, z: Float32Array.of(0.5, -1), percentile: 82.5, neighbours: 11 },
  { bytes, z: null, percentile: null, neighbours: null },
  { bytes, z: Float32Array.of(1, 2), percentile: null, neighbours: null },
];

test("a row for each step that is a point, latents by the names they were given", () => {
  assert.equal(
    filmCsv("a-model", frames, { 1: 'the "tilt"' }),
    'model,step,denser_than_percent,neighbours,"z0","z1 the ""tilt"""\n"a-model",1,82.5,11,0.5,-1\n"a-model",3,,,1,2\n',
  );
});
