// Reads replies as a RapidPro flow does whose rules are lists of words: keywords.tsv. Learns nothing.
import { readFileSync } from "node:fs";
import { readReplies, writeAnswers } from "./replies.mjs";

// Words as RapidPro's tests cut them: letters, marks and digits, without regard to case.
const words = (text) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

const rules = readFileSync(new URL("keywords.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .slice(1)
  .map((line) => {
    const [category, level, , list] = line.split("\t");
    return { category, level: Number(level), phrases: list.split(",").map((phrase) => ` ${words(phrase).join(" ")} `) };
  });

function answer({ id, text }) {
  const padded = ` ${words(text).join(" ")} `;
  const fitting = rules.filter(({ phrases }) => phrases.some((phrase) => padded.includes(phrase)));
  const signals = {};
  for (const { category, level } of fitting)
    if (level > 0) signals[category] = Math.max(level, signals[category] ?? 0);
  return { id, intent: fitting.find(({ level }) => level === 0)?.category ?? "answer", signals };
}

// Confirming, declining and moving are asked after in the flow of an appointment only.
const ofAppointments = new Set(["confirm", "decline", "reschedule"]);

function answerInFlow(reply) {
  const given = answer(reply);
  return reply.context !== "appointment" && ofAppointments.has(given.intent) ? { ...given, intent: "answer" } : given;
}

const replies = readReplies();
const began = performance.now();
const answers = replies.map(answerInFlow);
writeAnswers("keywords", "lists of words, as in RapidPro", (1000 * replies.length) / (performance.now() - began), answers);
