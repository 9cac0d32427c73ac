import { readScenario } from "../../src/index.ts";
import type { Chapter } from "../chapter.ts";

/** The scenarios that ship, with the command that runs each. */
export const catalogue: Chapter = async ({ names, text }) => ({
  figures: {
    catalogue: names
      .map((name) => {
        const { title, description } = readScenario(text(name), { file: `${name}.toml` });
        const heading = /[.?!]"?$/.test(title) ? title : `${title}.`;
        return [`## ${name}`, `**${heading}** ${description}`, command(name)].join("\n\n");
      })
      .join("\n\n"),
  },
  plots: {},
});

function command(name: string): string {
  return ["```sh", `npx stratos simulate ${name}`, "```"].join("\n");
}
