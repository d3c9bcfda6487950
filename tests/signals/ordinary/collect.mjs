// Makes nl.txt, ar.txt and ary-Arab.txt from Debian packages and one of npm, laid out under FOLDER (README.md
// says how). By rule alone: what the reader makes of a sentence plays no part.
// Usage: node tests/signals/ordinary/collect.mjs FOLDER; needs msgunfmt of Debian's gettext
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node tests/signals/ordinary/collect.mjs FOLDER");
  process.exit(2);
}
const here = (name) => new URL(name, import.meta.url);

function* walk(path) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* walk(join(path, entry.name));
    else if (entry.isFile()) yield join(path, entry.name);
  }
}

const files = (name, pattern) => [...walk(join(folder, name))].filter((path) => pattern.test(path));

// Whole dialogue lines, one a call.
const ofFillets = () =>
  files("fillets-ng-data", /dialogs_nl\.lua$/).flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/^dialogStr\("(.*)"\)/gm)].map(([, text]) => text.replaceAll('\\"', '"')),
  );

const ofCatalogue = (path) =>
  execFileSync(process.env.MSGUNFMT ?? "msgunfmt", ["--no-wrap", path], { encoding: "utf8", maxBuffer: 1 << 26 })
    .split(/\n\n/)
    .slice(1) // the header
    .map((entry) => entry.slice(entry.search(/^msgstr/m)))
    .map((entry) => [...entry.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => JSON.parse(`"${part}"`)).join(""));

const ofWesnoth = (language) => files("wesnoth", new RegExp(`/${language}/LC_MESSAGES/[^/]*\\.mo$`)).flatMap(ofCatalogue);

const ofMediaWiki = (language) =>
  files("mediawiki", new RegExp(`/${language}\\.json$`))
    .map((path) => JSON.parse(readFileSync(path, "utf8")))
    .flatMap((messages) => Object.values(messages))
    .filter((text) => typeof text === "string");

const ofGnomeHelp = () =>
  files("gnome-user-docs", /\/help\/nl\/.*\.page$/).flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/<p>([^<]*)<\/p>/g)].map(([, text]) => text.replace(/\s+/g, " ").replaceAll("&gt;", ">").replaceAll("&amp;", "&")),
  );

const ofQuran = () => JSON.parse(readFileSync(join(folder, "quran-json/dist/quran.json"), "utf8")).flatMap(({ verses }) => verses.map(({ text }) => text));

// Prose in sentences of a reply's length, without markup or places to fill in.
const markup = /[{}<>[\]|$%~^=_#*\\@]|https?:|\.\w+\.|--/;

function sentences(texts, most) {
  const all = texts
    .flatMap((text) => text.split(/\n+|(?<=[.!?؟…])["'”»]?\s+(?=\S)/u))
    .map((text) => text.replace(/\s+/gu, " ").trim())
    .filter((text) => text.length >= 12 && text.length <= 200 && !markup.test(text))
    .filter((text) => text.split(" ").length >= 3 && (text.match(/[\p{L}\p{M}]/gu) ?? []).length > text.length / 2);
  const unique = [...new Set(all)];
  const step = Math.max(1, unique.length / most);
  return Array.from({ length: Math.min(most, unique.length) }, (_, i) => unique[Math.floor(i * step)]);
}

// Not everything is translated; English shows by its small words.
const dutch = (text) => !/\b(a|the|you|your|with|and|this|not|for|to|click|press)\b/i.test(text);
const arabic = (text) => /^[^\p{Script=Latin}]*$/u.test(text);

function write(variety, parts) {
  const all = [...new Set(parts.flat())];
  writeFileSync(here(`${variety}.txt`), `${all.join("\n")}\n`);
  console.log(variety, parts.map((part) => part.length).join(" + "), "=", all.length);
}

write("nl", [
  sentences(ofFillets().filter(dutch), 1800),
  sentences(ofWesnoth("nl").filter(dutch), 1800),
  sentences(ofGnomeHelp().filter(dutch), 700),
  sentences(ofMediaWiki("nl").filter(dutch), 300),
]);
write("ar", [sentences(ofWesnoth("ar").filter(arabic), 1500), sentences(ofMediaWiki("ar").filter(arabic), 1500), sentences(ofQuran(), 800)]);
write("ary-Arab", [sentences(ofMediaWiki("ary").filter(arabic), 3000)]);
