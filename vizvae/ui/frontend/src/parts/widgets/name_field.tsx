/** The name of a latent, to be read and to be changed. */

import { useWhyNotChange } from "./change";
import { MAX_NAME } from "./latent_names";

interface Props {
  latent: number;
  /** Whether others see the name */
  isShared: boolean;
  nameOf(latent: number): string;
  rename(latent: number, name: string): void;
}

export function NameField({ latent, isShared, nameOf, rename }: Props) {
  const name = nameOf(latent);
  const whyNot = useWhyNotChange();
  const said = whyNot || (isShared ? "Every visitor of this server sees the name." : "The name stays in your link.");
  const input = (
    <input
      type="text"
      class="name-field"
      value={name}
      maxLength={MAX_NAME}
      spellcheck={false}
      dir="auto"
      aria-label={`Name of latent ${latent}`}
      readOnly={whyNot !== ""} // not disabled: it is what the latent is called
      aria-description={said}
      title={`${name}. ${whyNot || `Click to rename. ${said}`}`}
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      onChange={(event) => {
        rename(latent, event.currentTarget.value);
        event.currentTarget.value = nameOf(latent); // an emptied field goes back to the default
      }}
    />
  );
  return (
    <>
      {input}
      <span class="name-note" aria-hidden="true">
        {said}
      </span>
    </>
  );
}
