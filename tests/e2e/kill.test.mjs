// Power loss: a busy gateway is killed (SIGKILL) at random moments, at least 50 times in a run, and started
// again. Nothing that was answered may be lost. Nothing may reach a phone twice where the provider reports
// or can be asked; where it does neither, a text may be sent again once, and is counted.
//
// KILLS and PHONES change the size of a run, SEED its moments.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { Api } from "./api.mjs";
import { Gateway, eventually, fakeClock, pause, programmeNow, routeTo } from "./gateway.mjs";
import { Provider } from "./provider.mjs";

const kills = Number(process.env.KILLS ?? 55);
const phoneCount = Number(process.env.PHONES ?? 200);
const sender = "+3197010240000";

// A small generator, so that a run can be had again by its number (mulberry32).
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const phoneOf = (i) => `+316123${String(10000 + i)}`;

// What a family says to what it hears; each of these texts comes once to each phone.
const dialogue = [
  { name: "check-in", heard: /cijfer van 1/, says: "4" },
  { name: "thanks", heard: /Fijn om te horen/, says: "STOP" },
  { name: "stopped", heard: /Je krijgt geen berichten meer/, says: "START" },
  { name: "started", heard: /Welkom terug/, says: null },
];

class Run {
  constructor(seed, settings) {
    this.random = dice(seed);
    this.settings = settings;
    this.answered = 0; // replies that the gateway took with a 2xx
    this.refused = [];
    this.waiting = 0; // replies under way
  }

  async begin() {
    // All families are there before the window of a minute opens: one that comes later is asked the next day.
    const known = Date.now() + 20_000;
    // Check-ins are planned for the first three quarters of their window.
    this.plannedTill = (Math.floor(known / 60_000) + 1) * 60_000 + 47_000;
    this.provider = await Provider.start({ sender, tries: 600, ...this.settings });
    this.gateway = await Gateway.make({
      routes: [routeTo(this.provider, { inflight_max: 50 })],
      programmes: [programmeNow(1, new Date(known))],
    });
    await this.provider.reach(this.gateway.url);
    await this.provider.mood("slow", { ms: 150 });
    this.provider.on("carried", ({ message }) => void this.reply(message));
    await this.gateway.serve();
    const api = new Api(this.gateway);
    for (let i = 0; i < phoneCount; i += 10)
      await Promise.all(
        Array.from({ length: Math.min(10, phoneCount - i) }, (_, j) =>
          api.addFamily({
            name: `Familie ${i + j}`,
            members: [{ name: `Persoon ${i + j}`, phone: phoneOf(i + j), language: "nl" }],
            programme: "now",
            domains: ["finance"],
          }),
        ),
      );
  }

  async reply(message) {
    const line = dialogue.find((one) => one.heard.test(message.text));
    if (!line?.says || this.asleep) return;
    this.waiting++;
    await pause(100 + 2900 * this.random());
    // One id a text: a family that hears the same twice answers twice, and that is two texts.
    const result = await this.provider.text(message.to, line.says);
    if (result.status >= 200 && result.status < 300) this.answered++;
    else this.refused.push(`${line.says}: ${result.status}`);
    this.waiting--;
  }

  // Only once it is busy.
  async killAgainAndAgain() {
    await eventually("the first check-in", 120_000, () => this.provider.carried.length > 0);
    for (let i = 0; i < kills; i++) {
      await pause(100 + 1400 * this.random());
      await this.gateway.kill();
      await this.gateway.serve();
    }
  }

  heardBy(phone) {
    return dialogue.map((line) => this.provider.to(phone).filter((message) => line.heard.test(message.text)).length);
  }

  // Texts that reached a phone more than once, by our id.
  doubled() {
    const times = new Map();
    for (const message of this.provider.carried) times.set(message.id, (times.get(message.id) ?? 0) + 1);
    return [...times.values()].filter((n) => n > 1);
  }

