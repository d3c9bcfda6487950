// The house rules that formatter, compiler and clang-tidy do not know.
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

// A line without its comments and strings, as far as one line can tell.
const bare = (line) => (/^\s*(\/?\*)/.test(line) ? "" : line.replace(/"(\\.|[^"\\])*"/g, '""').replace(/\/\*.*/, ""));

test("an include points down: a folder uses only those before it in CMakeLists.txt", () => {
  const order = /set\(VANGNET_FOLDERS ([^)]*)\)/.exec(read("CMakeLists.txt"))[1].split(/\s+/);
  const folder = (path) =>
    order.filter((name) => path.startsWith(name + "/")).sort((a, b) => b.length - a.length)[0];
  const pure = new Set(["scheduler", "providers"]);
  none(
    complaints(program, (line, path) => {
      const [, target] = /^#include "([^"]+)"/.exec(line) ?? [];
      const from = folder(path);
      const to = target && folder(target);
      if (!to || to === from) return false;
      if (pure.has(from)) return to !== "gateway/base";
      return order.indexOf(to) > order.indexOf(from);
    }),
  );
});

test("every header is included by somebody", () => {
  const included = new Set(
    code.flatMap(({ path, text }) =>
      [...text.matchAll(/^#include "([^"]+)"/gm)].flatMap(([, target]) =>
        [target, join(dirname(path), target)].filter((file) => file !== path.replace(/\.cc?$/, ".h")),
      ),
    ),
  );
  const own = (path) => files.includes(path.replace(/\.h$/, ".c")) || files.includes(path.replace(/\.h$/, ".cc"));
  none(code.filter(({ path }) => path.endsWith(".h") && !included.has(path) && !own(path)).map(({ path }) => path));
});

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

test("clock, chance, environment and waiting each have one room", () => {
  const rooms = [
    [/\b(time|clock_gettime|gettimeofday)\s*\(/, /^gateway\/base\/clock\.c$/],
    [/\b(getenv|secure_getenv|setenv)\s*\(/, /^config\/secret\.c$/],
    [/\b(random|drand48|rand_r|getrandom|arc4random)\s*\(/, /^gateway\/base\/dice\.c$/],
    [/\b(sleep|usleep|nanosleep)\s*\(/, /^gateway\/base\/clock\.c$/],
    [/\b(system|popen|fork|vfork)\s*\(/, /^$/],
    [/\b(setlocale|alloca)\s*\(/, /^$/],
  ];
  none(
    complaints(program, (line, path) =>
      rooms.some(([call, room]) => call.test(bare(line)) && !room.test(path)),
    ),
  );
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

test("one vocabulary: no word that the glossary replaced", () => {
  const words = /\b(tenants?|households?|questionnaires?|surveys?|caseworkers?|subscribers?|struct msg)\b/i;
  none(complaints([...program, ...ofKind(".sql").map((path) => ({ path, text: read(path) }))], (line) => words.test(line)));
});

test("what is still to do has the number of an issue", () => {
  const texts = ofKind(".c", ".h", ".cc", ".mjs", ".sql", ".cmake", ".html", ".css", ".js").filter(
    (path) => !path.startsWith("tests/tidy/"),
  );
  none(
    complaints(
      texts.map((path) => ({ path, text: read(path) })),
      (line) => /\b(TODO|FIXME|XXX)\b(?!.*#\d)/.test(line),
    ),
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
