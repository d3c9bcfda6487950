// Demo: the demonstration in front of a real browser.
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { binary, freePort, repository } from "../e2e/gateway.mjs";

export const shots = join(repository, "build", "screenshots");

export class Demo {
  // Resolves once it has said where it is.
  static async start() {
    const demo = new Demo();
    const port = await freePort();
    demo.url = `http://127.0.0.1:${port}`;
    demo.child = spawn(binary, ["demo", "--port", String(port)], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    demo.gone = new Promise((resolve) => demo.child.once("exit", resolve));
    await new Promise((resolve, reject) => {
      const hear = (part) => {
        said += part;
        if (/^Vangnet: http/m.test(said)) resolve();
      };
      demo.child.stdout.on("data", hear);
      demo.child.stderr.on("data", hear);
      void demo.gone.then(() => reject(new Error(`the demonstration ended: ${said}`)));
    });
    return demo;
  }

  async stop() {
    this.child.kill("SIGTERM");
    return this.gone;
  }
}

export class Browser {
  static async start() {
    const browser = new Browser();
    browser.chromium = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: process.getuid() === 0 ? ["--no-sandbox"] : [],
      timeout: 60_000,
    });
    await mkdir(shots, { recursive: true });
    return browser;
  }

  // A page of a person with this screen; everything that went wrong in it is in `faults`.
  async open({ url, width = 1280, scheme = "light", javaScript = true }) {
    const context = await this.chromium.newContext({
      baseURL: url,
      viewport: { width, height: width < 600 ? 780 : 900 },
      deviceScaleFactor: width < 600 ? 2 : 1,
      colorScheme: scheme,
      javaScriptEnabled: javaScript,
      locale: "nl-NL",
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.faults = [];
    page.on("pageerror", (error) => page.faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
    page.on("response", (answer) => answer.status() >= 400 && page.faults.push(`${answer.status()} ${answer.url()}`));
    return page;
  }

  stop() {
    return this.chromium.close();
  }
}

export const shot = (page, name, more = {}) => page.screenshot({ path: join(shots, name + ".png"), ...more });
