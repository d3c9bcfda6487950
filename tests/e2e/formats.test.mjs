// The provider that the other tests play, and the program's adapters, understand each other.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Provider } from "./provider.mjs";
import { routeTo, vangnet } from "./gateway.mjs";

const names = vangnet(["provider", "list"])
  .stdout.trim()
  .split("\n")
  .map((line) => JSON.parse(line).name);
const id = "0f8e7d6c5b4a39281706f5e4d3c2b1a0";
const phone = "+31612345678";
const sender = "+3197010240000";
const text = "Hoe gaat het? كيف الحال";

let hooks; // plays the gateway: keeps the webhooks it gets
const received = [];

before(async () => {
  hooks = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      received.push({ method: request.method, url: hooks.url + request.url, headers: request.headers, body });
      response.end();
    });
  });
  await new Promise((resolve) => hooks.listen(0, "127.0.0.1", resolve));
  hooks.url = `http://127.0.0.1:${hooks.address().port}`;
});

after(() => hooks.close());

function adapter(verb, name, input) {
  const run = vangnet(["provider", verb, name], { input: JSON.stringify(input) });
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout);
}

async function exchange(request) {
  const answer = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    body: request.method === "GET" ? undefined : request.body,
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

for (const name of ["cm", "sandbox", "twilio"].filter((known) => names.includes(known))) {
  test(`${name}: a text goes out, its report and an answer come back`, async () => {
    const provider = await Provider.start({ format: name, gateway: hooks.url, sender });
    const { credentials } = routeTo(provider);
    const callback_url = `${hooks.url}/report/${name}/${provider.settings.secret}?m=${id}`;
    const message = { id, to: phone, from: sender, text, validity_s: 3600, callback_url, credentials };

    const answer = await exchange(adapter("render", name, message));
    const result = adapter("result", name, answer);
    assert.equal(result.outcome, "accepted");
    assert.deepEqual(
      provider.carried.map(({ id, to, text }) => ({ id, to, text })),
      [{ id, to: phone, text }],
    );

    while (received.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const report = adapter("receive", name, { ...received.shift(), credentials }).events[0];
    assert.equal(report.type, "report");
    assert.equal(report.state, "delivered");
    if (report.client_id) assert.equal(report.client_id, id);
    else assert.equal(report.reference, result.reference);

    await provider.text(phone, "1 نعم");
    const inbound = adapter("receive", name, { ...received.shift(), credentials }).events[0];
    assert.equal(inbound.type, "inbound");
    assert.equal(inbound.text, "1 نعم");
    assert.match(inbound.from, /31612345678$/);
    await provider.stop();
  });

  test(`${name}: what became of a text can be asked where the provider can tell`, async () => {
    const provider = await Provider.start({ format: name, gateway: hooks.url, sender, reports: false });
    const { credentials } = routeTo(provider);
    const message = { id, to: phone, from: sender, text, credentials, sent_at: new Date().toISOString().slice(0, 19) + "Z" };
    const ask = async () => {
      const request = adapter("lookup", name, message);
      if (request.unsupported) return "unsupported";
      return adapter("status", name, { lookup: message, response: await exchange(request) }).state;
    };

    if (name === "cm") {
      assert.equal(await ask(), "unsupported");
    } else {
      assert.equal(await ask(), "absent");
      await exchange(adapter("render", name, message));
      assert.equal(await ask(), "delivered");
    }
    await provider.stop();
  });
}
