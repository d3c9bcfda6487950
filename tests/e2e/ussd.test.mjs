// USSD through the real binary: the same script as over SMS, as menus. A check-in goes out over SMS and is
// answered on a screen, the session breaks and is led on, a request that comes twice is handled once, Arabic
// fits its small screens, and danger is heard from whoever dials.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { Api } from "./api.mjs";
import { Gateway, eventually, pause, programmeNow, routeTo } from "./gateway.mjs";
import { Provider } from "./provider.mjs";
import { phones } from "./ussd.mjs";

const sender = "+3197010240000";
const secret = "s3cret-of-the-path";
const mother = "+31612345678";
const father = "+31612345679";
const stranger = "+31687654321";

let provider, gateway, api, family, arabs;

before(async () => {
  provider = await Provider.start({ format: "sandbox", sender });
  gateway = await Gateway.make({
    routes: [
      routeTo(provider),
      ...Object.keys(phones).map((dialect) => ({ name: dialect, provider: dialect, secret, ussd_code: "*140#" })),
    ],
    programmes: [programmeNow()],
  });
  await provider.reach(gateway.url);
  await gateway.serve();
  api = new Api(gateway);
  const enrol = (name, phone, language) =>
    api.addFamily({ name, members: [{ name, phone, language }], programme: "now", domains: ["finance"] });
  family = await enrol("Moeder", mother, "nl");
  arabs = await enrol("Vader", father, "ar");
  await provider.carries(mother, (message) => /cijfer van 1/.test(message.text), 120_000);
  await provider.carries(father, (message) => /أرسلوا رقما/.test(message.text), 120_000);
});
after(async () => {
  await gateway?.remove();
  await provider?.stop();
});

const phone = (dialect, number) => new phones[dialect](`${gateway.url}/ussd/${dialect}/${secret}`, number);

describe("a family dials", () => {
  test("answers the open check-in, breaks off at its second question and is led on in another dialect", async () => {
    const first = phone("hubtel-ussd", mother);
    assert.match((await first.dial()).text, /^Hoe ging het deze week\?\n1 heel slecht/);
    assert.match((await first.type("1")).text, /1 geld\n2 wonen/);
    const again = await first.repeat();
    assert.match(again.text, /1 geld\n2 wonen/);

    const second = phone("africastalking-ussd", mother);
    assert.match((await second.dial()).text, /1 geld\n2 wonen/);
    const last = await second.type("1");
    assert.match(last.text, /lees het zelf/);
    assert.ok(last.end);
    assert.deepEqual(await second.repeat(), last);

    const [alert, ...others] = await api.alerts(family);
    assert.equal(others.length, 0);
    assert.equal(alert.level, 2);
    const { texts } = await api.call("GET", "/balance");
    assert.equal(texts.waiting, 0);
    assert.equal(provider.to(mother).filter((message) => /geld/.test(message.text)).length, 0);
  });

  test("sees Arabic on screens of 70 characters, and types its digits", async () => {
    const device = phone("arkesel-ussd", father);
    const screens = [await device.dial(), await device.type("١")];
    assert.match(screens[0].text, /1 سيئ جدا/);
    while (!/6 شيء آخر/.test(screens.at(-1).text)) {
      screens.push(await device.type("٩٩"));
      await pause(1_100); // the same keys sooner are one request that came twice
    }
    assert.ok(screens.length > 2);
    for (const { text } of screens) assert.ok(text.length <= 70, `${text.length}: ${text}`);
    assert.ok((await device.type("٣")).end);
    await eventually("the alert", 5_000, async () => (await api.alerts(arabs)).length === 1);
  });

  test("asks to be called, changes its language, and stops", async () => {
    const device = phone("arkesel-ussd", mother);
    assert.match((await device.dial()).text, /1 Bel mij\n2 Taal\n3 Stoppen/);
    assert.match((await device.type("2")).text, /1 Nederlands\n2 /);
    assert.match((await device.type("1")).text, /1 Bel mij/);
    assert.match((await device.type("3")).text, /geen berichten meer/);
    assert.match((await device.type("0")).text, /1 Bel mij/);
    assert.ok((await device.type("1")).end);
    assert.match((await device.dial()).text, /1 Bel mij/);
  });

  test("in danger, a stranger too, sees the emergency number and somebody is called", async () => {
    const device = phone("africastalking-ussd", stranger);
    const neutral = await device.dial();
    assert.ok(!/Bel mij|Samira|afspraak/.test(neutral.text), neutral.text);
    assert.match((await device.type("hij gaat me vermoorden * help")).text, /112/);
    const { alerts } = await api.call("GET", "/alerts");
    assert.ok(alerts.some((alert) => alert.level === 3));
  });

  for (const dialect of Object.keys(phones))
    test(`is heard in the dialect of ${dialect}`, async () => {
      const device = phone(dialect, "+31687654322");
      assert.ok(!(await device.dial()).end);
      assert.match((await device.type(`ik word geslagen * ${dialect}`)).text, /112/);
    });

  test("is refused by a path without the secret", async () => {
    const device = new phones["hubtel-ussd"](`${gateway.url}/ussd/hubtel-ussd/guess`, mother);
    await assert.rejects(device.dial(), /403/);
  });
});
