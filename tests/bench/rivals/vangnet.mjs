// Vangnet's own figures for the table: signals_crossval over the same folds, and how fast `vangnet classify` is.
// Programs: CROSSVAL, else build/bench/tests/signals/signals_crossval; VANGNET, else build/vangnet (release).
import { mkdirSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { answersFolder, folds, readReplies, root, writers } from "./replies.mjs";

const crossval = process.env.CROSSVAL ?? join(root, "build/bench/tests/signals/signals_crossval");
const vangnet = process.env.VANGNET ?? join(root, "build/vangnet");

function run(program, args, input) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: "utf8", maxBuffer: 1 << 28 });
  if (error) throw new Error(`${program} cannot be started (${error.code}): build it as a release, see tests/bench/run`);
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
}

const pattern =
  /^(\S+) +\d+ replies +crisis R (\S+) P (\S+) +level 2\+ R (\S+) P (\S+) +domain F1 (\S+) +intent (\S+) .*uncertain (\S+)/;

function parse(printed) {
  const lines = printed.split("\n").map((line) => pattern.exec(line)).filter(Boolean);
  return Object.fromEntries(
    lines.map(([, name, ...numbers]) => {
      const [recall3, precision3, recall2, precision2, domains, intent, uncertain] = numbers.map(Number);
      const crisis = { recall: recall3, precision: precision3 }, relapse = { recall: recall2, precision: precision2 };
      return [name, { crisis, relapse, domains: { f1: domains }, intent, uncertain }];
    }),
  );
}

const figures = parse(run(crossval, [folds, 100, ...writers()].map(String)));
if (!figures.all) throw new Error(`${crossval} printed no figures that vangnet.mjs can read`);

// The start is timed apart, on one line, and taken off.
const lines = readReplies().map(({ context, text }) => `${context}\t${text}\n`).join("").repeat(10);
const timed = (input) => {
  const began = performance.now();
  run(vangnet, ["classify"], input);
  return performance.now() - began;
};
const started = timed("checkin\tja\n");
const perSecond = (1000 * 10 * readReplies().length) / (timed(lines) - started);
mkdirSync(answersFolder, { recursive: true });
writeFileSync(join(answersFolder, "vangnet.json"), JSON.stringify({ title: "**Vangnet**", perSecond, figures }, null, 2));
