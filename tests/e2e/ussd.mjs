// Ussd: a phone that dials, behind the provider of each dialect. A screen is { text, end }.
import assert from "node:assert/strict";

let sessions = 0;

class Phone {
  constructor(url, number) {
    this.url = url;
    this.number = number;
  }

  // Begins a session; one that was open has broken off.
  async dial() {
    this.session = `e2e-${++sessions}-${Date.now()}`;
    this.typed = [];
    return this.send("");
  }

  async type(input) {
    this.typed.push(input);
    return this.send(input);
  }

  // The same request once more, as after an answer that got lost.
  async repeat() {
    return this.send(this.typed.at(-1) ?? "");
  }

  async post(headers, body, { method = "POST", path = "" } = {}) {
    const began = Date.now();
    const answer = await fetch(this.url + path, { method, headers, body });
    assert.ok(Date.now() - began < 1_000, `a screen took ${Date.now() - began} ms`);
    assert.equal(answer.status, 200, `${answer.status}`);
    return answer;
  }
}

// Each step has a number.
class Hubtel extends Phone {
  async send(input) {
    const body = {
      Type: this.typed.length ? "Response" : "Initiation",
      Mobile: this.number.slice(1),
      SessionId: this.session,
      ServiceCode: "*140#",
      Message: input || "*140#",
      Operator: "mtn",
      Sequence: this.typed.length + 1,
      ClientState: "",
    };
    const answer = await (await this.post({ "Content-Type": "application/json" }, JSON.stringify(body))).json();
    assert.equal(answer.SessionId, this.session);
    return { text: answer.Message, end: answer.Type === "Release" };
  }
}

// All that was typed comes each time, and the first word says whether it goes on.
class AfricasTalking extends Phone {
  async send() {
    const body = new URLSearchParams({
      sessionId: this.session,
      serviceCode: "*140#",
      phoneNumber: this.number,
      networkCode: "99999",
      text: this.typed.join("*"),
    });
    const text = await (await this.post({ "Content-Type": "application/x-www-form-urlencoded" }, body)).text();
    assert.match(text, /^(CON|END) /);
    return { text: text.slice(4), end: text.startsWith("END") };
  }
}

class Arkesel extends Phone {
  async send(input) {
    const body = {
      sessionID: this.session,
      userID: "VANGNET",
      newSession: this.typed.length === 0,
      msisdn: this.number.slice(1),
      userData: input || "*140#",
      network: "MTN",
    };
    const answer = await (await this.post({ "Content-Type": "application/json" }, JSON.stringify(body))).json();
    assert.equal(answer.sessionID, this.session);
    return { text: answer.message, end: !answer.continueSession };
  }
}

class Nalo extends Phone {
  async send(input) {
    const body = {
      USERID: "VANGNET1",
      MSISDN: this.number.slice(1),
      USERDATA: input || "*140#",
      MSGTYPE: this.typed.length === 0,
      NETWORK: "MTN",
      SESSIONID: this.session,
    };
    const answer = await (await this.post({ "Content-Type": "application/json" }, JSON.stringify(body))).json();
    assert.equal(answer.MSISDN, body.MSISDN);
    return { text: answer.MSG, end: !answer.MSGTYPE };
  }
}

// The session stands in the path behind ours.
class Infobip extends Phone {
  async send(input) {
    const begins = this.typed.length === 0;
    const how = { method: begins ? "POST" : "PUT", path: `/session/${this.session}/${begins ? "start" : "response"}` };
    const body = { msisdn: this.number.slice(1), shortCode: "*140#", text: input };
    const headers = { "Content-Type": "application/json" };
    const answer = await (await this.post(headers, JSON.stringify(body), how)).json();
    assert.equal(answer.responseExitCode, 200);
    return { text: answer.ussdMenu, end: answer.shouldClose };
  }
}

export const phones = {
  "africastalking-ussd": AfricasTalking,
  "arkesel-ussd": Arkesel,
  "hubtel-ussd": Hubtel,
  "infobip-ussd": Infobip,
  "nalo-ussd": Nalo,
};
