/** A text as HTML shows it, in an element or a quoted attribute. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** `1.235M`, `12.5`, `0.0201`: four digits. */
export function shortNumber(value: number): string {
  return value.toLocaleString("en", {
    notation: Math.abs(value) >= 100_000 ? "compact" : "standard",
    maximumSignificantDigits: 4,
  });
}

/** A table that scrolls by itself on a narrow screen; `texts` names the columns that hold words. */
export function tableHtml(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  texts: readonly number[] = [],
): string {
  const kind = (at: number) => (texts.includes(at) ? ' class="text"' : "");
  const head = header.map((name, at) => `<th scope="col"${kind(at)}>${escaped(name)}</th>`);
  const body = rows.map(
    (row) => `<tr>${row.map((text, at) => `<td${kind(at)}>${escaped(text)}</td>`).join("")}</tr>`,
  );
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}
