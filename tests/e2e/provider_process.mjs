// A provider in a process of its own: takes texts over HTTP in one of the formats, has moods, and sends
// reports and families' texts by webhook, again and again until it hears 2xx, as real ones do.
//
// Started by provider.mjs, which speaks with it in { call, ... } and { done, ... } messages.
import { createServer, request as httpRequest } from "node:http";
import { formats, newReference } from "./formats.mjs";

const settings = JSON.parse(process.argv[2]);
const format = formats[settings.format];
const carried = []; // texts that reached a phone, in order
const wire = []; // every exchange, both ways
let mood = { name: "well" };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function record({ request, ...rest }) {
  const { method, url, headers, body } = request;
  wire.push({ at: new Date().toISOString(), provider: settings.format, ...rest, request: { method, url, headers, body } });
}

const readBody = async (stream) => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
};

// One webhook; resolves with the status, 0 where there was no answer.
function post(hook) {
  return new Promise((resolve) => {
    const sent = httpRequest(hook.url, { method: hook.method, headers: hook.headers, timeout: 5000 });
    sent.on("response", (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
      answer.on("error", () => resolve(0));
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve(0));
    sent.end(hook.body);
  });
}

// `make` again for each try: a signature grows old.
async function deliver(what, make) {
  for (let tries = 1; tries <= settings.tries; tries++) {
    const hook = make();
    const status = await post(hook);
    record({ from: "provider", what, tries, request: hook, status });
    if (status >= 200 && status < 300) return { status, tries };
    if (status >= 400 && status < 500) return { status, tries };
    await pause(settings.retryMs);
  }
  return { status: 0, tries: settings.tries };
}

function carry(message) {
  message.at = new Date();
  carried.push(message);
  process.send({ event: "carried", message });
  if (Math.random() < settings.reports) void deliver("report", () => format.report(message, settings));
}

// What each mood does with a text; null: the connection is cut without an answer.
const moods = {
  well: (message) => (carry(message), format.accepted(message)),
  slow: async (message) => {
    await pause(mood.ms ?? 500);
    carry(message);
    return format.accepted(message);
  },
  failing: () => ({ status: 503, headers: {}, body: "" }),
  "cut before": () => null,
  "cut after": (message) => (carry(message), null),
  html: () => ({
    status: 200,
    headers: { "Content-Type": "text/html" },
    body: "<!doctype html><title>Welcome to the hotel network</title><h1>Please log in</h1>",
  }),
  throttling: () => ({ status: 429, headers: { "Retry-After": "1" }, body: "{}" }),
};

async function answerTo(request) {
  const asked = settings.lookup ? format.ask(request, carried) : null;
  if (asked) return asked;
  const message = format.take(request);
  return message ? await moods[mood.name](message) : { status: 404, headers: {}, body: "" };
}

const server = createServer(async (incoming, outgoing) => {
  const url = new URL(incoming.url, "http://provider");
  const request = {
    method: incoming.method,
    url: incoming.url,
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: await readBody(incoming).catch(() => null),
  };
  if (request.body === null) return; // the gateway died while speaking
  let answer;
  try {
    answer = await answerTo(request);
  } catch (error) {
    answer = { status: 400, headers: {}, body: `cannot be read: ${error.message}` };
  }
  record({ from: "gateway", what: mood.name, request, status: answer?.status ?? 0, answer: answer?.body });
  if (!answer) return outgoing.destroy();
  outgoing.writeHead(answer.status, answer.headers).end(answer.body);
});
server.keepAliveTimeout = 60_000;

const calls = {
  set: (call) => Object.assign(settings, call.settings),
  mood: (call) => (mood = call.mood),
  // The id of a text stays the same however often it is told.
  text: ({ message }) => {
    const reference = message.reference ?? newReference[settings.format]?.();
    return deliver("text", () => format.text({ ...message, reference }, settings));
  },
  wire: () => wire,
};

process.on("message", async (call) => {
  const result = await calls[call.call](call);
  process.send({ done: call.number, result });
});
process.on("disconnect", () => process.exit());
server.listen(settings.port ?? 0, "127.0.0.1", () => process.send({ event: "ready", port: server.address().port }));
