/** Figures as the pages print them. No locale: the same everywhere. */

type Amount = number | bigint;

/** Wei as STOS: `1,234.5`. */
export function stos(amount: Amount, decimals = 0): string {
  return plain(Number(amount) / 1e18, decimals);
}

/** Noz as Ozone: `1,234.5`. */
export function ozone(amount: Amount, decimals = 0): string {
  return plain(Number(amount) / 1e9, decimals);
}

/** A part as `12.3 %`. */
export function percent(part: number, decimals = 1): string {
  return `${plain(part * 100, decimals)} %`;
}

/** A number with thousands parted by commas, and a true minus. */
export function plain(value: number, decimals = 0): string {
  const [whole = "", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const isZero = /^[0.]*$/.test(whole + (fraction ?? ""));
  const sign = value < 0 && !isZero ? "−" : "";
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** A whole bigint with thousands parted by commas. */
export function whole(value: bigint): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A table in Markdown, its columns aligned: texts left, figures right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) =>
    Math.max(3, title.length, ...rows.map((row) => (row[at] ?? "").length)),
  );
  const isFigure = head.map(
    (_, at) => at > 0 && rows.every((row) => /^[−\d.,\s%×]*$/.test(row[at] ?? "")),
  );
  const cell = (text: string, at: number) => {
    const width = widths[at] ?? 0;
    return isFigure[at] === true ? text.padStart(width) : text.padEnd(width);
  };
  const rule = widths.map((width, at) =>
    isFigure[at] === true ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  const lines = [head.map(cell), rule, ...rows.map((row) => row.map(cell))];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
