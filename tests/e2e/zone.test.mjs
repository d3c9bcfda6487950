// New zone data under a running gateway: noticed, taken in, and nothing of it breaks anything.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Gateway, eventually, pause } from "./gateway.mjs";

let gateway, folder;

// As a package does it: beside the old one, then in its place.
async function put(zone) {
  const file = join(folder, "Europe", "Amsterdam");
  await copyFile(join("/usr/share/zoneinfo", zone), `${file}.new`);
  await rename(`${file}.new`, file);
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "vangnet-zones-"));
  await mkdir(join(folder, "Europe"));
  await put("Europe/Amsterdam");
  gateway = await Gateway.make({ municipality: { name: "Voorbeeldstad", zone: "Europe/Amsterdam" } });
  await gateway.serve({ env: { TZDIR: folder } });
});

after(async () => {
  await gateway.remove();
  await rm(folder, { recursive: true });
});

const times = async (what) => (await gateway.said()).split(what).length - 1;

test("a zone file that is replaced is taken in by itself", async () => {
  await put("Africa/Casablanca");
  await eventually("it is noticed", 15_000, async () => (await times("there is new data")) === 1);
  await eventually("it is taken in", 15_000, async () => (await times("serve.ready")) === 2);
  await gateway.ready();
});

test("one that is no zone is not, and is not tried again and again", async () => {
  await writeFile(join(folder, "Europe", "Amsterdam"), "TZif, but cut short");
  await eventually("it says so", 15_000, async () => (await times("the old configuration stays")) === 1);
  await pause(4_500);
  assert.equal(await times("the old configuration stays"), 1);
  await gateway.ready();
  await put("Europe/Amsterdam");
  await eventually("the next one is taken in", 15_000, async () => (await times("serve.ready")) === 3);
});
