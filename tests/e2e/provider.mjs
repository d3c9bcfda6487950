// Provider: starts a provider in a process of its own and speaks with it.
import { fork } from "node:child_process";
import { EventEmitter } from "node:events";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("provider_process.mjs", import.meta.url));

export class Provider extends EventEmitter {
  // settings: format, route, secret, token, account; `reports` is the share of texts that it reports about
  // (or true, false), `lookup` says whether it can be asked.
  static async start(settings) {
    const provider = new Provider();
    provider.settings = {
      route: settings.format,
      secret: "path-of-" + settings.format,
      token: "0123456789abcdef0123456789abcdef",
      account: "AC" + "a".repeat(32),
      reports: true,
      lookup: true,
      tries: 100,
      retryMs: 100,
      ...settings,
    };
    provider.carried = [];
    provider.calls = new Map();
    provider.child = fork(script, [JSON.stringify(provider.settings)], { serialization: "advanced" });
    provider.child.on("message", (message) => provider.hear(message));
    provider.port = await new Promise((resolve) => provider.once("ready", (event) => resolve(event.port)));
    return provider;
  }

  hear(message) {
    if (message.event === "carried") this.carried.push(message.message);
    if (message.event) return this.emit(message.event, message);
    this.calls.get(message.done)(message.result);
    this.calls.delete(message.done);
  }

  call(name, values = {}) {
    const number = ++this.callCount;
    return new Promise((resolve) => {
      this.calls.set(number, resolve);
      this.child.send({ call: name, number, ...values });
    });
  }
  callCount = 0;

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  // Where its webhooks go.
  reach(gateway) {
    return this.call("set", { settings: { gateway } });
  }
  mood(name, more = {}) {
    return this.call("mood", { mood: { name, ...more } });
  }
  // A family's text; resolves once the gateway has answered for good.
  text(from, text, more = {}) {
    return this.call("text", { message: { from, text, to: this.settings.sender, ...more } });
  }
  wire() {
    return this.call("wire");
  }

  to(phone) {
    return this.carried.filter((message) => message.to === phone);
  }

  // The first text to `phone` that `fits`, among those carried already or within `ms`.
  async carries(phone, fits, ms = 10_000) {
    const found = () => this.to(phone).find(fits);
    const until = Date.now() + ms;
    while (!found() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    if (!found()) {
      const had = this.to(phone).map((message) => message.text);
      throw new Error(`no such text to ${phone} within ${ms} ms; it had ${JSON.stringify(had)}`);
    }
    return found();
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.disconnect();
    await gone;
  }
}
