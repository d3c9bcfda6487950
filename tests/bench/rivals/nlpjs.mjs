// Learns with NLP.js (npm: @nlpjs/nlp 4.27.0 with @nlpjs/lang-nl and lang-ar 4.26.1, see package.json): one
// manager for the intent, one for the level, one for the domains, each with what its packages set.
import { containerBootstrap } from "@nlpjs/core";
import { LangAr } from "@nlpjs/lang-ar";
import { LangNl } from "@nlpjs/lang-nl";
import { Nlp } from "@nlpjs/nlp";
import { folds, highest, readReplies, signalsOf, split, writeAnswers } from "./replies.mjs";

// By its script, as a gateway could: it has no Darija, and which of the two a family writes is not known.
const languageOf = ({ text }) => (/\p{Script=Arabic}/u.test(text) ? "ar" : "nl");
// The context is a word more, in either language.
const utterance = ({ context, text }) => `${context} ${text}`;

const questions = {
  intent: (reply) => [reply.intent],
  level: (reply) => [`level${highest(reply.signals)}`],
  domains: (reply) => (Object.keys(reply.signals).length ? Object.keys(reply.signals) : ["none"]),
};

async function learn(replies, labelsOf) {
  const container = await containerBootstrap();
  container.use(Nlp);
  container.use(LangNl);
  container.use(LangAr);
  const nlp = container.get("nlp");
  Object.assign(nlp.settings, { autoSave: false, autoLoad: false, calculateSentiment: false });
  nlp.nluManager.settings.log = false;
  nlp.addLanguage("nl");
  nlp.addLanguage("ar");
  for (const reply of replies)
    for (const label of labelsOf(reply)) nlp.addDocument(languageOf(reply), utterance(reply), label);
  await nlp.train();
  return nlp;
}

// What its own threshold of 0.5 does not settle is "None".
const ask = (nlp, reply) => nlp.process(languageOf(reply), utterance(reply));

// One answer is the best it gives; a second domain counts where it is nearly as likely.
const second = 0.3;

async function answer(managers, reply) {
  const intent = await ask(managers.intent, reply), level = await ask(managers.level, reply);
  const { classifications } = await ask(managers.domains, reply);
  const order = classifications.filter(({ intent: label }) => label !== "none" && label !== "None");
  const domains = order.filter(({ score }) => score >= second).map(({ intent: label }) => label);
  return {
    id: reply.id,
    intent: intent.intent === "None" ? "answer" : intent.intent,
    signals: signalsOf(Number(/^level(\d)$/.exec(level.intent)?.[1] ?? 0), domains, order[0]?.intent ?? "mental"),
  };
}

const replies = readReplies(), answers = [];
let asking = 0;
for (let fold = 0; fold < folds; fold++) {
  const parts = split(replies, fold), managers = {};
  for (const [name, labelsOf] of Object.entries(questions)) managers[name] = await learn(parts.learn, labelsOf);
  const began = performance.now();
  for (const reply of parts.judge) answers.push(await answer(managers, reply));
  asking += performance.now() - began;
  console.error(`fold ${fold + 1} of ${folds}`);
}
writeAnswers("nlpjs", "NLP.js 4.27.0, Dutch and Arabic", (1000 * replies.length) / asking, answers);
