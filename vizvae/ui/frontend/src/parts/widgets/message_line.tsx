import type { Messages } from "./messages";
import { Icon } from "./icons";

/** Always in the document, so that screen readers hear what appears in it. */
export function MessageLine({ messages }: { messages: Messages }) {
  const message = messages.current.value;
  return (
    <div class="message" data-testid="message" data-kind={message?.kind} role={message?.kind === "error" ? "alert" : "status"}>
      {message && (
        <>
          <span>{message.text}</span>
          {message.remedy && (
            <button type="button" class="button" onClick={message.remedy.run}>
              {message.remedy.label}
            </button>
          )}
          <button type="button" class="icon-button" aria-label="Dismiss this message" onClick={() => messages.clear()}>
            <Icon name="close" />
          </button>
        </>
      )}
    </div>
  );
}
