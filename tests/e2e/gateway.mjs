// Gateway: the real binary with a configuration of its own in a temporary folder.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../", import.meta.url));
export const binary = process.env.VANGNET ?? join(repository, "build", "vangnet");

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Calls until it gives something true.
export async function eventually(what, ms, look) {
  const until = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > until) throw new Error(`${what}: not within ${ms} ms`);
    await pause(20);
  }
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// One run of a subcommand that ends by itself.
export function vangnet(args, options = {}) {
  const run = spawnSync(binary, args, { encoding: "utf8", timeout: 60_000, ...options });
  if (run.error) throw run.error;
  return run;
}

export const password = "een lang wachtwoord";
let hashed;
// As `vangnet password` makes it, once for all tests of a file: it is slow on purpose.
export function passwordHash() {
  hashed ??= vangnet(["password"], { input: password + "\n" }).stdout.trim();
  return hashed;
}

const quote = (text) => '"' + String(text).replace(/[\\"]/g, "\\$&") + '"';

// A value of libconfig: objects are groups, arrays are lists.
function libconfig(value) {
  if (Array.isArray(value)) return `(${value.map(libconfig).join(", ")})`;
  if (value !== null && typeof value === "object") {
    const settings = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{ ${settings.map(([name, inner]) => `${name} = ${libconfig(inner)};`).join(" ")} }`;
  }
  return typeof value === "string" ? quote(value) : String(value);
}

export function configurationText(values) {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${libconfig(value)};\n`)
    .join("");
}

// A zone in which it is between noon and one o'clock now, so that tests run at any hour of the day.
export function noonZone(now = new Date()) {
  const ahead = 12 - now.getUTCHours();
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

// A programme that asks everybody in the minutes after this one.
export function programmeNow(minutes = 1, now = new Date()) {
  const first = now.getUTCMinutes() + 1;
  const clock = (minute) => `${12 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
  return {
    name: "now",
    title_nl: "Nu",
    nudge_after_hours: 0,
    phases: [
      {
        name: "now",
        weeks: 0,
        rhythm: "FREQ=DAILY",
        between: `${clock(first)}-${clock(first + minutes)}`,
        asks: "each",
        script: "how-is-it",
      },
    ],
  };
}

export const people = {
  samira: { login: "samira", name: "Samira Test", role: "family_manager", phone: "+31612340001", email: "samira@example.test" },
  coordinator: { login: "coordinator", name: "Cor Test", role: "coordinator", phone: "+31612340002", email: "cor@example.test" },
  manager: { login: "manager", name: "Mar Test", role: "process_manager", phone: "+31612340003", email: "mar@example.test" },
};

// The environment in which a program sees another time: FAKETIME as "+3h", or FAKETIME_TIMESTAMP_FILE. Not
// by the command `faketime`, which stands between the program and who wants to stop it.
export function fakeClock(settings) {
  const library = readdirSync("/usr/lib")
    .map((folder) => join("/usr/lib", folder, "faketime", "libfaketimeMT.so.1"))
    .find((path) => existsSync(path));
  if (!library) throw new Error("libfaketime is not installed");
  return { LD_PRELOAD: library, DONT_FAKE_MONOTONIC: "1", ...settings };
}

export class Gateway {
  // `values` are merged over a configuration of one municipality with three staff members.
  static async make(values = {}) {
    const gateway = new Gateway();
    gateway.folder = await mkdtemp(join(tmpdir(), "vangnet-e2e-"));
    gateway.port = await freePort();
    gateway.url = `http://127.0.0.1:${gateway.port}`;
    gateway.file = join(gateway.folder, "vangnet.cfg");
    gateway.database = join(gateway.folder, "vangnet.db");
    gateway.log = join(gateway.folder, "gateway.log");
    await writeFile(join(gateway.folder, "master.key"), randomBytes(32), { mode: 0o600 });
    await gateway.configure(values);
    return gateway;
  }

  configure(values) {
    const staff = Object.values(people).map((person) => ({
      ...person,
      hours: "always",
      password_hash: passwordHash(),
    }));
    return writeFile(
      this.file,
      configurationText({
        listen: `127.0.0.1:${this.port}`,
        public_url: this.url,
        store: this.database,
        master_key: `file:${join(this.folder, "master.key")}`,
        municipality: { name: "Waterdorp", zone: noonZone() },
        quiet_hours: "none",
        special_days: [], // so that tests run on any day of the year
        staff,
        duties: [{ hours: "always", staff: "samira" }],
        programmes: [programmeNow()],
        ...values,
      }),
    );
  }

  // Runs `serve`; `wrap` is a command in front of it. Resolves once it is ready.
  async serve({ wrap = [], env = {} } = {}) {
    const log = await open(this.log, "a");
    const [command, ...args] = [...wrap, binary, "serve", "--config", this.file];
    this.child = spawn(command, args, { stdio: ["ignore", log.fd, log.fd], env: { ...process.env, ...env } });
    this.gone = new Promise((resolve) => this.child.once("exit", (code, signal) => resolve(code ?? signal)));
    await log.close();
    await this.ready();
    return this;
  }

  async ready(ms = 15_000) {
    let ended = false;
    void this.gone.then(() => (ended = true));
    await eventually("the gateway is ready", ms, async () => {
      const answers = (await this.get("/readyz").catch(() => null))?.status === 200;
      if (ended) throw new Error("it ended"); // whoever answers, it is not this one
      return answers;
    }).catch(async (error) => {
      throw new Error(`${error.message}\n${await this.said()}`);
    });
  }

  get(path, options) {
    return fetch(this.url + path, { redirect: "manual", ...options });
  }

  async said() {
    return (await readFile(this.log, "utf8").catch(() => "")).slice(-3000);
  }

  // Dies at once, in the middle of whatever it did.
  async kill() {
    this.child.kill("SIGKILL");
    return this.gone;
  }

  // Stops as an operator stops it; resolves with the exit code.
  async stop() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return this.gone;
    this.child.kill("SIGTERM");
    return this.gone;
  }

  run(...args) {
    return vangnet([...args, "--config", this.file]);
  }

  async remove() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

// A route of the configuration that leads to `provider`.
export function routeTo(provider, more = {}) {
  const { format, route, secret, token, account, sender, reports } = provider.settings;
  const credentials = {
    cm: { product_token: "11111111-2222-3333-4444-555555555555" },
    twilio: { account_sid: account, auth_token: token },
    sandbox: { webhook_secret: token },
  }[format];
  return {
    name: route,
    provider: format,
    sender,
    secret,
    reports: reports > 0,
    credentials: { ...credentials, base_url: provider.url },
    ...more,
  };
}
