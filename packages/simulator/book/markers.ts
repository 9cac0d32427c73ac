/**
 * Puts figures between a page's markers: `<!-- figure:NAME -->…<!-- /figure -->`. A text with line breaks stands as a block of
 * its own, another within its line. Returns the page anew, and which names it has.
 */
export function fillMarkers(
  page: string,
  figures: Readonly<Record<string, string>>,
): Readonly<{ page: string; used: readonly string[] }> {
  const used: string[] = [];
  const filled = page.replace(marker, (_, before: string, name: string) => {
    const text = figures[name];
    if (text === undefined) throw new RangeError(`no chapter makes the figure ${name}`);
    const isBlock = text.includes("\n");
    // Markdown takes a line that begins with a comment for HTML, up to the line's end.
    if (!isBlock && before !== " " && before !== "(")
      throw new RangeError(`${name} must not begin its line: write a word before it`);
    used.push(name);
    return `${before}<!-- figure:${name} -->${isBlock ? `\n\n${text}\n\n` : text}<!-- /figure -->`;
  });
  return { page: filled, used };
}

const marker = /([\s\S])<!-- figure:([\w.-]+) -->[\s\S]*?<!-- \/figure -->/g;
