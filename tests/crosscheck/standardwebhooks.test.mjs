// Standardwebhooks (the specification's own library, MIT) signs and verifies as Bird does: what it signs
// we accept, what it refuses we refuse.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { chance } from "./chance.mjs";
import { provider } from "./vangnet.mjs";

const secrets = ["dmFuZ25ldC1kZW1vLXNlY3JldC0yNGJ5", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", "/+8=", "gAD/"];

// Each spoils one thing of a good webhook; the last ones spoil nothing.
const spoils = [
  (hook) => ({ ...hook, id: hook.id + "x" }),
  (hook) => ({ ...hook, seconds: hook.seconds + 1 }),
  (hook) => ({ ...hook, body: hook.body.replace('"', " \"") }),
  (hook) => ({ ...hook, secret: "whsec_" + btoa("another secret") }),
  (hook) => ({ ...hook, signature: hook.signature.replace("v1,", "v2,") }),
  (hook) => ({ ...hook, signature: hook.signature.slice(0, -4) + "AAA=" }),
  (hook) => ({ ...hook, signature: "v1" }),
  (hook) => ({ ...hook, now: hook.now + 301 }),
  (hook) => ({ ...hook, now: hook.now - 301 }),
  (hook) => ({ ...hook, now: hook.now + 300 }),
  (hook) => ({ ...hook, now: hook.now - 300 }),
  (hook) => ({ ...hook, signature: `v1a,AAAA v1,${btoa("old")} ${hook.signature}` }),
  (hook) => ({ ...hook, secret: hook.secret.replace("whsec_", "") }),
  (hook) => hook,
  (hook) => hook,
];

function write(dice) {
  const text = dice.one(["Ja", "نعم، تمام", "😀", "é", "a\nb", '"'.repeat(5), "x".repeat(3000)]);
  const body = JSON.stringify({ type: "sms.received", data: { sms_id: "sms_1", from: "+31612345601", to: "+3197010200300", text } });
  const id = `evt_${dice.below(1e9)}`, now = 1772356500 + dice.below(1e6), secret = "whsec_" + dice.one(secrets);
  const signature = new Webhook(secret).sign(id, new Date(now * 1000), body);
  return dice.one(spoils)({ id, seconds: now, now, body, secret, signature, text });
}

const headers = ({ id, seconds, signature }) =>
  ({ "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": signature });

// The library asks the machine what time it is.
function accepts(t, hook) {
  t.mock.method(Date, "now", () => hook.now * 1000);
  try {
    new Webhook(hook.secret).verify(hook.body, headers(hook));
    return true;
  } catch {
    return false;
  } finally {
    t.mock.restoreAll();
  }
}

test("1,000 webhooks, most of them spoilt, are judged as the library judges them", (t) => {
  const dice = chance(20261122);
  const hooks = Array.from({ length: 1_000 }, () => write(dice));
  const answers = provider("receive", "bird", hooks.map((hook) => ({
    now: new Date(hook.now * 1000).toISOString().replace(".000", ""), method: "POST", url: "https://gw.example.nl/in/bird",
    headers: headers(hook), body: hook.body, credentials: { webhook_secret: hook.secret },
  })));
  let good = 0;
  answers.forEach(({ status, events }, i) => {
    const theirs = accepts(t, hooks[i]);
    assert.equal(status, theirs ? 200 : 401, JSON.stringify(hooks[i]));
    assert.deepEqual(events.map((one) => one.text), theirs ? [hooks[i].text] : []);
    if (theirs) good++;
  });
  assert.ok(good > 200 && good < 800, `${good} good ones`);
});
