import { signal } from "@preact/signals";
import { useLock } from "../../../../parts/widgets/change";
import { DeletedLine } from "../../../../parts/widgets/deleted_line";
import type { Training } from "../training";

/** A model or a run, of this visit: a change of the page above mounts this section anew. */
export const deleted = signal<string | null>(null);

/** The models that were trained here, also long ago: opened, thrown away, brought back. */
export function OwnModels({ training }: { training: Training }) {
  const models = training.models.value;
  const lock = useLock();
  const place = deleted.value === null ? undefined : training.trash.value[deleted.value];
  if (!models.length && !place) return null;
  return (
    <section class="own-models" aria-label="Models trained here">
      <div class="own-head">
        <h3>Models trained here</h3>
        {place && (
          <DeletedLine
            name={deleted.value!}
            onUndo={() => {
              deleted.value = null;
              void training.undoDelete(place);
            }}
          />
        )}
      </div>
      <ul>
        {models.map(({ name, title }) => (
          <li key={name} data-testid={`own-${name}`}>
            <button type="button" class="link" aria-label={`Open ${name} above`} onClick={() => training.open(name)}>
              {name}
            </button>
            <span class="hint">{title}</span>
            <button
              type="button"
              class="link"
              aria-label={`Delete ${name}`}
              data-testid={`delete-${name}`}
              onClick={() => void training.deleteModel(name).then((done) => done && (deleted.value = name))}
              {...lock}
            >
              delete
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
