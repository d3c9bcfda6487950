// Learns with fastText's command (Debian: fasttext 0.9.2): one classifier for the intent, one for each
// "level n or higher", one of many labels for the domains. Usage: node fasttext.mjs default|tuned
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bestThreshold, folds, highest, readReplies, signalsOf, split, writeAnswers } from "./replies.mjs";

const program = process.env.FASTTEXT ?? "fasttext";
// Tuned on the writers set aside in the first fold: short texts want letters, more rounds, smaller vectors.
const kinds = {
  default: { title: "fastText 0.9.2, its defaults", options: [], chooses: false },
  tuned: {
    title: "fastText 0.9.2, tuned",
    options: "-lr 0.5 -epoch 30 -wordNgrams 2 -minn 2 -maxn 5 -dim 50 -bucket 200000".split(" "),
    chooses: true,
  },
};
const kind = kinds[process.argv[2]];
if (!kind) {
  console.error("usage: node tests/bench/rivals/fasttext.mjs default|tuned");
  process.exit(2);
}

const questions = {
  intent: (reply) => [reply.intent],
  relapse: (reply) => [highest(reply.signals) >= 2 ? "yes" : "no"],
  crisis: (reply) => [highest(reply.signals) === 3 ? "yes" : "no"],
  domains: (reply) => (Object.keys(reply.signals).length ? Object.keys(reply.signals) : ["none"]),
};

function run(...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (error) throw new Error(`${program} cannot be started (${error.code}): apt-get install fasttext, or set FASTTEXT`);
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${stderr}`);
  return stdout;
}

// As its own tutorial prepares text: lower case, punctuation as words. The context is a word more.
const line = ({ context, text }) =>
  `context_${context} ${text.toLowerCase().replace(/([\p{P}\p{S}])/gu, " $1 ").replace(/\s+/gu, " ").trim()}`;

function learn(folder, name, replies, labelsOf) {
  const input = join(folder, `${name}.txt`), output = join(folder, name);
  writeFileSync(input, replies.map((r) => `${labelsOf(r).map((l) => `__label__${l}`).join(" ")} ${line(r)}\n`).join(""));
  const loss = name === "domains" ? ["-loss", "ova"] : [];
  // One thread: the same replies give the same model.
  run("supervised", "-input", input, "-output", output, "-thread", "1", "-verbose", "0", ...kind.options, ...loss);
  return `${output}.bin`;
}

// For each reply a map of label to probability.
function ask(folder, model, replies) {
  const input = join(folder, "ask.txt");
  writeFileSync(input, replies.map((reply) => `${line(reply)}\n`).join(""));
  return run("predict-prob", model, input, "-1").trimEnd().split("\n").map((answer) => {
    const parts = answer.split(" ");
    return new Map(parts.flatMap((part, i) => (i % 2 ? [] : [[part.replace("__label__", ""), Number(parts[i + 1])]])));
  });
}

function askAll(folder, models, replies) {
  const asked = Object.entries(models).map(([name, model]) => [name, ask(folder, model, replies)]);
  return replies.map((_, i) => Object.fromEntries(asked.map(([name, answers]) => [name, answers[i]])));
}

const learnAll = (folder, replies) =>
  Object.fromEntries(Object.entries(questions).map(([name, labelsOf]) => [name, learn(folder, name, replies, labelsOf)]));

function chooseThresholds(folder, { fit, choose }) {
  const given = askAll(folder, learnAll(folder, fit), choose);
  const pairs = (name) => choose.map((reply, i) => [given[i][name].get("yes") ?? 0, questions[name](reply)[0] === "yes"]);
  const domains = choose.flatMap((reply, i) =>
    [...given[i].domains].filter(([domain]) => domain !== "none").map(([domain, p]) => [p, domain in reply.signals]),
  );
  return { crisis: bestThreshold(pairs("crisis"), 2), relapse: bestThreshold(pairs("relapse"), 1), domains: bestThreshold(domains, 1) };
}

const likeliest = (answers) => [...answers].sort((a, b) => b[1] - a[1]).map(([label]) => label);

function answer({ id }, given, thresholds) {
  const yes = (name) => (given[name].get("yes") ?? 0) >= thresholds[name];
  const level = yes("crisis") ? 3 : yes("relapse") ? 2 : 0;
  const order = likeliest(given.domains).filter((domain) => domain !== "none");
  const domains = order.filter((domain) => given.domains.get(domain) >= thresholds.domains);
  return { id, intent: likeliest(given.intent)[0], signals: signalsOf(level, domains, order[0]) };
}

const folder = mkdtempSync(join(tmpdir(), "rivals-"));
try {
  const replies = readReplies(), answers = [];
  let asking = 0;
  for (let fold = 0; fold < folds; fold++) {
    const parts = split(replies, fold);
    const thresholds = kind.chooses ? chooseThresholds(folder, parts) : { crisis: 0.5, relapse: 0.5, domains: 0.5 };
    const models = learnAll(folder, parts.learn);
    const began = performance.now();
    const given = askAll(folder, models, parts.judge);
    asking += performance.now() - began;
    answers.push(...parts.judge.map((reply, i) => answer(reply, given[i], thresholds)));
    console.error(`fold ${fold + 1} of ${folds}: thresholds ${JSON.stringify(thresholds)}`);
  }
  writeAnswers(`fasttext-${process.argv[2]}`, kind.title, (1000 * replies.length) / asking, answers);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
