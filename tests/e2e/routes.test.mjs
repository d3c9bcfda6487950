// Routes: two providers behind one gateway, of which one fails, is switched off and costs more than it may.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Api } from "./api.mjs";
import { Gateway, eventually, routeTo } from "./gateway.mjs";
import { Provider } from "./provider.mjs";

const phones = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `+3161234560${n}`);
let gateway, api, main, spare;

before(async () => {
  main = await Provider.start({ format: "sandbox", route: "main", sender: "+3197010240001" });
  spare = await Provider.start({ format: "twilio", route: "spare", sender: "+3197010240002" });
  gateway = await Gateway.make({
    trusted_proxies: ["127.0.0.1"],
    routes: [
      routeTo(main, { fallback: "spare", cost: "0.075", budget: "0.50" }),
      routeTo(spare, { cost: "0.09" }),
      {
        name: "fenced",
        provider: "cm",
        sender: "+3197010240003",
        secret: "known-to-all",
        networks: ["203.0.113.0/24"],
        credentials: { product_token: "token", base_url: "http://127.0.0.1:9" },
      },
    ],
  });
  for (const provider of [main, spare]) await provider.reach(gateway.url);
  await gateway.serve();
  api = new Api(gateway);
  for (const [i, phone] of phones.entries())
    await api.addFamily({
      name: `Familie ${i}`,
      members: [{ name: `Ouder ${i}`, phone, language: "nl" }],
      programme: "now",
      domains: ["finance"],
    });
});

after(async () => {
  await gateway.remove();
  await main.stop();
  await spare.stop();
});

// Somebody asks who this is, and hears it from `from`.
async function ask(phone, by, from) {
  const before = from.to(phone).length;
  assert.equal((await by.text(phone, "info")).status, 200);
  await eventually(`the answer to ${phone} by ${from.settings.route}`, 10_000, () => from.to(phone).length > before);
}

const route = async (name) => (await api.call("GET", "/routes")).routes.find((one) => one.name === name);

const metric = async (name, of) => {
  const text = await (await gateway.get("/metrics")).text();
  return Number(new RegExp(`^vangnet_${name}{route="${of}"} (\\S+)$`, "m").exec(text)?.[1]);
};

const logged = async (event) => (await gateway.said()).includes(`"event":"${event}"`);

test("a conversation stays on the route on which the family wrote", async () => {
  await ask(phones[0], main, main);
  await ask(phones[1], spare, spare);
  assert.equal(main.to(phones[0])[0].from, main.settings.sender);
  assert.equal(spare.to(phones[1])[0].from, spare.settings.sender);
});

test("a provider that fails opens the breaker, and its texts leave by the fallback", async () => {
  await main.mood("failing");
  await Promise.all(phones.map((phone) => ask(phone, main, spare)));
  const { breaker, trouble } = await route("main");
  assert.notEqual(breaker, "closed");
  assert.match(trouble, /503/);
  assert.equal(await metric("route_broken", "main"), 1);
  assert.ok(await logged("route.broken"));
});

test("a probe finds that it is back", async () => {
  await main.mood("well");
  await eventually("the breaker closes", 30_000, async () => {
    await main.text(phones[2], "info");
    return (await route("main")).breaker === "closed";
  });
  assert.equal(await metric("route_broken", "main"), 0);
  await ask(phones[3], main, main);
  await eventually("it is logged", 5_000, () => logged("route.well"));
});

test("a route is switched off by the API, also for the next process, and on again", async () => {
  await api.call("POST", "/routes/main", { on: false });
  assert.ok(await logged("route.switch"));
  await ask(phones[4], main, spare);
  await gateway.stop();
  await gateway.serve();
  const { on, switched_by, switched_at } = await route("main");
  assert.deepEqual({ on, switched_by }, { on: false, switched_by: "coordinator" });
  assert.ok(Date.now() - Date.parse(switched_at) < 60_000);
  await ask(phones[5], main, spare);
  assert.equal(await metric("route_on", "main"), 0);
  await api.call("POST", "/routes/main", { on: true });
  await ask(phones[6], main, main);
});

test("a budget warns and holds nothing back", async () => {
  for (const phone of phones) await ask(phone, main, main);
  const { month } = await route("main");
  assert.equal(month.cost_micros, month.segments * 75_000);
  assert.ok(month.cost_micros > month.budget_micros);
  assert.equal(await metric("route_month_euros", "main"), month.cost_micros / 1e6);
  assert.equal(await metric("route_month_segments", "main"), month.segments);
  await gateway.stop();
  await gateway.serve();
  await eventually("it is logged", 5_000, () => logged("route.budget"));
  const { stdout, status } = gateway.run("balance");
  assert.equal(status, 0, stdout);
});

test("a webhook from elsewhere is refused whatever it knows, and only a trusted proxy says where it is from", async () => {
  const body = JSON.stringify({ from: "0031612345699", to: "0031970102400003", body: "hallo" });
  const post = async (headers) =>
    (await gateway.get("/in/fenced/known-to-all", { method: "POST", headers, body })).status;

  assert.equal(await post({}), 403);
  assert.equal(await post({ "X-Forwarded-For": "198.51.100.1" }), 403);
  assert.equal(await post({ "X-Forwarded-For": "203.0.113.9, 198.51.100.1" }), 403);
  assert.equal(await post({ "X-Forwarded-For": "198.51.100.1, 203.0.113.9" }), 200);
});
