// Twilio's own library signs webhooks as Twilio does, and writes the requests that it wants to read.
import { test } from "node:test";
import assert from "node:assert/strict";
import twilio from "twilio";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { chance } from "./chance.mjs";
import { provider } from "./vangnet.mjs";

const account_sid = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const auth_token = "5e0f1a2b3c4d5e6f708192a3b4c5d6e7";
const credentials = { account_sid, auth_token };
const now = "2026-03-01T09:15:00Z";

// ---- They sign, we accept ----------------------------------------------------------------------------

const urls = [
  "https://gw.example.nl/in/twilio-nl",
  "https://gw.example.nl:8443/in/twilio-nl/s3cret?m=0f8e7d6c5b4a39281706f5e4d3c2b1a0",
  "https://gw.example.nl/report/twilio-nl?m=7f3a&a=b%20c",
  "http://gw.example.nl/report/twilio-nl",
];
const bodies = ["ja", "Het gaat goed & dank = u + wel", "نعم، تمام", "👍🏽", "", "50% €\n2e regel", "é ë"];

function fields(dice) {
  const sid = "SM" + String(dice.below(1e9)).padStart(32, "0");
  const common = { AccountSid: account_sid, ApiVersion: "2010-04-01", MessageSid: sid, SmsSid: sid };
  if (dice.below(2))
    return { ...common, From: "+31612345601", To: "+3197010200300", Body: dice.one(bodies), NumMedia: "0" };
  const state = dice.one(["sent", "delivered", "undelivered", "failed"]);
  return { ...common, MessageStatus: state, SmsStatus: state, To: "+31612345602", ErrorCode: "30003" };
}

// A webhook of one of the three kinds that Twilio signs: a form, a query, or JSON named by its hash.
function webhook(dice) {
  const kind = dice.one(["form", "form", "query", "json"]);
  const url = dice.one(urls);
  const all = fields(dice);
  const form = new URLSearchParams(all).toString();
  if (kind === "form") {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    return { url, method: "POST", headers, body: form, signed: all };
  }
  const join = url.includes("?") ? "&" : "?";
  if (kind === "query")
    return { url: url + join + form.replaceAll("+", "%20"), method: "GET", headers: {}, body: "", signed: {} };
  const body = JSON.stringify(all);
  const hashed = `${url}${join}bodySHA256=${webhooks.getExpectedBodyHash(body)}`;
  const headers = { "Content-Type": "application/json" };
  return { url: hashed, method: "POST", headers, body, signed: {} };
}

function sign({ signed, ...request }, token = auth_token) {
  const signature = webhooks.getExpectedTwilioSignature(token, request.url, signed);
  const headers = { ...request.headers, "X-Twilio-Signature": signature };
  return { now, credentials, ...request, headers };
}

test("what their library signs is accepted and read", () => {
  const dice = chance(1);
  const requests = Array.from({ length: 500 }, () => webhook(dice));
  provider("receive", "twilio", requests.map((one) => sign(one))).forEach((answer, i) => {
    assert.equal(answer.status, 200, JSON.stringify(requests[i]));
    assert.equal(answer.events.length, 1, JSON.stringify(requests[i]));
  });
});

test("a name that comes twice is signed with its values sorted and doubles dropped", () => {
  const all = [["MessageSid", "SM1"], ["MessageStatus", "sent"], ["Tag", "b"], ["Tag", "a"], ["Tag", "b"]];
  const request = {
    url: urls[0], method: "POST", body: new URLSearchParams(all).toString(),
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    signed: { MessageSid: "SM1", MessageStatus: "sent", Tag: ["b", "a", "b"] },
  };
  assert.equal(provider("receive", "twilio", [sign(request)])[0].status, 200);
});

// ---- Altered on the way --------------------------------------------------------------------------------

const swap = (text, at) => text.slice(0, at) + (text[at] === "x" ? "y" : "x") + text.slice(at + 1);
const signatureOf = (request) => request.headers["X-Twilio-Signature"];
const withSignature = (request, signature) => ({
  ...request, headers: { ...request.headers, "X-Twilio-Signature": signature },
});

