// No credential is readable in what the gateway writes, however its providers fail. One route for every
// adapter that sends, each for the numbers of one country; staff with a number in each are paged at once;
// and every provider answers with all that it was sent, as broken ones do.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { sandboxSigned } from "./formats.mjs";
import { Gateway, eventually, people, repository, vangnet } from "./gateway.mjs";

// One number of each country for a route.
const countries = {
  BE: "+32470123456", DE: "+4915112345678", FR: "+33612345678", GB: "+447400123456", ES: "+34612345678",
  IT: "+393123456789", PT: "+351912345678", AT: "+43664123456", CH: "+41781234567", DK: "+4532123456",
  SE: "+46701234567", NO: "+4740612345", FI: "+358412345678", PL: "+48512345678", CZ: "+420601123456",
  HU: "+36201234567", RO: "+40712034567", GR: "+306912345678", TR: "+905012345678", MA: "+212650123456",
};

const plain = ["base_url", "region", "country", "method", "url", "content_type"]; // no secrets by their nature

// Of a provider that is described in its credentials only what the description fills in is secret.
const isFilledIn = (key, credentials) =>
  key === "signature_key" || Object.values(credentials).some((value) => String(value).includes(`{${key}}`));

// What a working render in the adapter's own vectors is done with.
async function exampleOf(name) {
  const file = await readFile(join(repository, "tests/providers", name, "render.json"), "utf8");
  return JSON.parse(file).cases.find((one) => one.act === "render" && one.out).in;
}

const adapters = vangnet(["provider", "list"])
  .stdout.trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .filter(({ name, can }) => can.includes("render") && name !== "sandbox")
  .map(({ name }) => name);

const token = "0123456789abcdef0123456789abcdef";
const pathSecret = "geheim-pad-van-zandbak";
const secrets = { "webhook_secret of sandbox": token, "secret of sandbox": pathSecret };
const called = new Set(); // routes whose provider was asked to send

let gateway;
let provider;

// Every kind of failure in turn, each with the whole request in its body.
const failures = [401, 400, 500, 403, 200, 429];

async function fail(request, response) {
  const route = request.url.split("/")[1];
  let body = "";
  for await (const part of request) body += part;
  const status = failures[called.size % failures.length];
  called.add(route);
  const told = { url: request.url, headers: request.headers, body };
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ error: told, errors: [told], message: told.body, code: told.url, status: body }));
}

async function makeRoute(name, country) {
  const example = await exampleOf(name);
  const secret = `geheim-pad-van-${name}`;
  secrets[`secret of ${name}`] = secret;
  for (const [key, value] of Object.entries(example.credentials))
    if (!plain.includes(key) && String(value).length > 5 && (name !== "generic" || isFilledIn(key, example.credentials)))
      secrets[`${key} of ${name}`] = String(value);
  const base_url = `http://127.0.0.1:${provider.address().port}/${name}`;
  const credentials = { ...example.credentials, base_url };
  return { name, provider: name, sender: example.from, secret, countries: [country], credentials };
}

before(async () => {
  provider = createServer((request, response) => void fail(request, response));
  await new Promise((resolve) => provider.listen(0, "127.0.0.1", resolve));
  const codes = Object.keys(countries);
  assert.ok(adapters.length <= codes.length, "a country for every adapter");
  const home = {
    name: "home", provider: "sandbox", sender: "+3197010240000", secret: pathSecret, countries: ["NL"],
    credentials: { webhook_secret: token, base_url: `http://127.0.0.1:${provider.address().port}/home` },
  };
  const routes = await Promise.all(adapters.map((name, i) => makeRoute(name, codes[i])));
  gateway = await Gateway.make();
  const staff = adapters.map((name, i) => ({
    login: `on-${codes[i]}`.toLowerCase(), name: `Op ${codes[i]}`, role: "family_manager",
    phone: countries[codes[i]], hours: "always",
  }));
  const everyone = [...Object.values(people).map((one) => ({ ...one, hours: "always" })), ...staff];
  await gateway.configure({
    routes: [home, ...routes],
    staff: everyone,
    alerts: { ladder: [{ who: "everyone", minutes: 1 }] },
  });
  await gateway.serve();
});

after(async () => {
  await gateway.remove();
  provider.close();
});

test("every provider fails and repeats what it was told", { timeout: 60_000 }, async () => {
  const cry = { type: "inbound", from: "+31687659873", to: "+3197010240000", text: "ik wil niet meer leven", reference: "1" };
  const hook = sandboxSigned(`${gateway.url}/in/home/${pathSecret}`, [cry], { token });
  assert.equal((await fetch(hook.url, hook)).status, 200);
  for (const name of adapters) {
    const body = JSON.stringify({ ...secrets, events: [{ type: "inbound" }] });
    await gateway.get(`/in/${name}/${secrets[`secret of ${name}`]}`, { method: "POST", body });
    await gateway.get(`/in/${name}/wrong?${new URLSearchParams(secrets)}`, { method: "POST", body });
  }
  await eventually("all were asked to send", 30_000, () => called.size === adapters.length + 1).catch((error) => {
    throw new Error(`${error.message}: not ${adapters.filter((name) => !called.has(name))}`);
  });
});

test("none of it stands in a log line, a metric, an error or a file", async () => {
  const wrote = [
    ["metrics", await (await gateway.get("/metrics")).text()],
    ["readyz", await (await gateway.get("/readyz")).text()],
    ["balance", gateway.run("balance").stdout],
    ["check-config", Object.values(vangnet(["check-config", gateway.file])).join("\n")],
  ];
  await gateway.stop();
  for (const name of await readdir(gateway.folder))
    if (name !== "vangnet.cfg") wrote.push([name, await readFile(join(gateway.folder, name), "latin1")]);
  assert.ok(wrote.some(([name, text]) => name === "gateway.log" && text.length > 0));
  for (const [what, secret] of Object.entries(secrets))
    for (const writing of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("hex")])
      for (const [name, text] of wrote) assert.ok(!text.includes(writing), `${what} is readable in ${name}`);
});
