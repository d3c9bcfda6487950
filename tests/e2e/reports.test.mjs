// Delivery reports against the program: shuffled, doubled, partial, forged, and before the answer. Each family
// asks who writes; the provider cuts the answer into three parts and says of them what the family's row says.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { Api } from "./api.mjs";
import { sandboxSigned } from "./formats.mjs";
import { Gateway, eventually } from "./gateway.mjs";

const sender = "+3197010240000";
const token = "0123456789abcdef0123456789abcdef";
const secret = "path-of-reports";
const parts = ["a", "b", "c"];

// What is said of the parts, in this order; `before` comes before the answer to the send.
const cases = [
  { phone: "+31612341001", says: ["c delivered", "a delivered", "b delivered"], becomes: "delivered" },
  { phone: "+31612341002", says: ["a delivered", "c delivered", "a delivered", "c delivered"], becomes: "open_sent" },
  { phone: "+31612341003", before: ["b delivered", "c delivered", "a delivered"], becomes: "delivered" },
  { phone: "+31612341004", before: ["a delivered"], says: ["b delivered"], becomes: "open_sent" },
  { phone: "+31612341005", says: ["a delivered", "b failed", "c delivered"], becomes: "failed" },
  { phone: "+31612341006", says: ["a failed", "b delivered", "c delivered", "a delivered"], becomes: "delivered" },
  { phone: "+31612341007", says: ["a delivered", "b delivered", "c delivered", "a failed", "b sent", "c expired"], becomes: "delivered" },
  { phone: "+31612341008", before: ["a expired"], says: ["b expired", "a sent", "c unknown"], becomes: "expired_sent" },
  { phone: "+31612341009", says: ["a unknown", "b unknown", "c unknown", "a sent"], becomes: "unknown" },
  { phone: "+31612341010", forged: true, says: ["a delivered", "b delivered", "c delivered"], becomes: "open_sent" },
  { phone: "+31612341011", stranger: true, says: ["a delivered", "b delivered", "c delivered"], becomes: "open_sent" },
];

let gateway;
let provider;
const answered = []; // numbers whose text was taken and reported on

const reference = (phone, part) => `${phone.slice(-4)}-${part}`;

// Tells the gateway; resolves with the status.
async function report(sent, said, { forged, stranger } = {}) {
  const [part, state] = said.split(" ");
  const event = { type: "report", reference: reference(sent.to, part), client_id: "", state };
  if (stranger) event.reference = `nobody-${event.reference}`;
  const hook = sandboxSigned(sent.callback_url, [event], { token: forged ? "f".repeat(32) : token });
  return (await fetch(hook.url, hook)).status;
}

// A forged report also comes without a signature, and with the signature of another body.
async function reportUnsigned(sent) {
  const events = [{ type: "report", reference: reference(sent.to, "a"), client_id: sent.id, state: "delivered" }];
  const { url, headers } = sandboxSigned(sent.callback_url, [], { token });
  for (const signed of [{ "Content-Type": "application/json" }, headers]) {
    const answer = await fetch(url, { method: "POST", headers: signed, body: JSON.stringify({ events }) });
    assert.match(String(answer.status), /^40[13]$/);
  }
}

async function take(request, response) {
  let body = "";
  for await (const part of request) body += part;
  const sent = JSON.parse(body);
  const of = cases.find(({ phone }) => phone === sent.to);
  for (const said of of.before ?? []) assert.equal(await report(sent, said), 200);
  const references = parts.map((part) => reference(sent.to, part));
  response.writeHead(201, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ status: "accepted", references }));
  await once(response, "close");
  for (const said of of.says ?? []) {
    const status = await report(sent, said, of);
    assert.match(String(status), of.forged ? /^40[13]$/ : /^200$/);
  }
  if (of.forged) await reportUnsigned(sent);
  answered.push(sent.to);
}

before(async () => {
  provider = createServer((request, response) => void take(request, response));
  await new Promise((resolve) => provider.listen(0, "127.0.0.1", resolve));
  const route = {
    name: "reports",
    provider: "sandbox",
    sender,
    secret,
    credentials: { webhook_secret: token, base_url: `http://127.0.0.1:${provider.address().port}` },
  };
  gateway = await Gateway.make({ routes: [route] });
  await gateway.serve();
});

after(async () => {
  await gateway.remove();
  provider.close();
});

test("a text is what all its parts are, and nothing else moves it", { timeout: 60_000 }, async () => {
  const api = new Api(gateway);
  for (const { phone } of cases) {
    await api.addFamily({
      name: `Familie ${phone}`,
      members: [{ name: "Moeder", phone, language: "nl" }],
      programme: "oosterhout",
      domains: ["finance"],
    });
    const asks = { type: "inbound", from: phone, to: sender, text: "WIE", reference: `in-${phone}` };
    const hook = sandboxSigned(`${gateway.url}/in/reports/${secret}`, [asks], { token });
    assert.equal((await fetch(hook.url, hook)).status, 200);
  }
  await eventually("all are reported on", 30_000, () => answered.length === cases.length);

  const want = {};
  for (const { becomes } of cases) want[becomes] = (want[becomes] ?? 0) + 1;
  const { balances, kinds } = await api.call("GET", "/balance");
  assert.equal(balances, true);
  const got = {};
  for (const state of ["delivered", "failed", "expired_sent", "unknown", "open_sent"])
    got[state] = Object.values(kinds).reduce((n, kind) => n + kind[state], 0);
  assert.deepEqual(got, { delivered: 0, failed: 0, expired_sent: 0, unknown: 0, open_sent: 0, ...want });
});
