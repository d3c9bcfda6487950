// Kannel: Debian's own, with a configuration of its own in a temporary folder. What it needs to know of the
// gateway is what docs/providers.md, "Kannel", tells an operator to write.
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, freePort } from "./gateway.mjs";
import { FakeSmsc, SmppSmsc } from "./smsc.mjs";

const user = { username: "vangnet", password: "geheim van kannel" };

const service = (gateway, route) => `
group = sms-service
keyword = default
catch-all = true
accepted-smsc = ${route.smsc}
max-messages = 0
omit-empty = true
send-sender = true
post-url = "${gateway}/in/${route.name}/${route.secret}?id=%I"
`;

const groups = (kannel) => `
group = core
admin-port = ${kannel.adminPort}
admin-password = ${kannel.adminPort}
smsbox-port = ${kannel.boxPort}
box-allow-ip = 127.0.0.1

group = smsc
smsc = fake
smsc-id = fake
allowed-smsc-id = fake
port = ${kannel.fakePort}
connect-allow-ip = 127.0.0.1

group = smsc
smsc = smpp
smsc-id = smpp
allowed-smsc-id = smpp
host = 127.0.0.1
port = ${kannel.smppPort}
smsc-username = vangnet
smsc-password = geheim
system-type = ""
transceiver-mode = true
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = ${kannel.boxPort}
sendsms-port = ${kannel.port}
sendsms-interface = 127.0.0.1
mo-recode = true
http-request-retry = 1000
http-queue-delay = 1

group = sendsms-user
username = ${user.username}
password = "${user.password}"
max-messages = 10
concatenation = true
`;

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => (socket.destroy(), resolve(true)));
    socket.on("error", () => resolve(false));
  });

export class Kannel {
  boxes = [];

  // Brings to each of the routes { name, secret, smsc } what its message centre hears.
  static async start(gateway, routes) {
    const kannel = new Kannel();
    for (const name of ["port", "adminPort", "boxPort", "fakePort", "smppPort"]) kannel[name] = await freePort();
    kannel.folder = await mkdtemp(join(tmpdir(), "vangnet-kannel-"));
    kannel.file = join(kannel.folder, "kannel.conf");
    await writeFile(kannel.file, groups(kannel) + routes.map((route) => service(gateway, route)).join(""));
    try {
      return await kannel.open();
    } catch (error) {
      error.message += "\n" + (await kannel.said("bearerbox").catch(() => "")).slice(-3000);
      await kannel.stop();
      throw error;
    }
  }

  async open() {
    this.smpp = await SmppSmsc.listen(this.smppPort);
    await this.run("bearerbox");
    await eventually("bearerbox", 10_000, () => answers(this.boxPort));
    await this.run("smsbox");
    await eventually("smsbox", 10_000, () => answers(this.port));
    this.fake = await FakeSmsc.connect(this.fakePort); // its port is open once there is an smsbox
    await eventually("Kannel is bound to the SMPP centre", 10_000, () => this.smpp.bound);
    return this;
  }

  async run(box) {
    const log = await open(join(this.folder, `${box}.log`), "a");
    const child = spawn(`/usr/sbin/${box}`, ["--verbosity", "1", this.file], { stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    this.boxes.push(child);
  }

  credentials({ smsc }) {
    return { ...user, smsc, base_url: `http://127.0.0.1:${this.port}` };
  }

  said(box) {
    return readFile(join(this.folder, `${box}.log`), "utf8");
  }

  async stop() {
    for (const child of this.boxes.reverse()) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL"); // it would wait for its threads, and has nothing to keep
      await gone;
    }
    this.fake?.stop();
    this.smpp?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
