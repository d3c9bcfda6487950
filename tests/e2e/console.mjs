// Console: a browser without a screen: keeps cookies, sends a page's forms with its token.
import assert from "node:assert/strict";
import { password } from "./gateway.mjs";

export class Console {
  constructor(gateway) {
    this.gateway = gateway;
    this.cookies = new Map();
  }

  async fetch(path, options = {}) {
    const answer = await this.gateway.get(path, {
      ...options,
      headers: {
        ...options.headers,
        Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      },
    });
    // Joined by commas; Node 18 has no getSetCookie.
    for (const cookie of (answer.headers.get("set-cookie") ?? "").split(/, (?=[^ ;,=]+=)/)) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name) this.cookies.set(name, value);
    }
    return answer;
  }

  // The HTML of a page that must be there.
  async open(path) {
    const answer = await this.fetch(path);
    const html = await answer.text();
    assert.equal(answer.status, 200, `${path}: ${answer.status} ${html.slice(0, 200)}`);
    return html;
  }

  // Sends the form of `page` that goes to `path`, and expects to be sent on to another page.
  async post(path, page, fields) {
    const form = page.slice(page.indexOf(`action="${path}"`));
    const [, csrf] = /name="csrf" value="([^"]*)"/.exec(form) ?? [];
    assert.ok(form.length > 1 && csrf, `the page has no form to ${path}`);
    const answer = await this.fetch(path, {
      method: "POST",
      headers: { Origin: this.gateway.url, "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrf, ...fields }).toString(),
    });
    assert.ok(answer.status >= 200 && answer.status < 400, `${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
    return answer;
  }

  async logIn(login) {
    await this.post("/login", await this.open("/login"), { login, password });
  }
}
