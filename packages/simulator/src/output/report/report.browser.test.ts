import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runShipped } from "../../scenarios/shipped-scenario.ts";
import { reportHtml } from "./report.ts";

/** The Debian package `chromium`. */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

let browser: Browser;
let folder = "";
let url = "";
beforeAll(async () => {
  if (!existsSync(executablePath))
    throw new Error(
      `${executablePath} is missing: apt install chromium, or name another one in CHROMIUM`,
    );
  folder = await mkdtemp(join(tmpdir(), "report-"));
  const run = await runShipped("insolvency");
  const source = { text: "title = '</script>'", description: "<b>", command: "npx stratos" };
  await writeFile(join(folder, "report.html"), reportHtml(run, source));
  url = pathToFileURL(join(folder, "report.html")).href;
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  [360, "light"],
  [1440, "light"],
  [1440, "dark"],
] as const)(
  "at %i px, %s, the report shows every plot from its file alone, without a complaint",
  async (width, colorScheme) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    await using _ = { [Symbol.asyncDispose]: () => context.close() };
    const page = await context.newPage();
    const problems = problemsOf(page);
    await page.goto(url);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    expect(await page.locator(".chart canvas").count()).toBe(13);

    // Zoomed by dragging, back by a button, logarithmic by another; the cursor reads values.
    const chart = page.locator(".chart").first();
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox()) ?? expect.fail("no plot");
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.4, y);
    const reading = page.locator(".plot output").first();
    const before = await reading.textContent();
    expect(before).toMatch(/days: [\d.,]+ STOS\/oz/);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
    await page.mouse.up();
    await page.mouse.move(box.x + box.width * 0.4, y);
    expect(await reading.textContent()).not.toBe(before);
    await page.getByRole("button", { name: "whole run" }).first().press("Enter");
    await page.getByRole("button", { name: "log" }).first().press("Enter");
    const log = page.getByRole("button", { name: "log" }).first();
    expect(await log.getAttribute("aria-pressed")).toBe("true");
    expect(problems).toEqual([]);
  },
);

/** Errors, breaches of its policy, and requests: there must be none. */
function problemsOf(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== url) problems.push(`asked for ${request.url()}`);
  });
  return problems;
}
