import { fileURLToPath } from "node:url";
import { build, type InlineConfig, preview } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));

/** The page as static files in `dist`: any web server can serve them, from any path. */
export const pageConfig: InlineConfig = {
  root,
  base: "./",
  configFile: false,
  logLevel: "warn",
  build: { target: "es2024", outDir: "dist", emptyOutDir: true },
  worker: { format: "es" },
  preview: { host: "127.0.0.1" },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ ...pageConfig, logLevel: "info" });
  if (process.argv.includes("--serve")) {
    const server = await preview({ ...pageConfig, logLevel: "info" });
    server.printUrls();
  }
}
