// A check-in that asks in words, over real HTTP: what is said gets an answer and is read for signals, a bare digit
// is a score, and the same question stands on a screen.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { Api } from "./api.mjs";
import { Gateway, eventually, programmeNow, routeTo } from "./gateway.mjs";
import { Provider } from "./provider.mjs";
import { phones } from "./ussd.mjs";

const secret = "s3cret-of-the-path";
const people = {
  words: { phone: "+31612345601", language: "nl", asked: /^Hoi, .*Samira.*Schrijf gerust terug/ },
  digit: { phone: "+31612345602", language: "ary-Latn", asked: /^Salam, m3akom Samira.*Ktebo liya/ },
  screen: { phone: "+31612345603", language: "ar", asked: /اكتبوا لي/ },
};

let provider, gateway, api;

before(async () => {
  provider = await Provider.start({ format: "sandbox", sender: "+3197010240000" });
  const now = programmeNow();
  now.phases[0].script = "tell-me";
  gateway = await Gateway.make({
    routes: [routeTo(provider), { name: "ussd", provider: "arkesel-ussd", secret, ussd_code: "*140#" }],
    programmes: [now],
  });
  await provider.reach(gateway.url);
  await gateway.serve();
  api = new Api(gateway);
  for (const [name, person] of Object.entries(people))
    person.family = await api.addFamily({ name, members: [{ name, ...person }], programme: "now", domains: ["finance"] });
  await Promise.all(
    Object.values(people).map(({ phone, asked }) =>
      provider.carries(phone, (message) => asked.test(message.text), 120_000),
    ),
  );
});
after(async () => {
  await gateway?.remove();
  await provider?.stop();
});

const alertsOf = (person, n) =>
  eventually(`${n} alerts`, 10_000, async () => {
    const alerts = await api.alerts(person.family);
    return alerts.length === n ? alerts : null;
  });

describe("a check-in asks how somebody is", () => {
  test("words are answered and read, and wait for a person", async () => {
    const { phone, family } = people.words;
    assert.equal((await provider.text(phone, "we hebben geen geld meer voor eten")).status, 200);
    await provider.carries(phone, (message) => /lees het zelf/.test(message.text));
    assert.equal((await alertsOf(people.words, 1))[0].level, 2);
    const { replies } = await api.call("GET", `/families/${family.id}/replies`);
    assert.equal(replies.length, 1);
    assert.equal(replies[0].read_at, null);
    assert.deepEqual(replies[0].signals[0].read, { domain: "finance", level: 2 });
  });

  test("a bare digit is a score: a 1 asks on, and calls somebody", async () => {
    const { phone } = people.digit;
    assert.equal((await provider.text(phone, "1")).status, 200);
    await provider.carries(phone, (message) => /1 lflous 2 sekna/.test(message.text));
    assert.equal((await alertsOf(people.digit, 1))[0].level, 2);
  });

  test("on a screen it is asked and answered too", async () => {
    const device = new phones["arkesel-ussd"](`${gateway.url}/ussd/ussd/${secret}`, people.screen.phone);
    assert.match((await device.dial()).text, /^مرحبا! كيف حالكم؟/);
    const last = await device.type("الحمد لله");
    assert.ok(last.end, last.text);
    const { texts, replies } = await api.call("GET", "/balance");
    assert.equal(texts.waiting, 0);
    assert.equal(replies.unmatched, 0);
  });
});
