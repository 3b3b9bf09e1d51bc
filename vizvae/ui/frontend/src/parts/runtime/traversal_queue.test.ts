import assert from "node:assert/strict";
import { test } from "node:test";
import { TraversalQueue } from "./traversal_queue";

function drain(queue: TraversalQueue): number[] {
  const latents: number[] = [];
  for (let next = queue.next(); next; next = queue.next()) latents.push(next.latent);
  return latents;
}

test("visible rows come first, each once", () => {
  const queue = new TraversalQueue();
  queue.setZ(Float32Array.of(0, 0, 0, 0));
  queue.setRows([2, 1], [0, 3]);
  assert.deepEqual(drain(queue), [2, 1, 0, 3]);
  assert.equal(queue.next(), null);
});

test("while something moves, rows that are out of sight wait", () => {
  const queue = new TraversalQueue();
  queue.setZ(Float32Array.of(0, 0));
  queue.setRows([0], [1]);
  assert.equal(queue.next(true)?.latent, 0);
  assert.equal(queue.next(true), null);
  assert.equal(queue.next()?.latent, 1);
});

test("moving one latent leaves its own strip alone", () => {
  const queue = new TraversalQueue();
  queue.setZ(Float32Array.of(0, 0, 0));
  queue.setRows([0, 1, 2], []);
  drain(queue);
  queue.setZ(Float32Array.of(0, 5, 0));
  assert.deepEqual(drain(queue), [0, 2]);
});

test("a row with a new canvas is drawn again, though nothing has moved", () => {
  const queue = new TraversalQueue();
  queue.setZ(Float32Array.of(0, 0, 0));
  queue.setRows([0, 1], [2]);
  drain(queue);
  queue.forget([1, 2]);
  assert.deepEqual(drain(queue), [1, 2]);
});

test("during a drag no visible strip starves", () => {
  const queue = new TraversalQueue();
  const rows = [0, 1, 2, 3, 4, 5];
  queue.setRows(rows, []);
  const seen = new Set<number>();
  for (let frame = 0; frame < 3; frame++) {
    queue.setZ(Float32Array.from(rows, (row) => (row === 0 ? frame : 0)));
    for (let chunk = 0; chunk < 2; chunk++) seen.add(queue.next()!.latent); // two strips a frame
  }
  assert.equal(seen.size, 6);
});

test("a row that scrolls into view is decoded, one that is gone is not", () => {
  const queue = new TraversalQueue();
  queue.setZ(Float32Array.of(0, 0));
  queue.setRows([0], []);
  drain(queue);
  queue.setZ(Float32Array.of(1, 1));
  queue.setRows([1], []);
  assert.deepEqual(drain(queue), [1]);
});
