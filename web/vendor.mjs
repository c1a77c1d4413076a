// Copies the browser code of others that the pages load, with its licences, to api/static/vendor/.
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
/** Package: the files taken, by the name they get. */
const packages = {
  "lit-html": {
    LICENSE: "LICENSE",
    "lit-html.js": "lit-html.js",
    "directive.js": "directive.js",
    "directive-helpers.js": "directive-helpers.js",
    "directives/repeat.js": "directives/repeat.js",
  },
  "chart.js": { LICENSE: "LICENSE.md", "chart.umd.min.js": "dist/chart.umd.min.js" },
  "docx-preview": { LICENSE: "LICENSE", "docx-preview.min.js": "dist/docx-preview.min.js" },
  jszip: { "LICENSE.markdown": "LICENSE.markdown", "jszip.min.js": "dist/jszip.min.js" },
};

for (const [name, files] of Object.entries(packages)) {
  const to = join(here, "..", "api", "static", "vendor", name);
  for (const [target, source] of Object.entries(files)) {
    await mkdir(dirname(join(to, target)), { recursive: true });
    await copyFile(join(here, "node_modules", name, source), join(to, target));
  }
  console.log(`${name}: ${Object.keys(files).length} files -> ${to}`);
}
