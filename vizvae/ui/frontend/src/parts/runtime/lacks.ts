/** What the browser's runtime lacks, read from what it says when it refuses a network, in words for a page. */

const KNOWN: [pattern: RegExp, words: (...found: string[]) => string][] = [
  [/Could not find an implementation for (\w+)\(\d+\)/, (operator) => `the operator ${operator}, for the kind of numbers it is given`],
  [/Unrecognized attribute: (\w+) for operator (\w+)/, (attribute, operator) => `the operator ${operator} with ${attribute}`],
  [/No Op registered for (\w+)/, (operator) => `the operator ${operator}`],
  [/(?:is under development|only \*?guarantees\*? support).*opset (\d+)/i, (opset) => `operator set ${opset}`],
  [/unsupported data type: (\d+)/, (kind) => `numbers of ONNX's type ${kind}`],
];

/** Null where it is not said: the file may be damaged, or there is no memory for it. */
export function lackIn(message: string): string | null {
  for (const [pattern, words] of KNOWN) {
    const found = pattern.exec(message);
    if (found) return words(...found.slice(1));
  }
  return null;
}
