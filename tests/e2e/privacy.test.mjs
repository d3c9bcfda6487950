// Nothing of a family is readable in what the gateway writes or shows to machines.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Api } from "./api.mjs";
import { Gateway, eventually, routeTo, vangnet } from "./gateway.mjs";
import { Provider } from "./provider.mjs";

const sender = "+3197010240000";
const mother = "+31612349871";
const father = "+31612349872";
const stranger = "+31687659873";

// Each stands in something that the gateway is told; rare enough to be found by no accident.
const markers = {
  "name of the family": "Wapperdijk",
  "name of a member": "Hortensia Zwaluwstaart",
  "Arabic name": "زمردة الياقوت",
  "number of the mother": "612349871",
  "number of the father": "612349872",
  "number of a stranger": "687659873",
  "Dutch reply": "kwispelstaartende pannenkoek",
  "Arabic reply": "فراشة بنفسجية",
  "evidence of a crisis": "wil niet meer leven",
  "text of a stranger": "struisvogelpolitiek",
  "broken webhook": "nijlpaardenoor",
  "reason of a pause": "walrusvakantie",
};

// The ways in which a text may leak: as it is, and as other writers write it.
function writings(marker) {
  return [
    Buffer.from(marker),
    Buffer.from(marker, "utf16le"),
    Buffer.from(encodeURIComponent(marker)),
    Buffer.from(JSON.stringify(marker).slice(1, -1).replace(/[^\0-\x7f]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"))),
    Buffer.from(Buffer.from(marker).toString("hex")),
    // Base64 in each of its three phases, without the ends that depend on the neighbours.
    ...[0, 1, 2].map((phase) => {
      const coded = Buffer.concat([Buffer.alloc(phase), Buffer.from(marker)]).toString("base64");
      return Buffer.from(coded.slice(4, -4));
    }),
  ];
}

let gateway;
let provider;
let api;
let family;

before(async () => {
  provider = await Provider.start({ format: "cm", sender });
  gateway = await Gateway.make({ routes: [routeTo(provider)] });
  await gateway.serve();
  await provider.reach(gateway.url);
  api = new Api(gateway);
});

after(async () => {
  await gateway.remove();
  await provider.stop();
});

const hook = (body, path = `/in/cm/${provider.settings.secret}`) =>
  gateway.get(path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

test("a family lives through all that can be written down", { timeout: 60_000 }, async () => {
  family = await api.addFamily({
    name: markers["name of the family"],
    members: [
      { name: markers["name of a member"], phone: mother, language: "nl" },
      { name: markers["Arabic name"], phone: father, language: "ar" },
    ],
    programme: "oosterhout",
    domains: ["finance"],
  });
  const texts = [
    [mother, markers["Dutch reply"]],
    [father, markers["Arabic reply"]],
    [mother, `ik ${markers["evidence of a crisis"]}`],
    [stranger, markers["text of a stranger"]],
    [stranger, `ik ${markers["evidence of a crisis"]} ${markers["text of a stranger"]}`],
  ];
  for (const [from, body] of texts) assert.equal((await hook({ from, to: sender, body })).status, 200);
  await eventually("the alert", 15_000, async () => (await api.alerts(family)).length > 0);
  await provider.carries(mother, () => true);

  const broken = markers["broken webhook"];
  await hook(`{"from":"${mother}","to":"${sender}","body":"${broken}`);
  await hook({ from: mother, to: sender, body: broken }, "/in/cm/wrong-secret");
  await hook({ from: mother, to: sender, body: broken }, `/in/cm/wrong?text=${encodeURIComponent(broken)}&from=${mother}`);
  await hook({ messages: { msg: { reference: broken, to: mother, status: { code: broken, errorDescription: mother } } } });
  await gateway.get(`/${broken}/${mother}?q=${broken}`);
  await api.call("POST", `/families/${family.id}/enrolment/pause`, { reason: markers["reason of a pause"] });
  await eventually("all are handled", 15_000, () => / 0 waiting/.test(gateway.run("balance").stdout));
});

test("no file, log line, metric, balance or backup holds a word of it", { timeout: 60_000 }, async () => {
  for (const [name, keys] of [["copy.db", []], ["copy.keys", ["--keys"]]]) {
    const made = vangnet(["backup", "--config", gateway.file, ...keys, join(gateway.folder, name)]);
    assert.equal(made.status, 0, made.stderr);
  }
  const shown = { metrics: await gateway.get("/metrics"), ready: await gateway.get("/readyz") };
  const wrote = [];
  for (const [name, answer] of Object.entries(shown)) wrote.push([name, Buffer.from(await answer.arrayBuffer())]);
  const balance = gateway.run("balance");
  wrote.push(["balance", Buffer.from(balance.stdout + balance.stderr)]);
  // While it runs, and so with what is in the write-ahead log only; then as it lies on the disk.
  const readFolder = async (when) => {
    for (const name of await readdir(gateway.folder))
      wrote.push([`${name} ${when}`, await readFile(join(gateway.folder, name))]);
  };
  await readFolder("while it runs");
  await gateway.kill();
  await readFolder("after its end");

  assert.ok(wrote.some(([name, bytes]) => name.startsWith("vangnet.db-wal") && bytes.length > 0));
  for (const [what, marker] of Object.entries(markers))
    for (const [name, bytes] of wrote)
      for (const writing of writings(marker))
        assert.ok(writing.length < 6 || !bytes.includes(writing), `${what} is readable in ${name}: ${writing}`);
});
