// The labelled replies of corpus/, cut into folds by writer, and where a reader's answers to them are kept.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const folds = 8;
export const varieties = ["nl", "ar", "ary-Arab", "ary-Latn"];
export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const answersFolder = join(root, "build", "rivals");

export function parseSignals(column) {
  if (column === "-") return {};
  return Object.fromEntries(column.split(";").map((one) => [one.split(":")[0], Number(one.split(":")[1])]));
}

const printSignals = (signals) => Object.entries(signals).map(([domain, level]) => `${domain}:${level}`).join(";") || "-";

export const highest = (signals) => Math.max(0, ...Object.values(signals));

// In the order of varieties and names. A file is a writer, and a writer's number modulo `folds` is the fold:
// signals_crossval gets the same files in the same order, so all readers learn from the same replies.
export const writers = () =>
  varieties.flatMap((variety) =>
    readdirSync(join(root, "corpus", variety)).sort().map((file) => join(root, "corpus", variety, file)),
  );

export function readReplies() {
  return writers().flatMap((file, writer) =>
    readFileSync(file, "utf8").split("\n").slice(1).filter(Boolean).map((line) => {
      const [id, variety, context, text, intent, signals] = line.split("\t");
      return { id, variety, context, text, intent, signals: parseSignals(signals), writer, fold: writer % folds };
    }),
  );
}

// For a fold: whom to learn from, whom to choose thresholds by (learnt from by nobody until they are
// chosen), and whom to be judged by.
export const split = (replies, fold) => ({
  learn: replies.filter((reply) => reply.fold !== fold),
  fit: replies.filter((reply) => reply.fold !== fold && reply.fold !== (fold + 1) % folds),
  choose: replies.filter((reply) => reply.fold === (fold + 1) % folds),
  judge: replies.filter((reply) => reply.fold === fold),
});

// The file that table.mjs reads: "# title<TAB>replies a second", then "id<TAB>intent<TAB>signals<TAB>uncertain".
export function writeAnswers(name, title, perSecond, answers) {
  const lines = answers.map(({ id, intent, signals }) => [id, intent, printSignals(signals), 0].join("\t"));
  mkdirSync(answersFolder, { recursive: true });
  writeFileSync(join(answersFolder, `${name}.tsv`), [`# ${title}\t${Math.round(perSecond)}`, ...lines, ""].join("\n"));
}

export function readAnswers(file) {
  const [head, ...lines] = readFileSync(join(answersFolder, file), "utf8").trimEnd().split("\n");
  const [title, perSecond] = head.replace(/^# /, "").split("\t");
  const answers = lines.map((line) => {
    const [id, intent, signals, uncertain] = line.split("\t");
    return [id, { intent, signals: parseSignals(signals), uncertain: uncertain === "1" }];
  });
  return { title, perSecond: Number(perSecond), answers: new Map(answers) };
}

const thresholds = [0.005, 0.01, 0.02, 0.03, ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20)];

// The threshold with the best F-beta over [probability, wanted] pairs. With beta 2 a miss weighs as four
// false alarms, as befits a crisis.
export function bestThreshold(pairs, beta) {
  let best = { threshold: 0.5, score: -1 };
  for (const threshold of thresholds) {
    const hits = pairs.filter(([p, wanted]) => p >= threshold && wanted).length;
    const misses = pairs.filter(([p, wanted]) => p < threshold && wanted).length;
    const alarms = pairs.filter(([p, wanted]) => p >= threshold && !wanted).length;
    const score = ((1 + beta * beta) * hits) / ((1 + beta * beta) * hits + beta * beta * misses + alarms || 1);
    if (score > best.score) best = { threshold, score };
  }
  return best.threshold;
}

// What a reader of levels and one of domains say together. A level without a domain keeps its call under
// the likeliest domain; the figures count a wrong domain, not a lost call.
export function signalsOf(level, domains, likeliest) {
  const named = domains.length > 0 || level < 2 ? domains : [likeliest];
  return Object.fromEntries(named.map((domain, i) => [domain, i === 0 ? Math.max(level, 1) : Math.max(Math.min(level, 2), 1)]));
}
