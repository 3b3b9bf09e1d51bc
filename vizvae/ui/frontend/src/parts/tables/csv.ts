/** Tables as text. */

/** `head` and every row are lines already, their cells between commas. */
export function csvTable(head: string, rows: readonly string[]): string {
  return `${[head, ...rows].join("\n")}\n`;
}

/** A cell that may hold anything. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

export function csvBlob(text: string): Blob {
  return new Blob([text], { type: "text/csv" });
}
