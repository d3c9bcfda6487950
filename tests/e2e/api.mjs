// Api: the gateway's JSON API, as another program of the municipality uses it (docs/api.md).
import assert from "node:assert/strict";
import { password } from "./gateway.mjs";

export class Api {
  constructor(gateway, login = "coordinator") {
    this.gateway = gateway;
    this.authorization = "Basic " + Buffer.from(`${login}:${password}`).toString("base64");
  }

  async call(method, path, body) {
    const answer = await this.gateway.get("/api/v1" + path, {
      method,
      headers: { Authorization: this.authorization, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  // A family with one phone a member, all of them asked, in a programme from today on.
  async addFamily({ name, members, programme, domains, manager = "samira" }) {
    const family = await this.call("POST", "/families", {
      name,
      manager,
      members: members.map(({ name, language, phone }) => ({
        name,
        language,
        asked: true,
        consent: true,
        phone: { number: phone, discretion: "open" },
      })),
    });
    const start_day = new Date().toISOString().slice(0, 10); // noonZone() has the day of UTC
    await this.call("POST", `/families/${family.id}/enrolment`, { programme, start_day, domains });
    return family;
  }

  // The alerts of one family, closed ones too.
  async alerts(family) {
    const { alerts } = await this.call("GET", "/alerts?closed=1");
    return alerts.filter((alert) => alert.family === family.id);
  }
}
