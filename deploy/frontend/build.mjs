// Builds what the package ships: node build.mjs, after npm ci. Commit what it writes.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const modules = join(here, "node_modules");
const shipped = join(root, "src", "carenet", "core", "static");
const proofs = join(root, "tests", "vendor");
const parts = join(root, "templates", "parts");

const ICONS = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"));
const OURS = { name: "carenet", licence: "Apache-2.0" };

function origin(name) {
  const found = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
  return { name, version: found.version, licence: found.license };
}

// Bootstrap's variants that no template of ours uses.
const UNUSED = /^\.(form-control-(sm|lg|color|plaintext)|form-select-(sm|lg)|form-switch|form-check-(inline|reverse)|btn-(check|lg|sm|link)|btn-outline-(primary|danger)|btn-group|col-form-label|was-validated|visually-hidden-focusable|m[bt]-(4|5|auto)$|mt-0$|text-(center|end|start)$|h[1-6]$|initialism|small$|mark$)/;

function pruned(css) {
  return css.replace(/([^{}]+)\{([^{}]*)\}/g, (rule, selectors, body) => {
    const start = selectors.startsWith("@") ? null : selectors.split(/,(?![^(]*\))/).filter((one) => !UNUSED.test(one.trim()));
    if (start === null) return rule;
    return start.length ? `${start.join(",")}{${body}}` : "";
  });
}

function styles(name) {
  const made = sass.compile(join(here, `${name}.scss`), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  // Bootstrap's own banner goes; NOTICE carries its licence.
  writeFileSync(join(shipped, `${name}.css`), pruned(made.css.replace(/\/\*![\s\S]*?\*\//g, "")) + "\n");
}

function scripts(name) {
  esbuild.buildSync({
    entryPoints: [join(here, "scripts", `${name}.js`)],
    outfile: join(shipped, `${name}.js`),
    bundle: true,
    minify: true,
    charset: "ascii",
    format: "iife",
    target: "es2020",
    legalComments: "none",
    banner: { js: `// Built from deploy/frontend/scripts/${name}.js; the source carries the comments.` },
  });
}

function paths(source) {
  const svg = readFileSync(join(modules, "@tabler", "icons", "icons", "outline", `${source}.svg`), "utf8");
  return [...svg.matchAll(/<path d="([^"]+)"/g)].map((found) => found[1]);
}

function icons() {
  const lines = Object.entries(ICONS).map(([name, source]) => `  '${name}': ${JSON.stringify(paths(source))},`);
  const note = "{# Written by deploy/frontend/build.mjs from Tabler Icons (MIT): our name, then its strokes. #}";
  writeFileSync(join(parts, "icon_paths.html"), `${note}\n{% set PATHS = {\n${lines.join("\n")}\n} %}\n`);
}

const digest = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

function ledger(folder, made) {
  const files = {};
  for (const [file, from] of Object.entries(made)) {
    files[file] = { sha256: digest(join(folder, file)), from };
    const bytes = gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
    console.log(`${file.padEnd(24)} ${String(bytes).padStart(6)} bytes gz`);
  }
  writeFileSync(join(folder, "VENDOR.json"), JSON.stringify({ files }, null, 2) + "\n");
}

for (const folder of [shipped, proofs, parts]) mkdirSync(folder, { recursive: true });
for (const name of ["phone", "desk"]) styles(name);
for (const name of ["outbox", "asks", "photos", "voice", "lock", "register", "sw", "desk"]) scripts(name);
icons();
copyFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), join(shipped, "htmx.js"));
const PROOFS = { acorn: "dist/acorn.js", "axe-core": "axe.min.js", "ical.js": "dist/ical.es5.min.cjs" };
for (const [name, file] of Object.entries(PROOFS)) {
  copyFileSync(join(modules, name, file), join(proofs, name === "axe-core" ? "axe.js" : `${name.replace(".js", "")}.js`));
  copyFileSync(join(modules, name, "LICENSE"), join(proofs, `${name}.LICENSE`));
}
ledger(shipped, {
  "phone.css": [origin("bootstrap"), OURS],
  "desk.css": [origin("bootstrap"), OURS],
  "htmx.js": [origin("htmx.org")],
  "outbox.js": [OURS],
  "asks.js": [OURS],
  "photos.js": [OURS],
  "voice.js": [OURS],
  "lock.js": [OURS],
  "register.js": [OURS],
  "desk.js": [OURS],
  "sw.js": [OURS],
});
ledger(proofs, { "acorn.js": [origin("acorn")], "axe.js": [origin("axe-core")], "ical.js": [origin("ical.js")] });