const alterations = {
  "a letter of the URL": (one, dice) => ({ ...one, url: swap(one.url, one.url.length - 1 - dice.below(3)) }),
  "another host": (one) => ({ ...one, url: one.url.replace("gw.example.nl", "gw.example.org") }),
  "a byte of the body": (one, dice) => one.body && { ...one, body: swap(one.body, dice.below(one.body.length)) },
  "a field more": (one) => ({ ...one, body: one.body[0] === "{" ? one.body + " " : one.body + "&OptOutType=STOP",
                              url: one.method === "GET" ? one.url + "&OptOutType=STOP" : one.url }),
  "a letter of the signature": (one, dice) => withSignature(one, swap(signatureOf(one), dice.below(26))),
  "a shorter signature": (one) => withSignature(one, signatureOf(one).slice(0, -1)),
  "an empty signature": (one) => withSignature(one, ""),
  "no signature": ({ headers: { "X-Twilio-Signature": _, ...headers }, ...one }) => ({ ...one, headers }),
};

for (const [name, alter] of Object.entries(alterations)) {
  test(`${name}: refused, and nothing is read`, () => {
    const dice = chance(2);
    const altered = Array.from({ length: 100 }, () => alter(sign(webhook(dice)), dice)).filter(Boolean);
    provider("receive", "twilio", altered).forEach((answer, i) => {
      assert.match(String(answer.status), /^40[13]$/, JSON.stringify(altered[i]));
      assert.deepEqual(answer.events, []);
    });
  });
}

test("another account's token: refused", () => {
  const dice = chance(3);
  const foreign = Array.from({ length: 100 }, () => sign(webhook(dice), auth_token.replace("5", "6")));
  for (const answer of provider("receive", "twilio", foreign)) assert.equal(answer.status, 403);
});

// ---- They write a request, we write the same ---------------------------------------------------------------

// What their client would have sent.
async function theirs(call) {
  let sent;
  const httpClient = {
    request: async (options) => {
      sent = options;
      return { statusCode: options.method === "get" ? 200 : 201, body: { sid: "SM1", messages: [], uri: "", next_page_uri: null } };
    },
  };
  await call(twilio(account_sid, auth_token, { httpClient }));
  const query = new URLSearchParams(sent.params).toString();
  return {
    method: sent.method.toUpperCase(),
    url: sent.uri + (query ? `?${query}` : ""),
    authorization: "Basic " + Buffer.from(`${sent.username}:${sent.password}`).toString("base64"),
    fields: Object.fromEntries(Object.entries(sent.data ?? {}).map(([name, value]) => [name, String(value)])),
  };
}

function asTheirs({ method, url, headers, body }) {
  const fields = Object.fromEntries(new URLSearchParams(body));
  return { method, url, authorization: headers.Authorization, fields };
}

test("a message is sent as their client sends it", async () => {
  for (const text of bodies.filter(Boolean)) {
    const callback_url = urls[1];
    const message = { id: "0f8e7d6c5b4a39281706f5e4d3c2b1a0", to: "+31612345601", from: "+3197010200300", text };
    const [ours] = provider("render", "twilio", [{ now, ...message, callback_url, validity_s: 7200, credentials }]);
    const { to, from } = message;
    const want = { to, from, body: text, statusCallback: callback_url, validityPeriod: 7200 };
    assert.deepEqual(asTheirs(ours), await theirs((client) => client.messages.create(want)));
  }
});

test("a message is looked up as their client does", async () => {
  const message = { now, id: "0f8e7d6c5b4a39281706f5e4d3c2b1a0", to: "+31612345601", text: "Hoi", credentials };
  const sent_at = "2026-03-01T08:00:00Z";
  const [byId, byDay] = provider("lookup", "twilio", [
    { ...message, sent_at, reference: "SM0011223344556677" },
    { ...message, sent_at, reference: "" },
  ]);
  assert.deepEqual(asTheirs(byId), await theirs((client) => client.messages("SM0011223344556677").fetch()));
  const day = { to: message.to, dateSent: new Date(sent_at), pageSize: 50 };
  const listed = await theirs((client) => client.messages.page(day));
  assert.equal(new URL(byDay.url).pathname, new URL(listed.url).pathname);
  const { DateSent, ...query } = Object.fromEntries(new URL(listed.url).searchParams);
  assert.deepEqual(Object.fromEntries(new URL(byDay.url).searchParams), { ...query, DateSent: DateSent.slice(0, 10) });
});
