// Transcript: everything on the wire of one run, in order, readable.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "./gateway.mjs";
import { letterText } from "./mail.mjs";

const short = (body) => {
  const text = String(body ?? "").trim();
  return text.length > 1000 ? text.slice(0, 1000) + " …" : text;
};

const readable = (request) =>
  /x-www-form-urlencoded/.test(request.headers?.["content-type"] ?? request.headers?.["Content-Type"] ?? "")
    ? [...new URLSearchParams(request.body)].map(([name, value]) => `${name}=${value}`).join("  ")
    : request.body;

function exchangeLines(exchange) {
  const arrow = exchange.from === "gateway" ? "gateway -> provider" : "provider -> gateway";
  return [
    `${exchange.at}  ${arrow}  (${exchange.provider})`,
    `    ${exchange.request.method} ${exchange.request.url}`,
    `    ${short(readable(exchange.request))}`,
    `    = ${exchange.status} ${short(exchange.answer)}`,
  ];
}

function letterLines(letter) {
  const subject = /^Subject:(.*)$/im.exec(letter.source)?.[1].trim();
  return [
    `${letter.at}  gateway -> mail server  (SMTP)`,
    `    from ${letter.from} to ${letter.to.join(", ")}: ${subject}`,
    ...letterText(letter)
      .trim()
      .split("\n")
      .map((line) => `    | ${line}`),
  ];
}

export async function writeTranscript(name, { provider, mail, notes }) {
  const entries = [
    ...(await provider.wire()).map((exchange) => ({ at: exchange.at, lines: exchangeLines(exchange) })),
    ...mail.letters.map((letter) => ({ at: letter.at, lines: letterLines(letter) })),
    ...notes.map(({ at, text }) => ({ at, lines: [`${at}  ${text.trim().replaceAll("\n", "\n    ")}`] })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const folder = join(repository, "build", "e2e");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), entries.map((entry) => entry.lines.join("\n") + "\n").join("\n"));
}
