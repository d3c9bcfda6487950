// Sinch's own library signs webhooks as Sinch does, and sends the requests that it wants to read.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import sinch from "@sinch/sdk-core";

const { SmsService, calculateWebhookSignature, computeSignedData, validateWebhookSignature } = sinch;
import { chance } from "./chance.mjs";
import { provider } from "./vangnet.mjs";

const servicePlanId = "jd63jf88477ll123ab4567cd89012ef3";
const apiToken = "8f3c2a71d4e94b0fa6c5e1d2b3a40918";
const id = "0f8e7d6c5b4a39281706f5e4d3c2b1a0";
const now = "2026-03-01T09:15:00Z";
const seconds = String(Date.parse(now) / 1000);
const texts = ["ja", "Het gaat goed & dank = u", "نعم، تمام", "👍🏽 \"zo\"\n\\", "é ë €"];

// ---- They sign, we accept; the other way round their library says so ------------------------------------

function webhook(dice) {
  const number = { from: "31612345601", to: "3197010200300" };
  const reply = { type: "mo_text", id: "01J" + dice.below(1e9), ...number, body: dice.one(texts), received_at: now };
  const report = { type: "recipient_delivery_report_sms", batch_id: "01J" + dice.below(1e9), recipient: number.from, code: 0, status: "Delivered", at: now };
  return JSON.stringify(dice.one([reply, report]));
}

function sign(body, secret, nonce) {
  const signature = calculateWebhookSignature(computeSignedData(body, nonce, seconds), secret);
  const headers = {
    "x-sinch-webhook-signature": signature,
    "x-sinch-webhook-signature-algorithm": "HmacSHA256",
    "x-sinch-webhook-signature-nonce": nonce,
    "x-sinch-webhook-signature-timestamp": seconds,
  };
  assert.ok(validateWebhookSignature(secret, headers, body));
  return { now, url: "https://gw.example.nl/in/sinch-nl", method: "POST", headers, body, credentials: { webhook_secret: "demoSinchSecretA" } };
}

test("what their library signs is accepted and read", () => {
  const dice = chance(1);
  const requests = Array.from({ length: 200 }, (_, i) => sign(webhook(dice), "demoSinchSecretA", "01JZ" + i));
  provider("receive", "sinch", requests).forEach((answer, i) => {
    assert.equal(answer.status, 200, requests[i].body);
    assert.equal(answer.events.length, 1, requests[i].body);
  });
});

test("what it signs with another secret, or for another body, is refused", () => {
  const dice = chance(2);
  const foreign = Array.from({ length: 50 }, () => sign(webhook(dice), "demoSinchSecretB", "01JZ"));
  const altered = Array.from({ length: 50 }, () => {
    const request = sign(webhook(dice), "demoSinchSecretA", "01JZ");
    return { ...request, body: request.body.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)) };
  });
  for (const answer of provider("receive", "sinch", [...foreign, ...altered])) {
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.events, []);
  }
});

// ---- They send a request, we write the same ----------------------------------------------------------------

let server, sent;

before(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      sent = { method: request.method, url: request.url, authorization: request.headers.authorization, body };
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ id: "01J", count: 0, page: 0, page_size: 0, batches: [], statuses: [] }));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
});

after(() => server.close());

const base_url = () => `http://127.0.0.1:${server.address().port}`;
const credentials = () => ({ service_plan_id: servicePlanId, api_token: apiToken, base_url: base_url() });

async function theirs(call) {
  await call(new SmsService({ servicePlanId, apiToken, smsRegion: "eu", smsHostname: base_url() }));
  return { ...sent, body: sent.body && JSON.parse(sent.body) };
}

function asTheirs({ method, url, headers, body }) {
  return { method, url: url.replace(base_url(), ""), authorization: headers.Authorization, body: body && JSON.parse(body) };
}

test("a message is sent as their client sends it", async () => {
  const callback_url = `https://gw.example.nl/report/sinch-nl?m=${id}`;
  for (const text of texts) {
    const message = { now, id, to: "+31612345601", from: "+3197010200300", text, callback_url, validity_s: 7200 };
    const [ours] = provider("render", "sinch", [{ ...message, credentials: credentials() }]);
    const want = {
      to: ["31612345601"], from: "3197010200300", body: text, type: "mt_text", client_reference: id,
      delivery_report: "per_recipient", callback_url, expire_at: "2026-03-01T11:15:00Z",
    };
    const sendSMSRequestBody = { ...want, expire_at: new Date(want.expire_at) };
    const expected = await theirs((service) => service.batches.send({ sendSMSRequestBody }));
    expected.body.expire_at = want.expire_at; // theirs writes the milliseconds too
    assert.deepEqual(asTheirs(ours), expected);
  }
});

test("a message is looked up as their client does", async () => {
  const message = { now, id, to: "+31612345601", text: "Hoi", sent_at: "2026-03-01T09:14:00Z", credentials: credentials() };
  const [byId, byOurs] = provider("lookup", "sinch", [{ ...message, reference: "01JZDEMO" }, { ...message, reference: "" }]);
  assert.deepEqual(asTheirs(byId), await theirs((service) => service.deliveryReports.get({ batch_id: "01JZDEMO", type: "full" })));
  const start_date = new Date("2026-03-01T09:12:00Z");
  const listed = await theirs((service) => service.batches.list({ client_reference: id, start_date }));
  const parts = (url) => {
    const { pathname, searchParams } = new URL(url, base_url());
    const { start_date, ...query } = Object.fromEntries(searchParams);
    return { pathname, query, at: Date.parse(start_date) };
  };
  assert.deepEqual(parts(asTheirs(byOurs).url), parts(listed.url));
});
