/** A labelled list to choose from. */
interface Props {
  label: string;
  testid?: string;
  value: string;
  options: readonly { key: string; label: string }[];
  onChoose(key: string): void;
  title?: string;
}

export function Choice({ label, testid, value, options, onChoose, title }: Props) {
  return (
    <label class="choice" title={title}>
      <span>{label}</span>
      <select data-testid={testid} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