  // Texts that came in, and whether all of them were dealt with, by the gateway's own books.
  books() {
    const balance = this.gateway.run("balance");
    assert.equal(balance.status, 0, balance.stdout + balance.stderr);
    const [, arrived, handled, waiting] = /^texts in +(\d+) = (\d+) handled \+ (\d+) waiting/m.exec(balance.stdout);
    return { arrived: Number(arrived), handled: Number(handled), waiting: Number(waiting) };
  }

  // How many texts the gateway has in these states.
  async outbox(...states) {
    const metrics = await (await this.gateway.get("/metrics")).text();
    return states
      .map((state) => Number(new RegExp(`^vangnet_outbox_messages{route="${this.settings.format}",state="${state}"} (\\d+)$`, "m").exec(metrics)?.[1] ?? 0))
      .reduce((sum, n) => sum + n, 0);
  }

  async settled(ms, states) {
    let open;
    await pause(this.plannedTill - Date.now());
    await eventually("all is quiet again", ms, async () => {
      await pause(500);
      open = { replies: this.waiting, texts: this.books().waiting, outbox: await this.outbox(...states) };
      return Object.values(open).every((n) => n === 0);
    }).catch((error) => {
      throw new Error(`${error.message}: ${JSON.stringify(open)}\n${this.gateway.run("balance").stdout}`);
    });
  }

  async say(t) {
    const wire = await this.provider.wire();
    const asked = wire.filter((exchange) => exchange.request.method === "GET").length;
    const again = wire.filter((exchange) => exchange.from === "provider" && exchange.tries > 1).length;
    t.diagnostic(
      `${kills} kills, ${this.provider.carried.length} texts out, ${this.answered} replies answered, ` +
        `${this.answered - this.books().handled} lost, ${this.doubled().length} texts sent twice; ` +
        `${asked} look-ups, ${again} webhooks came again`,
    );
  }

  async end() {
    await this.gateway.remove();
    await this.provider.stop();
  }
}

describe("killed at random moments", { concurrency: true }, () => {
  test("with a provider that reports (half of them get lost) and can be asked nothing is lost or doubled", { timeout: 310_000 }, async (t) => {
    const run = new Run(Number(process.env.SEED ?? 1), { format: "twilio", reports: 0.5 });
    try {
      await run.begin();
      await run.killAgainAndAgain();
      await run.settled(140_000, ["due", "sending", "unknown"]);
      await run.say(t);
      assert.deepEqual(run.refused, []);
      assert.equal(run.books().handled, run.answered, "every answered reply was handled, once");
      assert.deepEqual(run.doubled(), []);
      for (let i = 0; i < phoneCount; i++) assert.deepEqual(run.heardBy(phoneOf(i)), [1, 1, 1, 1], phoneOf(i));
    } finally {
      await run.end();
    }
  });

  test("with a provider that does neither each text is sent again at most once", { timeout: 310_000 }, async (t) => {
    const run = new Run(Number(process.env.SEED ?? 2), { format: "sandbox", reports: false, lookup: false });
    try {
      await run.begin();
      await run.killAgainAndAgain();
      await run.settled(140_000, ["due", "sending"]);
      run.asleep = true;
      // Hours later, when it no longer waits: the doubtful ones go out once more, and then never again.
      for (const later of ["+3h", "+9h", "+30h"]) {
        await run.gateway.stop();
        await run.gateway.serve({ env: fakeClock({ FAKETIME: later }) });
        await pause(4000);
        await run.settled(30_000, ["due", "sending"]);
      }
      await run.say(t);
      assert.deepEqual(run.refused, []);
      assert.ok(run.answered > phoneCount, `a busy run: ${run.answered} replies`);
      assert.equal(run.books().handled, run.answered, "every answered reply was handled, once");
      assert.ok(
        run.doubled().every((n) => n === 2),
        `more than one resend: ${run.doubled()}`,
      );
    } finally {
      await run.end();
    }
  });
});
