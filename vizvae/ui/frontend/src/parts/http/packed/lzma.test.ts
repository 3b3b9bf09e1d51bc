import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { unpackLzma } from "./lzma";

const bytesOf = (lines: string[]) => new Uint8Array(Buffer.from(lines.join(""), "base64"));

/** Written by Python's lzma: words that repeat, all bytes, zeros; and numbers of four bytes with other properties. */
const WORDS = bytesOf([
  "BAAAAAT//////////wA2mQ14qxtIcZ9YwaZmZI7lNGoApp4UERkK1Y3gk/tnRvIkkIPckVKUzw8QpmmToHRVx7TR2r5fVZJ4moZaRsHX9eoBwxfKVwWHnLdeLKpOaPzyoSzrSsti6ZAx",
  "vAd61uvtnDaLMr5ZwoS4Namhcl9joOP57KEfK3xMaDO9AqQ3xgaG4PpwsrSDoPUmvufL2xLh1+xzXeTmhSjCKiDVuCLqmIOXCY6snUqgcAKF3lrJfNsKEbxKGjQpo2H+V+GUw+WK8Pbt",
  "B0qa1rD2URbakZWO5R5CL5Y6mSD8afuEtAg9ju4PnL182Xrri9PQoFzoM2gCTVjlTMvDfpou3LV1K4Br4vHl6gFGkVrvUXchMzbSmiTKGimxiG2/pOUhs/RG9UfvSjnRYOnkmQnz72Er",
  "dIdfMo1TuBZloDyaQlHpUNvqsEzjg2OCzmYIXeeM/cPz7emlc5TdOCtlysGRq1lcoFNT2YVNWeUSHEbaTAN86ZtwrnnFMq3pvrooQ6b8PUEjl4MuFidEuBArlVSn2fCL1LcZJPGnkGTP",
  "VoAwKjGlGXhoQQQ46uNDmwDnQkGmbqJQxGiOHeSB60ibsMhxM1m5MjuHPIk2CLxIWj742UMf4nQCVTqRAt2e1sFoSQrmHU/XIQ2DWCu/VK9GWgKCKfmbgXxx4RVlTUUOhMNqAWC6oVqB",
  "EgposURnNSa6xZgUK3fBpoFxSgSlYDuqY4xK9ZLL2iUXVWjWGMKEUDQ9OAO9pYVdclFD/4Q1NOpSaHdT//93k18A",
]);
const NUMBERS = bytesOf([
  "ZQAAgAD//////////wAAaIe+5xmJIbYX9tUKf4R6fE/atwAFY440XONoKSRxfGJTEpKiIzRwUsJUhMLvanEx7g2uB4w8O+mEt0plIDDXbTQI2JcFWCeveRCboZMn4WZhvRi3zwjGknzH",
  "2g4T7yyKlYvp4X2s2PhJzcWSH98p2U1mxknZ+rWEohbRlHMLfyVrdyg1qFUBmdoUg2lZ9zhILGM77tGIwejJVQFtvvYyEi8rL2/cgtIrgNcoSvTk9wqIRv2MruuTt5L5zXVjEnqIYu02",
  "PJxJOhkmapSfP9tEFeu0s8couw5+39swAgyAT+ug8TgN1LxT0tZmyzClTTzgkB4IyRk53HJP//2LzcQ=",
]);

test("what Python has packed comes back", () => {
  for (const [packed, size, sha256] of [
    [WORDS, 4249, "7b6466a1ceb8df9fbeae2897dcbb3e03ed8439e59a9d1c7ce3f408c3b1af8104"],
    [NUMBERS, 1172, "715db8391b6304dc1ab511a9d7b2fcef895d2126ac8ee7609436da70ad65903e"],
  ] as const)
    assert.equal(createHash("sha256").update(unpackLzma(packed, size)).digest("hex"), sha256);
});

test("what is cut off is said to be damaged", () => {
  assert.throws(() => unpackLzma(WORDS.slice(0, WORDS.length >> 1), 4249), /damaged/);
});
