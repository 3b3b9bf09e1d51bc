/** A labelled number to type. */
interface Props {
  label: string;
  testid: string;
  min: number;
  max: number;
  step: number;
  value: number;
  /** NaN where the field is empty. */
  onChange(value: number): void;
}

export function NumberField({ label, testid, min, max, step, value, onChange }: Props) {
  return (
    <label class="choice">
      <span>{label}</span>
      <input type="number" class="number-field" data-testid={testid} {...{ min, max, step, value }} onChange={(event) => onChange(event.currentTarget.valueAsNumber)} />
    </label>
  );
}
