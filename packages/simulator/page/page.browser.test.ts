import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageConfig } from "./build-page.ts";
import { scenarioText } from "./src/scenario-text.ts";
import { controls, positionOf, startSettings, valueAt } from "./src/settings.ts";
import { simulateDecades } from "./src/simulate.ts";

/** The Debian package `chromium`. */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

let server: PreviewServer;
let browser: Browser;
let url = "";
beforeAll(async () => {
  if (!existsSync(executablePath))
    throw new Error(
      `${executablePath} is missing: apt install chromium, or name another one in CHROMIUM`,
    );
  await build(pageConfig);
  server = await preview({
    ...pageConfig,
    preview: { host: "127.0.0.1", port: 0, strictPort: false },
  });
  url = server.resolvedUrls?.local[0] ?? "";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

type Opened = Readonly<{ page: Page; problems: readonly string[] }> & AsyncDisposable;
type Screen = Readonly<{ width: number; height: number; isDark?: boolean }>;

/** The page with what it complains about: errors, refused requests, breaches of its policy. */
async function open(screen: Screen, hash = ""): Promise<Opened> {
  const { width, height, isDark = false } = screen;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: isDark ? "dark" : "light",
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:"))
      problems.push(`asked for ${request.url()}`);
  });
  await page.goto(url + hash);
  await page.waitForSelector("#days-figures [data-figure=difference]");
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** Once another simulation of the decades has been shown. */
async function nextRun(page: Page, act: () => Promise<void>): Promise<void> {
  const runs = () =>
    page.$eval("#decades-figures", (list) => Number((list as HTMLElement).dataset["runs"]));
  const before = await runs();
  await act();
  await page.waitForFunction(
    (count) =>
      Number(document.querySelector<HTMLElement>("#decades-figures")?.dataset["runs"]) > count,
    before,
  );
}

function exactFigure(page: Page, name: string): Promise<number> {
  return page.$eval(`#decades-figures [data-figure=${name}]`, (value) =>
    Number((value as HTMLElement).title),
  );
}

const screens = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
  { width: 1440, height: 900, isDark: true },
] as const;

describe.each(screens)("at %j", (screen) => {
  test("everything fits, nothing is complained about, and axe finds nothing", async () => {
    await using opened = await open(screen);
    const { page, problems } = opened;
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(screen.width);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const found = await checker.run();
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
    });
    expect(violations).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("every plot is drawn within its card", async () => {
    await using opened = await open(screen);
    const charts = await opened.page.$$eval(".chart", (places) =>
      places.map((place) => {
        const canvas = place.querySelector("canvas");
        const box = place.getBoundingClientRect();
        return {
          points: Number((place as HTMLElement).dataset["points"]),
          isInside: canvas !== null && canvas.getBoundingClientRect().right <= box.right + 1,
          isDrawn:
            canvas
              ?.getContext("2d")
              ?.getImageData(0, 0, canvas.width, canvas.height)
              .data.some((value) => value !== 0) ?? false,
        };
      }),
    );
    expect(charts).toHaveLength(8);
    for (const chart of charts) {
      expect(chart).toMatchObject({ isInside: true, isDrawn: true });
      expect(chart.points).toBeGreaterThan(400);
    }
  });
});

test("the figures are those of the same functions here, in every bit", async () => {
  await using opened = await open(screens[1]);
  const { figures } = simulateDecades(startSettings);
  for (const name of ["years", "price", "issued", "paid", "outstanding"])
    expect(await exactFigure(opened.page, name)).toBe(figures[name]);
});

test("the decades run again while a slider is moved by keys, and the address keeps it", async () => {
  await using opened = await open(screens[1]);
  const { page, problems } = opened;
  await page.focus("#demand");
  let settings = startSettings;
  const demand = controls.find(({ name }) => name === "demand") ?? expect.fail("no demand");
  for (let press = 1; press <= 3; press += 1) {
    await nextRun(page, () => page.keyboard.press("ArrowRight"));
    const value = valueAt(demand, positionOf(demand, startSettings.demand) + press);
    settings = { ...settings, demand: value };
    await page.waitForFunction(
      (paid) => document.querySelector<HTMLElement>("[data-figure=paid]")?.title === `${paid}`,
      simulateDecades(settings).figures["paid"],
    );
  }
  expect(new URL(page.url()).hash).toBe(`#demand=${settings.demand}`);
  expect(await page.textContent("#scenario")).toBe(scenarioText(settings));
  await page.reload();
  await page.waitForSelector("#decades-figures [data-figure=paid]");
  expect(await exactFigure(page, "paid")).toBe(simulateDecades(settings).figures["paid"]);
  expect(problems).toEqual([]);
});

test("dragging a slider across its whole length ends with the run of its last value", async () => {
  await using opened = await open(screens[1]);
  const { page, problems } = opened;
  const box = (await page.locator("#price").boundingBox()) ?? expect.fail("no slider");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 10, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, y, { steps: 60 });
  await page.mouse.up();
  const value = await page.textContent("#price-value");
  expect(value).toBe("1 STOS");
  const expected = simulateDecades({ ...startSettings, price: 1 }).figures["price"];
  await page.waitForFunction(
    (price) => document.querySelector<HTMLElement>("[data-figure=price]")?.title === `${price}`,
    expected,
  );
  expect(problems).toEqual([]);
});

test("ten thousand nodes and the last stage run too; an address that makes no sense is the start", async () => {
  await using large = await open(screens[1], "#nodes=10000&stage=6");
  expect(await exactFigure(large.page, "years")).toBeCloseTo(48.8, 1);
  expect(large.problems).toEqual([]);
  await using odd = await open(screens[1], "#nodes=-5&stage=x&demand=1e99&price=");
  expect(await exactFigure(odd.page, "paid")).toBe(simulateDecades(startSettings).figures["paid"]);
  expect(odd.problems).toEqual([]);
});
