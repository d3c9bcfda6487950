// Messagebird (MessageBird's own library, BSD-2-Clause): what it verifies we accept, what it refuses we
// refuse, and it sends what we send.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createSecretKey, createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import https from "node:https";
import { chance } from "./chance.mjs";
import { provider } from "./vangnet.mjs";

const require = createRequire(import.meta.url);
const { verify, VerifyOptions } = require("messagebird/lib/webhook-signature-jwt.js");
const references = require("messagebird/lib/testdata/webhook-signature-jwt-reference.json");
// Which it verifies with, and so signs as MessageBird does.
const { SignJWT } = createRequire(require.resolve("messagebird"))("jose");

const moment = (at) => new Date(at).toISOString().replace(/\.\d+/, "");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const accepts = ({ url, body, token, secret, now }) => {
  const options = new VerifyOptions();
  options.jwtVerifyOptions.currentDate = new Date(now);
  const payload = body ? Buffer.from(body) : null;
  return verify(url, payload, token, createSecretKey(Buffer.from(secret)), options).then(() => true, () => false);
};

const receive = (hooks) =>
  provider("receive", "messagebird", hooks.map(({ method, url, body, token, secret, now }) => ({
    now: moment(now), method, url, body: body ?? "", headers: { "MessageBird-Signature-JWT": token },
    credentials: { access_key: "test", signing_key: secret },
  })));

test("every reference token is judged as MessageBird judges it", () => {
  const hooks = references.map((one) => ({ ...one, body: one.payload, secret: one.secret ?? "x", now: one.timestamp }));
  receive(hooks).forEach(({ status }, i) => {
    assert.equal(status, references[i].valid ? 200 : 401, references[i].name);
  });
});

// Each spoils one thing of a good webhook; the last ones spoil nothing.
const spoils = [
  (hook) => ({ ...hook, secret: hook.secret + "x" }),
  (hook) => ({ ...hook, url: hook.url + "&a=1" }),
  (hook) => ({ ...hook, url: hook.url.replace("https", "http") }),
  (hook) => ({ ...hook, body: hook.body + " " }),
  (hook) => ({ ...hook, body: "" }),
  (hook) => ({ ...hook, token: hook.token.slice(0, -4) + "AAAA" }),
  (hook) => ({ ...hook, token: hook.token.replace(/\..*?\./, "..") }),
  (hook) => ({ ...hook, token: hook.token + ".x" }),
  (hook) => ({ ...hook, now: hook.now + 64_000 }),
  (hook) => ({ ...hook, now: hook.now + 65_000 }),
  (hook) => ({ ...hook, now: hook.now - 5_000 }),
  (hook) => ({ ...hook, now: hook.now - 6_000 }),
  (hook) => hook,
  (hook) => hook,
  (hook) => hook,
];

async function write(dice) {
  const text = dice.one(["Ja", "Nee & anders", "نعم، تمام", "1", "+31 6", "%41=%", "😀 goed", "é\r\nwel"]);
  const id = String(dice.below(1e9));
  const body = dice.below(3) ? new URLSearchParams({ id, originator: "31612345601", body: text }).toString() : "";
  const url = `https://gw.example.nl:${dice.one([443, 8443])}/in/mb-nl?m=${id}&t=${encodeURIComponent(text)}`;
  const now = 1772356500_000 + dice.below(1e6) * 1000;
  const secret = dice.one(["k", "demo-signing-key-A", "sleutel é", "x".repeat(200)]);
  const claims = { jti: id, url_hash: sha256(url), ...(body ? { payload_hash: sha256(body) } : {}) };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: dice.one(["HS256", "HS256", "HS384", "HS512"]), typ: "JWT" })
    .setIssuer(dice.below(20) ? "MessageBird" : "MessageBirds")
    .setNotBefore(now / 1000)
    .setExpirationTime(now / 1000 + 60)
    .sign(createSecretKey(Buffer.from(secret)));
  return dice.one(spoils)({ method: body ? "POST" : "GET", url, body, token, secret, now });
}

test("1,000 webhooks, most of them spoilt, are judged as the library judges them", async () => {
  const dice = chance(20261122);
  const hooks = [];
  for (let i = 0; i < 1_000; i++) hooks.push(await write(dice));
  const theirs = await Promise.all(hooks.map(accepts));
  receive(hooks).forEach(({ status }, i) => {
    assert.equal(status, theirs[i] ? 200 : 401, JSON.stringify(hooks[i]));
  });
  const good = theirs.filter(Boolean).length;
  assert.ok(good > 200 && good < 800, `${good} good ones`);
});

// What the library would send, caught before it leaves.
function sent(t, call) {
  let caught;
  t.mock.method(https, "request", (options) => {
    caught = { ...options, body: "" };
    return Object.assign(new EventEmitter(), { write: (body) => (caught.body += body), end: (body) => (caught.body += body ?? "") });
  });
  call(require("messagebird").initClient("live_abc"), () => {});
  t.mock.restoreAll();
  return caught;
}

test("a text goes out as the library sends it", (t) => {
  const message = {
    now: "2026-03-01T09:15:00Z", id: "0f8e7d6c5b4a39281706f5e4d3c2b1a0", to: "+31612345601", from: "Vangnet",
    text: "مرحبا \"jij\"", callback_url: "https://gw.example.nl/report/mb?m=0f8e", validity_s: 7200, credentials: { access_key: "live_abc" },
  };
  const [ours] = provider("render", "messagebird", [message]);
  const theirs = sent(t, (client, done) =>
    client.messages.create({
      originator: "Vangnet", recipients: ["31612345601"], body: message.text, datacoding: "unicode",
      reference: message.id, reportUrl: message.callback_url, validity: 7200,
    }, done));
  assert.equal(ours.method, theirs.method);
  assert.equal(ours.url, `https://${theirs.hostname}${theirs.path}`);
  assert.equal(ours.headers.Authorization, theirs.headers.Authorization);
  assert.equal(ours.headers["Content-Type"], theirs.headers["Content-Type"]);
  // It writes a list of receivers as one string.
  const { recipients, ...rest } = JSON.parse(ours.body);
  assert.deepEqual({ ...rest, recipients: recipients.join(",") }, JSON.parse(theirs.body));
});

test("a look-up asks what the library asks", (t) => {
  const [ours] = provider("lookup", "messagebird", [{ id: "x", reference: "6fe65f90454aa61536e6a88b", credentials: { access_key: "live_abc" } }]);
  const theirs = sent(t, (client, done) => client.messages.read("6fe65f90454aa61536e6a88b", done));
  assert.equal(ours.method, theirs.method);
  assert.equal(ours.url, `https://${theirs.hostname}${theirs.path}`);
  assert.equal(ours.headers.Authorization, theirs.headers.Authorization);
});
