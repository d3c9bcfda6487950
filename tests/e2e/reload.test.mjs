// SIGHUP: a changed configuration is taken over, one with a mistake is not, and nobody notices either.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { Gateway, eventually, freePort, pause } from "./gateway.mjs";

let gateway;

const route = (secret) => [
  {
    name: "main",
    provider: "cm",
    sender: "+3197010240000",
    secret,
    credentials: { product_token: "token", base_url: "http://127.0.0.1:9" },
  },
];

before(async () => {
  gateway = await Gateway.make({ routes: route("first") });
  // Memory that was given back is overwritten, so that whoever still reads it is found out.
  await gateway.serve({ env: { MALLOC_PERTURB_: "165" } });
});

after(() => gateway.remove());

const text = (secret, from, body) =>
  gateway
    .get(`/in/main/${secret}`, { method: "POST", body: JSON.stringify({ from, to: "003197010240000", body }) })
    .then((response) => response.status)
    .catch(() => 0); // between two listeners

const reload = () => gateway.child.kill("SIGHUP");

// How often the log says it.
const times = async (what) => (await gateway.said()).split(what).length - 1;

test("a reload in the middle of a burst loses nothing that was answered", async () => {
  let answered = 0;
  let busy = true;
  const phones = [1, 2, 3, 4].map(async (phone) => {
    for (let n = 0; busy; n++) {
      const from = `003161234${phone}${String(n).padStart(3, "0")}`;
      if ((await text("first", from, "ik wil dood")) === 200) answered++;
    }
  });

  for (let n = 1; n <= 4; n++) {
    await pause(300);
    reload();
    await eventually("the reload", 15_000, async () => (await times("serve.reload")) >= n);
    await gateway.ready();
  }
  busy = false;
  await Promise.all(phones);
  await eventually("all are handled", 15_000, () => / 0 waiting/.test(gateway.run("balance").stdout));
  assert.ok(answered > 0);
  assert.match(gateway.run("balance").stdout, new RegExp(`texts in +${answered} = ${answered} handled`));
});

test("a changed secret counts from the reload on", async () => {
  await gateway.configure({ routes: route("second") });
  reload();
  await eventually("the new secret", 15_000, async () => (await text("second", "0031612349001", "hallo")) === 200);
  assert.equal(await text("first", "0031612349002", "hallo"), 403);
});

test("with a mistake, or another address, the gateway goes on as it was and says so", async () => {
  const kept = "the old configuration stays";
  let said = await times(kept);
  const refuses = async () => {
    reload();
    await eventually("it says so", 15_000, async () => (await times(kept)) > said);
    said = await times(kept);
    assert.equal(await text("second", `003161234${9100 + said}`, "hallo"), 200);
  };

  await writeFile(gateway.file, "listen = 5;\n");
  await refuses();
  await gateway.configure({ routes: route("second"), listen: `127.0.0.1:${await freePort()}` });
  await refuses();
  await gateway.configure({ routes: route("second"), store: gateway.database + ".other" });
  await refuses();
});

test("it stops cleanly after all that", async () => {
  assert.equal(await gateway.stop(), 0);
});
