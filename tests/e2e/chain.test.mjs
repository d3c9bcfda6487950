// The whole chain over real HTTP and real SMTP: a check-in goes out, a reply comes in, a person is told
// and takes the alert. What went over the wire stands in build/e2e afterwards: chain.log is the first of
// these tests, from the enrolment to the acknowledged alert.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { Api } from "./api.mjs";
import { Console } from "./console.mjs";
import { Gateway, eventually, people, programmeNow, routeTo } from "./gateway.mjs";
import { letterText, Mail } from "./mail.mjs";
import { Provider } from "./provider.mjs";
import { writeTranscript } from "./transcript.mjs";

const sender = "+3197010240000";
const mother = "+31612345678";

const firstMatch = (text, pattern) => {
  const found = pattern.exec(text);
  assert.ok(found, `${pattern} in ${JSON.stringify(text)}`);
  return found[1];
};

// A gateway with one family, in front of a provider and a mail server.
async function makeWorld(format, transcript) {
  const provider = await Provider.start({ format, sender });
  const programme = programmeNow();
  const mail = await Mail.start();
  const gateway = await Gateway.make({
    routes: [routeTo(provider)],
    mail: { url: mail.url, from: "vangnet@example.test" },
    programmes: [programme],
  });
  await provider.reach(gateway.url);
  await gateway.serve();
  const api = new Api(gateway);
  const family = await api.addFamily({
    name: "Familie Keten",
    members: [{ name: "Moeder Keten", phone: mother, language: "nl" }],
    programme: "now",
    domains: ["finance", "parenting"],
  });
  const notes = [];
  const note = (text) => notes.push({ at: new Date().toISOString(), text });
  note(`family ${family.id} is enrolled: its check-in is planned for ${programme.phases[0].between}, and this clock says 12`);
  const end = async () => {
    await writeTranscript(transcript, { provider, mail, notes });
    await gateway.remove();
    await provider.stop();
    await mail.stop();
  };
  return { provider, mail, gateway, api, family, note, end };
}

// From the planned check-in to the page: the same over every provider.
async function askAndBeAlarmed({ provider, mail }) {
  await provider.carries(mother, (message) => /cijfer van 1/.test(message.text), 120_000);
  assert.equal((await provider.text(mother, "1")).status, 200);
  await provider.carries(mother, (message) => /Waar gaat het het meest over/.test(message.text));
  assert.equal((await provider.text(mother, "1 geld, we hebben niks meer")).status, 200);

  const page = await provider.carries(people.samira.phone, (message) => /Antwoord \d+/.test(message.text));
  const letter = await mail.arrives(people.samira.email);
  for (const told of [page.text, letterText(letter)])
    assert.doesNotMatch(told, /Keten|geld|niks/, "a page says nothing about the family");
  return { page: page.text, letter: letterText(letter) };
}

// Waits until the alert is taken, and then for the last texts about it.
async function taken({ api, family, note }) {
  const alerts = await eventually("the alert is taken", 10_000, async () => {
    const alerts = await api.alerts(family);
    return alerts.every((alert) => alert.state === "taken") && alerts.length > 0 ? alerts : null;
  });
  for (const alert of alerts)
    note(`alert ${alert.id} of level ${alert.level}: ${alert.state} by ${alert.taken_by} at ${alert.taken_at}`);
  return alerts;
}

function booksBalance({ gateway, note }) {
  const books = gateway.run("balance");
  assert.equal(books.status, 0, books.stdout + books.stderr);
  note(books.stdout);
}

describe("the whole chain", { concurrency: true }, () => {
  test("over CM.com, taken by answering the page's SMS", { timeout: 200_000 }, async () => {
    const world = await makeWorld("cm", "chain.log");
    try {
      const { page } = await askAndBeAlarmed(world);
      await world.provider.text(people.samira.phone, firstMatch(page, /Antwoord (\d+)/));
      const [alert] = await taken(world);
      assert.equal(alert.taken_by, "samira");
      await world.provider.carries(people.samira.phone, (message) => /U hebt de melding opgepakt/.test(message.text));
      booksBalance(world);
    } finally {
      await world.end();
    }
  });

  test("over Twilio, taken by the link in the mail: opening it does nothing, its button does", { timeout: 200_000 }, async () => {
    const world = await makeWorld("twilio", "chain-twilio.log");
    try {
      const { letter } = await askAndBeAlarmed(world);
      const link = new URL(firstMatch(letter, /Oppakken: (\S+)/));
      const visitor = new Console(world.gateway);
      const page = await visitor.open(link.pathname);
      const scanned = await world.api.alerts(world.family);
      assert.ok(scanned.every((alert) => alert.state === "open"), "a scanner's visit takes nothing");
      await visitor.post(link.pathname, page, { tell: "1", when: "soon" });
      const [alert] = await taken(world);
      assert.equal(alert.taken_by, "samira");
      await world.provider.carries(mother, (message) => /Ik bel je zo/.test(message.text));
      booksBalance(world);
    } finally {
      await world.end();
    }
  });

  test("a crisis: two roads within a minute, 112 back at once, taken in the console", { timeout: 100_000 }, async () => {
    const world = await makeWorld("sandbox", "chain-crisis.log");
    try {
      await world.provider.text(mother, "help hij slaat mij nu met een mes");
      await world.provider.carries(mother, (message) => /Bel 112/.test(message.text), 60_000);
      await world.provider.carries(people.samira.phone, (message) => /DRINGEND/.test(message.text), 60_000);
      await world.mail.arrives(people.samira.email, 60_000);

      const samira = new Console(world.gateway);
      await samira.logIn("samira");
      const [alert] = await world.api.alerts(world.family);
      assert.equal(alert.level, 3);
      const page = await samira.open(`/alerts/${alert.id}`);
      await samira.post(`/alerts/${alert.id}/take`, page, {});
      await taken(world);
      booksBalance(world);
    } finally {
      await world.end();
    }
  });
});
