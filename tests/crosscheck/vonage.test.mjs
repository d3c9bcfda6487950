// Vonage's own libraries sign and check what ours does: nexmo the webhooks of the SMS API, @vonage/jwt the
// tokens of the Messages API. The newer @vonage/auth signs SMS requests by another rule, which Vonage's
// webhooks do not follow: docs/providers.md, "Vonage SMS".
import { test } from "node:test";
import assert from "node:assert/strict";
import { createHash, createHmac, generateKeyPairSync } from "node:crypto";
import { createRequire } from "node:module";
import HashGenerator from "nexmo/lib/HashGenerator.js";
import { tokenGenerate, verifySignature } from "@vonage/jwt";
import { chance } from "./chance.mjs";
import { provider } from "./vangnet.mjs";

// The library in which @vonage/jwt makes and reads its tokens.
const require = createRequire(createRequire(import.meta.url).resolve("@vonage/jwt"));
const jsonwebtoken = require("jsonwebtoken");

const now = "2026-03-01T09:15:00Z";
const seconds = Date.parse(now) / 1000;
const signature_secret = "demoSignatureSecretAdemoSignatureSecretA";

// ---- The SMS API: they sign, we accept -----------------------------------------------------------------

const methods = ["md5hash", "md5", "sha1", "sha256", "sha512"];
const texts = ["ja", "a & b = c", "نعم، تمام", "👍🏽", "", " ", "50% €\n2e regel + meer", "é=ë&ï"];

function fields(dice) {
  const common = { msisdn: "31612345601", to: "3197010200300", messageId: "0A" + dice.below(1e9), timestamp: `${seconds}` };
  const nonce = `${dice.below(1e9)}-${dice.below(1e9)}`;
  if (dice.below(2)) return { ...common, text: dice.one(texts), type: "unicode", keyword: "JA", nonce };
  return { ...common, status: "delivered", "err-code": "0", "client-ref": "0f8e7d6c", nonce };
}

function carry(dice, all) {
  const form = new URLSearchParams(all).toString();
  const url = "https://gw.example.nl/in/vonage/s3cret";
  return dice.one([
    { method: "GET", url: `${url}?${form}`, body: "" },
    { method: "POST", url, body: form },
    { method: "POST", url, body: JSON.stringify(all) },
  ]);
}

function webhook(dice, spoil = (all) => all) {
  const signature_method = dice.one(methods);
  const all = fields(dice);
  const sig = new HashGenerator().generate(signature_method, signature_secret, all);
  const credentials = { signature_secret, signature_method };
  return { all, now, credentials, ...carry(dice, spoil({ ...all, sig }, dice)) };
}

test("what their library signs is accepted and read, by each method and on each way", () => {
  const dice = chance(3);
  const requests = Array.from({ length: 500 }, () => webhook(dice));
  provider("receive", "vonage", requests).forEach(({ status, events }, i) => {
    const { all } = requests[i];
    assert.equal(status, 200, JSON.stringify(requests[i]));
    assert.equal(events.length, 1);
    assert.equal(events[0].reference, all.messageId);
    if (all.status) assert.equal(events[0].state, "delivered");
    else assert.equal(events[0].text, all.text);
  });
});

test("what was changed after they signed it is refused", () => {
  const spoil = (all, dice) => {
    const name = dice.one(Object.keys(all));
    return { ...all, [name]: all[name] + "1" };
  };
  const dice = chance(4);
  const requests = Array.from({ length: 300 }, () => webhook(dice, spoil));
  for (const { status, events } of provider("receive", "vonage", requests)) {
    assert.equal(status, 403);
    assert.deepEqual(events, []);
  }
});

// ---- The Messages API: their tokens, ours ----------------------------------------------------------------

const body = JSON.stringify({
  message_uuid: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", from: "31612345601", to: "3197010200300",
  channel: "sms", message_type: "text", text: "الحمد لله & بخير",
});
const claims = {
  iat: seconds, iss: "Vonage", jti: "c5ba8f24-0000-4c10-bfdf-3fbe8ce51111", api_key: "abcd1234",
  payload_hash: createHash("sha256").update(body).digest("hex"),
};

const receive = (tokens) =>
  provider("receive", "vonage-messages", tokens.map((token) => ({
    now, method: "POST", url: "https://gw.example.nl/in/vonage-messages/s3cret", body,
    headers: { Authorization: `Bearer ${token}` }, credentials: { signature_secret },
  }))).map(({ status }) => status);

const part = (value) => Buffer.from(value).toString("base64url");

function byHand(header, secret = signature_secret, hash = "sha256") {
  const signed = `${part(JSON.stringify(header))}.${part(JSON.stringify(claims))}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`;
}

test("a token of the library behind @vonage/jwt is accepted", () => {
  const token = jsonwebtoken.sign(claims, signature_secret, { algorithm: "HS256" });
  assert.deepEqual(receive([token]), [200]);
});

test("tokens that @vonage/jwt accepts we accept, and those that it refuses we refuse", () => {
  const good = byHand({ alg: "HS256", typ: "JWT" });
  const [header, middle, signature] = good.split(".");
  const tokens = [
    good,
    byHand({ typ: "JWT", alg: "HS256" }),
    byHand({ alg: "HS256" }),
    byHand({ alg: "hs256" }),
    byHand({ alg: "HS512", typ: "JWT" }, signature_secret, "sha512"),
    byHand({ alg: "none" }),
    byHand({ alg: "HS256", typ: "JWT" }, "another secret"),
    `${header}.${middle}.`,
    `${part('{"alg":"none"}')}.${middle}.`,
    `${header}.${part(JSON.stringify({ ...claims, jti: "x" }))}.${signature}`,
    `${header}.${middle}.${signature.slice(0, -2)}`,
    `${header}.${middle}`,
    "",
  ];
  const theirs = tokens.map((token) => (verifySignature(token, signature_secret) ? 200 : 401));
  assert.deepEqual(receive(tokens), theirs);
  assert.deepEqual(theirs.filter((status) => status === 200).length, 3);
});

test("the token that we send is theirs: @vonage/jwt verifies it, and it claims what their own does", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const application_id = "11111111-aaaa-4bbb-8ccc-222222222222";
  // Now, since their verifying looks at the clock.
  const sent = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString().replace(".000Z", "Z");
  const message = {
    now: sent, id: "0f8e7d6c5b4a39281706f5e4d3c2b1a0", to: "+31612345601", from: "Vangnet", text: "Hoi",
    credentials: { application_id, private_key: privateKey },
  };
  const [{ headers }] = provider("render", "vonage-messages", [message]);
  const token = headers.Authorization.replace("Bearer ", "");
  assert.ok(verifySignature(token, publicKey));
  assert.ok(!verifySignature(token.slice(0, -4) + "AAAA", publicKey));

  const ours = jsonwebtoken.decode(token, { complete: true });
  const theirs = jsonwebtoken.decode(tokenGenerate(application_id, privateKey), { complete: true });
  assert.deepEqual(ours.header, theirs.header);
  assert.deepEqual(Object.keys(ours.payload).sort(), Object.keys(theirs.payload).sort());
  assert.equal(ours.payload.iat, Date.parse(sent) / 1000);
  assert.equal(ours.payload.exp - ours.payload.iat, theirs.payload.exp - theirs.payload.iat);
  assert.equal(ours.payload.application_id, application_id);
});
