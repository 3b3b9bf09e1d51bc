import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace, type Screen } from "./pace";

/** Time that goes on when it is told to. */
class Watch implements Screen {
  private time = 0;
  private waiting: { at: number; then: () => void }[] = [];
  drawn = true;
  seen = true;

  now = () => this.time;
  isSeen = () => this.seen;
  isDrawn = () => this.drawn;

  later = (ms: number, then: () => void) => {
    const one = { at: this.time + ms, then };
    this.waiting.push(one);
    return () => void (this.waiting = this.waiting.filter((other) => other !== one));
  };

  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.waiting = this.waiting.filter((one) => one !== next);
      this.time = next.at;
      next.then();
    }
    this.time = end;
  }
}

function begun(drawn: string | null): { watch: Watch; pace: Pace; asked: () => number; turn: (turn: number) => void } {
  const watch = new Watch();
  const pace = new Pace(watch);
  let count = 0;
  const turn = (turn: number) => pace.begin({ turn, everyMs: 200, drawn }, () => void count++);
  turn(1);
  return { watch, pace, asked: () => count, turn };
}

test("it asks once for each turn, after the time it was given", () => {
  const { watch, asked, turn } = begun(null);
  watch.pass(190);
  assert.equal(asked(), 0);
  watch.pass(20);
  assert.equal(asked(), 1);
  turn(1); // told again, as when something else of the page has changed
  watch.pass(4_000);
  assert.equal(asked(), 1);
  turn(2);
  watch.pass(210);
  assert.equal(asked(), 2);
});

test("not before the last is drawn, so that none is put in the place of one that was never seen", () => {
  const { watch, asked } = begun("#chart");
  watch.drawn = false;
  watch.pass(2_000);
  assert.equal(asked(), 0);
  watch.drawn = true;
  watch.pass(50);
  assert.equal(asked(), 1);
});

test("what is never drawn stops nothing for ever", () => {
  const { watch, asked } = begun("#chart");
  watch.drawn = false;
  watch.pass(5_100);
  assert.equal(asked(), 1);
});

test("a question that was lost is asked again", () => {
  const { watch, asked, turn } = begun(null);
  watch.pass(5_300);
  assert.equal(asked(), 2);
  turn(2);
  watch.pass(210);
  assert.equal(asked(), 3);
});

test("nothing is asked for a page that nobody sees", () => {
  const { watch, asked } = begun(null);
  watch.seen = false;
  watch.pass(60_000);
  assert.equal(asked(), 0);
  watch.seen = true;
  watch.pass(50);
  assert.equal(asked(), 1);
});

test("what has gone from the page asks no more", () => {
  const { watch, pace, asked } = begun(null);
  pace.end();
  watch.pass(1_000);
  assert.equal(asked(), 0);
});
