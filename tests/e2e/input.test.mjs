// Bad input: what a gateway on the open internet gets to see, and what a machine does to it.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdir, open, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { Api } from "./api.mjs";
import { Gateway, eventually, fakeClock, pause, people, programmeNow, routeTo, vangnet } from "./gateway.mjs";
import { Provider } from "./provider.mjs";

const sender = "+3197010240000";
const mother = "+31612345678";
const stranger = "+31687654321";

function arrived(gateway) {
  const books = gateway.run("balance");
  assert.equal(books.status, 0, books.stdout + books.stderr);
  return Number(/^texts in +(\d+)/m.exec(books.stdout)[1]);
}

// Status of a POST of raw bytes; 0 where the connection was cut instead of answered.
function post(url, body, headers) {
  return new Promise((resolve) => {
    const sent = httpRequest(url, { method: "POST", headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on("error", () => resolve(0));
    sent.end(body);
  });
}

async function makeWorld(format, more = {}) {
  const provider = await Provider.start({ format, sender });
  const gateway = await Gateway.make({ routes: [routeTo(provider)], ...more });
  await provider.reach(gateway.url);
  const end = async () => {
    await gateway.remove();
    await provider.stop();
  };
  return { provider, gateway, end };
}

async function addFamily(gateway) {
  const api = new Api(gateway);
  const family = await api.addFamily({
    name: "Familie Proef",
    members: [{ name: "Moeder Proef", phone: mother, language: "nl" }],
    programme: "now",
    domains: ["finance"],
  });
  return { api, family };
}

describe("webhooks", () => {
  let world;
  before(async () => {
    world = await makeWorld("twilio");
    await world.gateway.serve();
    await addFamily(world.gateway);
  });
  after(() => world.end());
  const hook = () => `${world.gateway.url}/in/twilio/${world.provider.settings.secret}`;
  const form = { "Content-Type": "application/x-www-form-urlencoded" };

  test("one of 10 MB is refused, and the gateway goes on", async () => {
    const status = await post(hook(), Buffer.alloc(10 << 20, "a"), form);
    assert.ok(status === 413 || status === 0, String(status));
    assert.equal((await world.gateway.get("/readyz")).status, 200);
    assert.equal(arrived(world.gateway), 0);
  });

  test("one with a wrong signature moves nothing", async () => {
    await world.provider.call("set", { settings: { token: "f".repeat(32) } });
    const { status } = await world.provider.text(mother, "4");
    await world.provider.call("set", { settings: { token: world.provider.settings.token } });
    assert.ok(status === 401 || status === 403, String(status));
    assert.equal(arrived(world.gateway), 0);
  });

  test("one with a wrong secret in its path moves nothing", async () => {
    assert.equal(await post(`${world.gateway.url}/in/twilio/guess`, "Body=4", form), 403);
    assert.equal(arrived(world.gateway), 0);
  });

  test("one of invalid UTF-8 is answered, and the gateway goes on", async () => {
    for (const body of ["From=%2B31612345678&Body=%FF%FE%80", Buffer.from([0x46, 0x3d, 0xff, 0xfe, 0x00, 0xc3])]) {
      const status = await post(hook(), body, form);
      assert.ok(status >= 200 && status < 500, String(status));
    }
    assert.equal((await world.gateway.get("/readyz")).status, 200);
  });

  test("a stranger's text is kept apart, and a stranger in danger gets 112 and a person", async () => {
    const before = arrived(world.gateway);
    assert.equal((await world.provider.text(stranger, "wie bent u?")).status, 200);
    assert.equal((await world.provider.text(stranger, "help hij slaat mij nu met een mes")).status, 200);
    assert.equal(arrived(world.gateway), before + 2);
    await world.provider.carries(stranger, (message) => /112/.test(message.text));
    await world.provider.carries(people.samira.phone, (message) => /DRINGEND/.test(message.text));
    const books = world.gateway.run("balance").stdout;
    assert.match(books, /\(2 of strangers\)/);
  });

  test("the same one twice is one text", async () => {
    const before = arrived(world.gateway);
    const reference = "SM" + "1".repeat(32);
    for (let i = 0; i < 3; i++)
      assert.equal((await world.provider.text(mother, "alles goed", { reference })).status, 200);
    assert.equal(arrived(world.gateway), before + 1);
  });
});

test("invalid UTF-8 in a signed text reaches a person as text", async () => {
  const world = await makeWorld("sandbox");
  try {
    world.provider.settings.token = "";
    await world.gateway.configure({
      routes: [routeTo(world.provider, { credentials: { base_url: world.provider.url } })],
    });
    await world.gateway.serve();
    await addFamily(world.gateway);
    const body = Buffer.concat([
      Buffer.from(`{"events":[{"type":"inbound","from":"${mother}","to":"${sender}","reference":"r1","text":"gaat `),
      Buffer.from([0xff, 0xc3]),
      Buffer.from(' goed"}]}'),
    ]);
    const status = await post(`${world.gateway.url}/in/sandbox/${world.provider.settings.secret}`, body, {
      "Content-Type": "application/json",
    });
    assert.ok(status >= 200 && status < 500, String(status));
    assert.equal((await world.gateway.get("/readyz")).status, 200);
  } finally {
    await world.end();
  }
});

describe("providers", () => {
  for (const mood of ["html", "failing", "throttling", "cut before", "cut after"])
    test(`one that is in the mood "${mood}" neither loses nor doubles a text`, { timeout: 120_000 }, async () => {
      const world = await makeWorld("sandbox");
      try {
        await world.gateway.serve();
        await addFamily(world.gateway);
        await world.provider.mood(mood);
        await world.provider.text(mother, "STOP");
        await eventually("the gateway tried", 20_000, async () =>
          (await world.provider.wire()).some((exchange) => exchange.from === "gateway" && exchange.what === mood),
        );
        await pause(500);
        await world.provider.mood("well");
        await world.provider.carries(mother, (message) => /geen berichten meer/.test(message.text), 90_000);
        await pause(3000);
        assert.equal(world.provider.to(mother).length, 1);
        assert.equal((await world.gateway.get("/readyz")).status, 200);
      } finally {
        await world.end();
      }
    });
});

test("a gateway that was down for hours asks the provider before it sends again", { timeout: 60_000 }, async () => {
  const world = await makeWorld("sandbox");
  const { gateway, provider } = world;
  try {
    await gateway.serve();
    await addFamily(gateway);
    await provider.call("set", { settings: { reports: false } });
    await provider.mood("slow", { ms: 1000 });
    await provider.text(mother, "STOP");
    await pause(300);
    await gateway.kill(); // the text is under way, and arrives
    await provider.carries(mother, (message) => /geen berichten meer/.test(message.text));
    await gateway.serve({ env: fakeClock({ FAKETIME: "+3h" }) });
    await eventually("the provider is asked", 20_000, async () =>
      (await provider.wire()).some((exchange) => exchange.request.method === "GET"),
    );
    await pause(3000);
    assert.equal(provider.to(mother).length, 1);
    assert.match(gateway.run("balance").stdout, /1 = 1 delivered/);
  } finally {
    await world.end();
  }
});

describe("the database", () => {
  for (const [what, spoil] of [
    ["cut in half", async (file) => truncate(file, Math.floor((await stat(file)).size / 2))],
    ["that is something else", (file) => writeFile(file, "this is not a database, but somebody's letter\n".repeat(100))],
    ["with a page of noise", async (file) => {
      const handle = await open(file, "r+");
      await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, 4096);
      await handle.close();
    }],
  ])
    test(`${what} is refused by name, and left as it is`, async () => {
      const world = await makeWorld("sandbox");
      try {
        const { gateway } = world;
        await gateway.serve();
        await addFamily(gateway);
        assert.equal(await gateway.stop(), 0);
        for (const behind of ["-wal", "-shm"]) await rm(gateway.database + behind, { force: true });
        await spoil(gateway.database);
        const { size } = await stat(gateway.database);

        const run = vangnet(["serve", "--config", gateway.file], { timeout: 20_000 });
        assert.notEqual(run.status, 0);
        assert.notEqual(run.status, null, "it stopped by itself");
        assert.match(run.stderr, /vangnet\.db/);
        assert.equal((await stat(gateway.database)).size, size);
      } finally {
        await world.end();
      }
    });
});

// A small file system of its own in a name space of its own, where this machine allows that.
const small = process.getuid() === 0 ? ["unshare", "--mount"] : ["unshare", "--mount", "--map-root-user"];
const maySplit = spawnSync(small[0], [...small.slice(1), "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;

test("a full disk: texts are refused with 503 until there is room, and none that was taken is lost",
  { timeout: 120_000, skip: maySplit ? false : "no mount name spaces here" }, async () => {
    const world = await makeWorld("sandbox");
    const { gateway, provider } = world;
    try {
      const disk = join(gateway.folder, "disk");
      await mkdir(disk);
      gateway.database = join(disk, "vangnet.db");
      await gateway.configure({ routes: [routeTo(provider)] });
      await gateway.serve({
        wrap: [...small, "bash", "-c", 'mount -t tmpfs -o size=8m tmpfs "$0" && head -c 5m /dev/zero >"$0/ballast" && exec "$@"', disk],
      });
      const inside = join("/proc", String(gateway.child.pid), "root", disk);
      assert.ok((await readdir(inside)).includes("ballast"));

      await provider.call("set", { settings: { tries: 1 } });
      const long = "een lang bericht dat ruimte kost ".repeat(40);
      let taken = 0;
      let refused = 0;
      for (let i = 0; i < 5000 && refused < 5; i++) {
        const { status } = await provider.text(stranger, `${i} ${long}`);
        if (status === 200) taken++;
        else refused++;
      }
      assert.ok(refused >= 5, "the disk never filled");
      assert.equal((await gateway.get("/healthz")).status, 200);

      await rm(join(inside, "ballast"));
      await eventually("there is room again", 20_000, async () => (await provider.text(stranger, "weer ruimte")).status === 200);
      taken++;
      const metrics = async () => (await gateway.get("/metrics")).text();
      await eventually("all is handled", 60_000, async () => /^vangnet_inbox_waiting 0$/m.test(await metrics()));
      const unread = Number(/^vangnet_replies_unread (\d+)$/m.exec(await metrics())[1]);
      assert.equal(unread, taken);
    } finally {
      await world.end();
    }
  });

test("a clock that jumps an hour back: no check-in twice, replies and alerts go on", { timeout: 200_000 }, async () => {
  const world = await makeWorld("twilio", { programmes: [programmeNow()] });
  const { gateway, provider } = world;
  try {
    // libfaketime reads the file anew each time somebody asks what time it is.
    const time = join(gateway.folder, "time");
    await writeFile(time, "+0\n");
    await gateway.serve({
      env: fakeClock({ FAKETIME_TIMESTAMP_FILE: time, FAKETIME_NO_CACHE: "1" }),
    });
    const { api, family } = await addFamily(gateway);
    await provider.carries(mother, (message) => /cijfer van 1/.test(message.text), 120_000);
    await writeFile(time, "-1h\n");
    await pause(2000);

    assert.equal((await provider.text(mother, "1")).status, 200);
    await provider.carries(mother, (message) => /Waar gaat het/.test(message.text));
    assert.equal((await provider.text(mother, "help hij slaat mij nu met een mes")).status, 200);
    await provider.carries(people.samira.phone, (message) => /DRINGEND/.test(message.text), 60_000);
    assert.equal((await gateway.get("/readyz")).status, 200);

    await writeFile(time, "+0\n");
    await pause(5000);
    assert.equal(provider.to(mother).filter((message) => /cijfer van 1/.test(message.text)).length, 1);
    assert.ok((await api.alerts(family)).some((alert) => alert.level === 3));
  } finally {
    await world.end();
  }
});

test("a configuration with ten mistakes: all ten are named, with their lines, and nothing starts", async () => {
  const gateway = await Gateway.make();
  try {
    const lines = [
      'listen = "eight thousand";',
      'public_url = "ftp://example.nl";',
      'municipality = { name = ""; zone = "Europe/Amsterdm"; };',
      'quiet_hours = "late";',
      'routes = ( { name = "main"; provider = "cmm"; sender = "+3197010240000"; } );',
      'staff = ( { login = "samira"; name = "Samira"; role = "boss";',
      '            phone = "0612345678"; } );',
      'duties = ( { hours = "mon-fri 9-5"; staff = "samira"; } );',
      'colour = "blue";',
    ];
    await writeFile(gateway.file, lines.join("\n") + "\n");
    const run = vangnet(["check-config", gateway.file]);
    assert.notEqual(run.status, 0);
    const said = (run.stdout + run.stderr).split("\n").filter((line) => line.startsWith(gateway.file + ":"));
    for (const [line, key] of [
      [1, "listen"],
      [2, "public_url"],
      [3, "municipality.name"],
      [3, "municipality.zone"],
      [4, "quiet_hours"],
      [5, "provider"],
      [6, "role"],
      [7, "phone"],
      [8, "hours"],
      [9, "colour"],
    ])
      assert.ok(
        said.some((mistake) => mistake.startsWith(`${gateway.file}:${line}:`) && mistake.includes(key)),
        `line ${line}, ${key}:\n${said.join("\n")}`,
      );
    assert.notEqual(vangnet(["serve", "--config", gateway.file]).status, 0);
  } finally {
    await gateway.remove();
  }
});
