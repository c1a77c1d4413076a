// Copies the few files of lit-html that the page imports, with their licence, to api/static/vendor/.
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, "node_modules", "lit-html");
const to = join(here, "..", "api", "static", "vendor", "lit-html");
const files = [
  "LICENSE",
  "lit-html.js",
  "directive.js",
  "directive-helpers.js",
  "directives/repeat.js",
];

for (const file of files) {
  await mkdir(dirname(join(to, file)), { recursive: true });
  await copyFile(join(from, file), join(to, file));
}
console.log(`lit-html: ${files.length} files -> ${to}`);
