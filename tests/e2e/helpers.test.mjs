// A regular helper reports on a family by SMS, and sees nothing of it.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { Api } from "./api.mjs";
import { Console } from "./console.mjs";
import { Gateway, passwordHash, people, routeTo } from "./gateway.mjs";
import { Provider } from "./provider.mjs";

const sender = "+3197010240000";
const mother = "+31612345678";
const teacher = "+31612340009";

const colleagues = [
  ...Object.values(people),
  { login: "anneke", name: "Anneke, school De Regenboog", role: "helper", phone: teacher },
].map((person) => ({ ...person, hours: "always", password_hash: passwordHash() }));

describe("a report by a regular helper", () => {
  let provider, gateway, family, code;
  before(async () => {
    provider = await Provider.start({ format: "twilio", sender });
    gateway = await Gateway.make({ routes: [routeTo(provider)], staff: colleagues });
    await provider.reach(gateway.url);
    await gateway.serve();
    family = await new Api(gateway).addFamily({
      name: "Familie Proef",
      members: [{ name: "Moeder Proef", phone: mother, language: "nl" }],
      programme: "now",
      domains: ["school"],
    });
  });
  after(async () => {
    await gateway.remove();
    await provider.stop();
  });

  const answered = (word) => provider.carries(teacher, (message) => message.text.includes(word));

  test("the coordinator makes a code for the helper", async () => {
    const coordinator = new Console(gateway);
    await coordinator.logIn("coordinator");
    const path = `/families/${family.id}`;
    await coordinator.post(`${path}/reports`, await coordinator.open(path), { helper: "anneke" });
    [, code] = /class="vn-code">([1-9]\d{4})</.exec(await coordinator.open(path));
  });

  test("a text with the code in front is on the family's page with its source, and an alert", async () => {
    await provider.text(teacher, `${code} zoon gaat al twee weken niet meer naar school`);
    await answered("binnen");
    const manager = new Console(gateway);
    await manager.logIn("samira");
    const page = await manager.open(`/families/${family.id}`);
    assert.match(page, /Anneke, school De Regenboog, vaste hulp/);
    assert.match(page, /Verteld door een vaste hulp/);
    assert.match(await manager.open("/alerts"), /Familie Proef/);
  });

  test("an unknown code is answered, and what was written waits for the coordinator", async () => {
    await provider.text(teacher, "99999 er was vandaag niemand thuis");
    await answered("niet bekend");
    const coordinator = new Console(gateway);
    await coordinator.logIn("coordinator");
    assert.match(await coordinator.open("/strangers"), /er was vandaag niemand thuis/);
  });

  test("the helper has no screens, and nothing of the family is in what the helper gets", async () => {
    const helper = new Console(gateway);
    await helper.logIn("anneke");
    assert.equal((await helper.fetch(`/families/${family.id}`)).status, 403);
    for (const { text } of provider.to(teacher))
      assert.doesNotMatch(text, /Proef|school|zoon/);
  });
});
