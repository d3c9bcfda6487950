// Limits of the machine: a file that may not grow is a full disk, not the end of the gateway.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Gateway, eventually } from "./gateway.mjs";

let gateway;
let answered = 0;

before(async () => {
  gateway = await Gateway.make({
    routes: [
      {
        name: "main",
        provider: "cm",
        sender: "+3197010240000",
        secret: "of-the-path",
        credentials: { product_token: "token", base_url: "http://127.0.0.1:9" },
      },
    ],
  });
  // In blocks of 1024 bytes: room for the empty database and a few texts in its log.
  await gateway.serve({ wrap: ["bash", "-c", 'ulimit -f 900 && exec "$0" "$@"'] });
});

after(() => gateway.remove());

async function send(n) {
  const body = JSON.stringify({ from: `003161234${1000 + n}`, to: "003197010240000", body: "x".repeat(900) });
  const { status } = await gateway.get("/in/main/of-the-path", { method: "POST", body });
  if (status === 200) answered++;
  return status;
}

test("a crash would leave no dump of what families wrote", async () => {
  const limits = await readFile(`/proc/${gateway.child.pid}/limits`, "utf8");
  assert.match(limits, /^Max core file size +0 +0 /m);
});

test("what finds no room is answered 503, and /readyz says why", async () => {
  let status = 200;
  for (let n = 0; n < 1000 && status === 200; n++) status = await send(n);
  assert.equal(status, 503);

  const ready = await gateway.get("/readyz");
  assert.equal(ready.status, 503);
  assert.match((await ready.json()).why, /store|disk/);
  assert.equal((await gateway.get("/healthz")).status, 200);
});

test("it says so once, not once a text", async () => {
  for (let n = 0; n < 200; n++) assert.equal(await send(1000 + n), 503);
  assert.ok((await gateway.said()).split("loop.fault").length < 10);
});

test("with room again, everything that was answered 200 is there once", async () => {
  assert.equal(await gateway.stop(), 0);
  await gateway.serve();
  await eventually("all are handled", 15_000, () => / 0 waiting/.test(gateway.run("balance").stdout));
  assert.match(gateway.run("balance").stdout, new RegExp(`texts in +${answered} = ${answered} handled`));
});
