// The figures of all readers that left answers in build/rivals, as Markdown. Usage: node tests/bench/rivals/table.mjs
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answersFolder, highest, readAnswers, readReplies, varieties } from "./replies.mjs";

class Counts {
  hits = 0;
  misses = 0;
  alarms = 0;
  add(wanted, got) {
    this.hits += wanted && got;
    this.misses += wanted && !got;
    this.alarms += !wanted && got;
  }
  get recall() {
    return this.hits / (this.hits + this.misses || 1);
  }
  get precision() {
    return this.hits / (this.hits + this.alarms || 1);
  }
  get f1() {
    return (2 * this.hits) / (2 * this.hits + this.misses + this.alarms || 1);
  }
}

function count(replies, answers) {
  const crisis = new Counts(), relapse = new Counts(), domains = new Counts();
  let intents = 0, uncertain = 0;
  for (const reply of replies) {
    const answer = answers.get(reply.id);
    if (!answer) throw new Error(`no answer to ${reply.id}: answer corpus/ again`);
    crisis.add(highest(reply.signals) === 3, highest(answer.signals) === 3);
    relapse.add(highest(reply.signals) >= 2, highest(answer.signals) >= 2);
    for (const domain of new Set([...Object.keys(reply.signals), ...Object.keys(answer.signals)]))
      domains.add(domain in reply.signals, domain in answer.signals);
    intents += reply.intent === answer.intent;
    uncertain += answer.uncertain;
  }
  return { crisis, relapse, domains, intent: intents / replies.length, uncertain: uncertain / replies.length };
}

// A reader leaves its answers, or its figures where something else has counted.
function figuresFrom(file) {
  if (file.endsWith(".json")) return JSON.parse(readFileSync(join(answersFolder, file), "utf8"));
  const { title, perSecond, answers } = readAnswers(file);
  const parts = [["all", replies], ...varieties.map((variety) => [variety, replies.filter((reply) => reply.variety === variety)])];
  return { title, perSecond, figures: Object.fromEntries(parts.map(([name, part]) => [name, count(part, answers)])) };
}

const two = (number) => number.toFixed(2);
const pair = ({ recall, precision }) => `${two(recall)} / ${two(precision)}`;
const print = (rows) => {
  const [head, ...rest] = rows.map((cells) => `| ${cells.join(" | ")} |`);
  console.log([head, `|${"---|".repeat(rows[0].length)}`, ...rest, ""].join("\n"));
};

const replies = readReplies();
const readers = readdirSync(answersFolder).filter((file) => /\.(tsv|json)$/.test(file)).sort().map(figuresFrom);
const overall = ({ title, perSecond, figures: { all } }) =>
  [title, pair(all.crisis), pair(all.relapse), two(all.domains.f1), two(all.intent), two(all.uncertain), Math.round(perSecond).toLocaleString("en")];
print([["", "crisis recall / precision", "level 2+", "domain F1", "intent", "uncertain", "replies a second"], ...readers.map(overall)]);
const byVariety = (what, cell) =>
  print([[what, ...varieties], ...readers.map(({ title, figures }) => [title, ...varieties.map((name) => cell(figures[name]))])]);
byVariety("crisis recall / precision", ({ crisis }) => pair(crisis));
byVariety("level 2+ recall / precision", ({ relapse }) => pair(relapse));
byVariety("domain F1", ({ domains }) => two(domains.f1));
byVariety("intent", ({ intent }) => two(intent));
