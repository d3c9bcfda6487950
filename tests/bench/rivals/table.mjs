// The figures of all readers whose answers lie in build/rivals, as Markdown. Usage: node tests/bench/rivals/table.mjs
import { readdirSync } from "node:fs";
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

function figures(replies, answers) {
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

const two = (number) => number.toFixed(2);
const pair = (counts) => `${two(counts.recall)} / ${two(counts.precision)}`;
const row = (cells) => `| ${cells.join(" | ")} |`;
const replies = readReplies();
const readers = readdirSync(answersFolder).filter((file) => file.endsWith(".tsv")).sort().map(readAnswers);

console.log(row(["reader", "crisis recall / precision", "level 2+", "domain F1", "intent", "uncertain", "replies a second"]));
console.log(row(Array(7).fill("---")));
for (const { title, perSecond, answers } of readers) {
  const { crisis, relapse, domains, intent, uncertain } = figures(replies, answers);
  console.log(row([title, pair(crisis), pair(relapse), two(domains.f1), two(intent), two(uncertain), perSecond.toLocaleString("en")]));
}
for (const [what, figure] of [["crisis", "crisis"], ["level 2+", "relapse"]]) {
  console.log(`\n${row([`${what}, recall / precision`, ...varieties])}`);
  console.log(row(Array(varieties.length + 1).fill("---")));
  for (const { title, answers } of readers) {
    const cells = varieties.map((variety) => pair(figures(replies.filter((reply) => reply.variety === variety), answers)[figure]));
    console.log(row([title, ...cells]));
  }
}
for (const [what, figure] of [["domain F1", (f) => f.domains.f1], ["intent", (f) => f.intent]]) {
  console.log(`\n${row([what, ...varieties])}`);
  console.log(row(Array(varieties.length + 1).fill("---")));
  for (const { title, answers } of readers) {
    const cells = varieties.map((variety) => two(figure(figures(replies.filter((reply) => reply.variety === variety), answers))));
    console.log(row([title, ...cells]));
  }
}
