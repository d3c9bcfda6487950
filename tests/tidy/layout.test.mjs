// The house rules about how files are laid out. What a line may say is in rules.awk.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const skipped = new Set(["build", "node_modules", ".git"]);

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield relative(root, path);
  }
}

const files = [...walk(root)];
const read = (file) => readFileSync(join(root, file), "utf8");
const ofKind = (...kinds) => files.filter((file) => kinds.some((kind) => file.endsWith(kind)));
const code = ofKind(".c", ".h", ".cc").map((path) => ({ path, text: read(path) }));
const program = code.filter(({ path }) => !path.startsWith("tests/"));

// "path:line: what" for every line that `finds` something in.
function complaints(sources, finds) {
  return sources.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, i) => {
      const found = finds(line, path);
      return found ? [`${path}:${i + 1}: ${found === true ? line.trim() : found}`] : [];
    }),
  );
}

const none = (found) => assert.deepEqual(found, [], "\n" + found.join("\n"));

// A build file with its loops written out.
function written(text) {
  const loops = [...text.matchAll(/foreach\((\w+) ([^)]*)\)/g)];
  return loops.reduce(
    (all, [, name, items]) => all + items.split(/\s+/).map((item) => text.replaceAll(`\${${name}}`, item)).join("\n"),
    text,
  );
}

test("every source file is built", () => {
  const lists = ofKind("CMakeLists.txt").map((path) => ({ folder: dirname(path), text: written(read(path)) }));
  const listed = (path) =>
    lists.some(({ folder, text }) => {
      const name = folder === "." ? path : relative(folder, path);
      return !name.startsWith("..") && new RegExp(`(^|[\\s(])${name.replace(/[.+]/g, "\\$&")}($|[\\s)])`, "m").test(text);
    });
  none(code.filter(({ path }) => !path.endsWith(".h") && !listed(path)).map(({ path }) => path));
});

test("a function fits on a screen: 70 lines at most", () => {
  none(
    program.flatMap(({ path, text }) => {
      const lines = text.split("\n");
      const found = [];
      lines.forEach((line, i) => {
        if (line !== "{") return;
        const end = lines.indexOf("}", i);
        if (end - i - 1 > 70) found.push(`${path}:${i + 1}: ${end - i - 1} lines`);
      });
      return found;
    }),
  );
});

test("no line has blanks at its end", () => {
  const texts = ofKind(".c", ".h", ".cc", ".mjs", ".js", ".css", ".cmake", ".sql", ".cfg", "CMakeLists.txt");
  none(
    complaints(
      texts.map((path) => ({ path, text: read(path) })),
      (line) => /[ \t]$/.test(line) && "blanks at the end",
    ),
  );
});

test("a header's guard is its path, and it says what the thing is for", () => {
  none(
    code
      .filter(({ path }) => path.endsWith(".h"))
      .flatMap(({ path, text }) => {
        const guard = path.toUpperCase().replace(/[/.-]/g, "_");
        if (!text.startsWith(`#ifndef ${guard}\n#define ${guard}\n`)) return [`${path}: guard ${guard} expected`];
        return /^#ifndef.*\n#define.*\n\/\* \S/.test(text) ? [] : [`${path}: its first lines do not say what it is for`];
      }),
  );
});

test("subcommands and providers stand in order of name", () => {
  for (const [file, pattern] of [
    ["gateway/cli/cli.c", /^\s+&command_(\w+),/gm],
    ["providers/provider.c", /^\s+&provider_(\w+),/gm],
  ]) {
    const names = [...read(file).matchAll(pattern)].map(([, name]) => name);
    assert.ok(names.length > 1, `${file} has its table`);
    assert.deepEqual(names, [...names].sort(), file);
  }
});
