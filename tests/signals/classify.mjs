// The contract of `vangnet classify`: one line for each line, in order, whatever comes.
// Usage: node tests/signals/classify.mjs PROGRAM
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = process.argv[2];

function classify(input, ...args) {
  const run = spawnSync(program, ["classify", ...args], { input, maxBuffer: 1 << 26 });
  return {
    code: run.status,
    bytes: run.stdout,
    lines: run.stdout.toString("utf8").split("\n").slice(0, -1),
    errors: run.stderr.toString("utf8"),
  };
}

const line = (context, text) => Buffer.concat([Buffer.from(`${context}\t`), Buffer.from(text), Buffer.from("\n")]);

// Also an empty text, bytes that are no UTF-8, other line ends, a tab, a long line, no line end at last.
const fine = classify(
  Buffer.concat([
    line("checkin", "mijn man slaat me 😭 echt"),
    line("checkin", ""),
    line("appointment", "ja"),
    line("checkin", Buffer.from([0xff, 0xfe, 0x20, 0xc3, 0x20, 0x67, 0x6f, 0x65, 0x64, 0xed, 0xa0, 0x80, 0])),
    line("checkin", "goed\u2028hij slaat\u0085 me\u2029"),
    line("checkin", "tab\tin de tekst\r"),
    line("checkin", "e".repeat(60000)),
    Buffer.from("checkin\t3"),
  ]),
);
assert.equal(fine.code, 0, fine.errors);
assert.equal(fine.errors, "");
assert.equal(fine.lines.length, 8);
const read = fine.lines.map((one) => JSON.parse(one));
for (const one of read) {
  assert.deepEqual(Object.keys(one), ["language", "intent", "uncertain", "signals"]);
  assert.ok(["nl", "ar", "ary-Arab", "ary-Latn", "und"].includes(one.language));
  assert.equal(typeof one.uncertain, "boolean");
  assert.equal(new Set(one.signals.map((signal) => signal.domain)).size, one.signals.length);
}
assert.equal(read[0].signals[0].domain, "violence");
assert.equal(read[0].signals[0].level, 3);
assert.equal(read[1].intent, "unclear");
assert.equal(read[2].intent, "confirm");
assert.equal(read[7].intent, "answer");
for (const { text, at, length } of read[0].signals[0].evidence)
  assert.equal([..."mijn man slaat me 😭 echt"].slice(at, at + length).join(""), text);
assert.ok(!/[\u0085\u2028\u2029]/.test(fine.bytes.toString("utf8")), "a line end within a line");

// Odd texts. "nothing": no signal; "asks": no signal, and a person should read it first; "crisis": one.
const odd = [
  ["empty", "", "nothing"],
  ["blanks", " \u00a0\u200f ", "nothing"],
  ["one digit", "٤", "nothing"],
  ["only digits", "0612345678 2026", "nothing"],
  ["only signs", "?!...", "nothing"],
  ["only pictures", "😀🎉👍🏽🇲🇦", "nothing"],
  ["pictures joined and broken", "👨‍👩‍👧\u200d\ufe0f", "nothing"],
  ["an address", "https://example.org/foto?id=12&taal=nl", "nothing"],
  ["an address with words of danger", "https://example.org/dood/mes/slaat", "nothing"],
  ["Turkish, all well", "Bugün evde her şey yolunda, çocuklar okula gitti", "asks"],
  ["Turkish, blows", "Kocam beni dövüyor, çok korkuyorum", "asks"],
  ["Turkish, wants to die", "Artık yaşamak istemiyorum", "asks"],
  ["Polish, all well", "Dzień dobry, u nas wszystko w porządku", "asks"],
  ["Polish, blows", "Mąż mnie bije i boję się o dzieci", "asks"],
  ["Tamazight", "Azul, manik tgit? nekni labas, tarwa ddan s tinml", "asks"],
  ["Tamazight, in Tifinagh", "ⴰⵣⵓⵍ ⵎⴰⵏⵉⴽ ⵜⴳⵉⵜ ⵏⴽⴽⵏⵉ ⵍⴰⴱⴰⵙ", "asks"],
  ["Russian", "Мы все живы и здоровы, спасибо вам", "asks"],
  ["English, all well", "We are fine thank you, the kids are at school", "nothing"],
  ["10,000 letters", "x".repeat(10000), "nothing"],
  ["10,000 characters of peace", "alles goed hier. ".repeat(588), "nothing"],
  ["10,000 characters of danger", "mijn man slaat me ".repeat(555), "crisis"],
  ["danger behind 5,000 characters", `${"alles goed hier. ".repeat(294)}mijn man slaat me`, "crisis"],
  ["10,000 pictures", "😭".repeat(10000), "nothing"],
  ["marks without a letter", "\u0301".repeat(3000), "nothing"],
  ["danger between broken bytes", Buffer.from([0xff, ...Buffer.from("mijn man slaat me"), 0xc3]), "crisis"],
  ["UTF-16", Buffer.from("mijn man slaat me", "utf16le"), "nothing"],
];
const oddly = classify(Buffer.concat(odd.map(([, text]) => line("checkin", text))));
assert.equal(oddly.code, 0, oddly.errors);
assert.equal(oddly.lines.length, odd.length);
odd.forEach(([name, , want], i) => {
  const { signals, uncertain } = JSON.parse(oddly.lines[i]);
  if (want === "crisis") return assert.ok(signals.some(({ level }) => level === 3), `${name}: ${oddly.lines[i]}`);
  assert.deepEqual(signals, [], name);
  if (want === "asks") assert.ok(uncertain, `${name}: nobody is asked to read it`);
});

const wrong = classify("no tab here\nsupper\tgoed\ncheckin\tgoed\n");
assert.equal(wrong.code, 1);
assert.equal(wrong.lines.length, 3);
assert.match(wrong.errors, /^vangnet classify: line 1: no tab/);
assert.match(wrong.errors, /line 2: unknown context/);

const long = classify(`checkin\t${"ja ".repeat(40000)}\ncheckin\tja\n`);
assert.equal(long.code, 1);
assert.equal(long.lines.length, 2);
assert.equal(JSON.parse(long.lines[0]).uncertain, true);
assert.match(long.errors, /line 1: longer than 65536 bytes/);

assert.equal(classify("").lines.length, 0);
assert.equal(classify("", "extra").code, 2);

// A colleague mends a miss: a new row of kind crisis counts, whatever the model thinks of its words.
const data = mkdtempSync(join(tmpdir(), "vangnet-data-"));
try {
  cpSync(new URL("../../config", import.meta.url), data, { recursive: true });
  const unheard = line("checkin", "de paarse fluit danst weer in de tuin, gezellig");
  assert.deepEqual(JSON.parse(classify(unheard).lines[0]).signals, []);
  appendFileSync(join(data, "lexicon/violence.tsv"), "violence.flute\t3\tcrisis\tnl\tpaarse fluit danst\n");
  const mended = spawnSync(program, ["--data", data, "classify"], { input: unheard, encoding: "utf8" });
  assert.equal(mended.status, 0, mended.stderr);
  const [{ domain, level }] = JSON.parse(mended.stdout).signals;
  assert.deepEqual({ domain, level }, { domain: "violence", level: 3 });
} finally {
  rmSync(data, { recursive: true });
}
