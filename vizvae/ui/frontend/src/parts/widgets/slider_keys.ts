/**
 * Where a key moves a slider: arrows by a `small` step, page up and down by a `large` one, home and end to its ends; null for any other
 * key. Browsers disagree on how far a key moves a slider without steps, and report a held key at every repeat.
 */
export function valueAfterKey(key: string, value: number, { from, to }: { from: number; to: number }, small: number, large: number): number | null {
  const steps: Record<string, number> = {
    ArrowRight: small,
    ArrowUp: small,
    ArrowLeft: -small,
    ArrowDown: -small,
    PageUp: large,
    PageDown: -large,
    Home: -Infinity,
    End: Infinity,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(to, Math.max(from, value + step));
}
