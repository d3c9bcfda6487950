// What a family manager sees when answers do not go with each other: "all well" and then STOP, shortly after
// somebody wrote that she was hit. Another hand may hold the phone.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Api } from "./api.mjs";
import { Console } from "./console.mjs";
import { Gateway, eventually, routeTo } from "./gateway.mjs";
import { Provider } from "./provider.mjs";

const sender = "+3197010240000";
const mother = "+31612348861";
const neighbour = "+31612348862";

let provider;
let gateway;
let api;
let family;
let calm;

before(async () => {
  provider = await Provider.start({ format: "cm", sender });
  gateway = await Gateway.make({ routes: [routeTo(provider)] });
  await provider.reach(gateway.url);
  await gateway.serve();
  api = new Api(gateway);
  family = await api.addFamily({
    name: "Familie Contrast",
    members: [{ name: "Moeder Contrast", phone: mother, language: "nl" }],
    programme: "now",
    domains: ["finance"],
  });
  calm = await api.addFamily({
    name: "Familie Kalm",
    members: [{ name: "Vader Kalm", phone: neighbour, language: "nl" }],
    programme: "now",
    domains: ["finance"],
  });
});

after(async () => {
  await gateway.remove();
  await provider.stop();
});

const ofLevel = (alerts, level) => alerts.filter((alert) => alert.level === level);

const says = async (from, text) => assert.equal((await provider.text(from, text)).status, 200);

test("all well and STOP after a blow reach a person with the reason, and the phone hears what any phone hears", async () => {
  await says(mother, "hij heeft me geslagen");
  await eventually("the crisis", 10_000, async () => ofLevel(await api.alerts(family), 3).length === 1);
  await says(mother, "alles goed hoor");
  const [look] = await eventually("somebody must look", 10_000, async () => {
    const found = ofLevel(await api.alerts(family), 2);
    return found.length > 0 && found;
  });
  assert.match(look.because.join(), /alles goed.*kort na het alarm/i);
  await says(mother, "STOP");
  await provider.carries(mother, (message) => message.text === "Goed. Je krijgt geen berichten meer. Wil je ze later terug? Stuur START.");
  const joined = await eventually("the stop joins it", 10_000, async () => {
    const found = ofLevel(await api.alerts(family), 2);
    return found.length === 1 && found[0].because.length === 2 && found[0];
  });
  assert.match(joined.because[1], /signaal van geweld/);
  assert.equal(ofLevel(await api.alerts(family), 3)[0].state, "open", "nothing closes the crisis");
});

test("the alert and the family's page say why", async () => {
  const samira = new Console(gateway);
  await samira.logIn("samira");
  const [look] = ofLevel(await api.alerts(family), 2);
  const page = await samira.open(`/alerts/${look.id}`);
  for (const sentence of look.because) assert.equal(page.split(sentence).length, 2, `once: ${sentence}`);
  const timeline = await samira.open(`/families/${family.id}`);
  for (const sentence of look.because) assert.ok(timeline.includes(sentence), sentence);
});

test("the same words from a family without an alarm raise nothing", async () => {
  await says(neighbour, "alles goed hoor");
  await says(neighbour, "STOP");
  await provider.carries(neighbour, (message) => /^Goed\. Je krijgt geen berichten meer/.test(message.text));
  assert.deepEqual(await api.alerts(calm), []);
});

test("a municipality that switches the rules off is not called by them", async () => {
  await gateway.configure({
    routes: [routeTo(provider)],
    rules: { stop_after_violence: { on: false }, stop_after_trouble: { on: false }, all_well: { on: false } },
  });
  await gateway.stop();
  await gateway.serve();
  await says(neighbour, "START");
  await says(neighbour, "hij heeft me geslagen");
  await says(neighbour, "stoppen"); // the same word within two minutes may be the same text twice
  const confirmed = () => provider.to(neighbour).filter((message) => /^Goed\. Je krijgt geen/.test(message.text));
  await eventually("the second stop is heard", 10_000, () => confirmed().length === 2);
  await eventually("the crisis", 10_000, async () => ofLevel(await api.alerts(calm), 3).length === 1);
  assert.deepEqual(ofLevel(await api.alerts(calm), 2), []);
});
