/** Text of the server's, which sets code between single backticks as `vizvae.ui.shell.text.plain` does. All else is what it is. */

export function WithCode({ text }: { text: string }) {
  return <>{text.split(/`([^`\n]+)`/).map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</>;
}
