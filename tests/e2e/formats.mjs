// Formats: what each provider hears and says on the wire, seen from the provider's side.
//
// take     reads a request that sends a text; null: it is none
// ask      answers a look-up; null: the request is none. `carried` are the texts taken so far
// accepted the answer to a text that was taken
// report   the webhook that says what became of a text
// text     the webhook that brings a family's text
//
// Sources of the foreign formats: docs/providers.md.
import { createHmac, randomBytes } from "node:crypto";

const json = (value, status = 200) => ({
  status,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(value),
});

const post = (url, type, body, headers = {}) => ({
  method: "POST",
  url,
  headers: { "Content-Type": type, ...headers },
  body,
});

const hex = (bytes) => randomBytes(bytes).toString("hex");

// The provider's own id of a text; CM.com gives a family's text none.
export const newReference = { twilio: () => "SM" + hex(16), sandbox: () => "sb-" + hex(8) };

const cm = {
  take(request) {
    if (request.method !== "POST" || request.path !== "/v1.0/message") return null;
    const message = JSON.parse(request.body).messages.msg[0];
    return {
      id: message.reference,
      to: "+" + message.to[0].number.replace(/^00/, ""),
      from: message.from,
      text: message.body.content,
    };
  },
  ask: () => null,
  accepted: (message) =>
    json({
      details: "Created 1 message(s)",
      errorCode: 0,
      messages: [
        {
          to: message.to.replace("+", "00"),
          parts: 1,
          status: "Accepted",
          reference: message.id,
          messageErrorCode: 0,
          messageDetails: null,
        },
      ],
    }),
  report: (message, settings) =>
    post(
      `${settings.gateway}/report/${settings.route}/${settings.secret}`,
      "application/json",
      JSON.stringify({
        messages: {
          msg: {
            received: new Date().toISOString(),
            to: message.to.replace("+", "00"),
            reference: message.id,
            status: { code: "2", errorCode: "", errorDescription: "" },
            operator: "",
          },
        },
      }),
    ),
  text: (message, settings) =>
    post(
      `${settings.gateway}/in/${settings.route}/${settings.secret}`,
      "application/json",
      JSON.stringify({
        reference: "",
        from: { number: message.from.replace("+", "00") },
        to: { number: message.to.replace("+", "00") },
        message: { text: message.text },
        timeUtc: new Date().toISOString(),
        channel: "SMS",
      }),
    ),
};

// The signature is over the public URL and the fields in order of name.
function twilioSigned(url, fields, settings) {
  const signed = Object.keys(fields)
    .sort()
    .reduce((made, name) => made + name + fields[name], url);
  return post(url, "application/x-www-form-urlencoded", new URLSearchParams(fields).toString(), {
    "X-Twilio-Signature": createHmac("sha1", settings.token).update(signed).digest("base64"),
  });
}

const twilioMessage = (message) => ({
  sid: message.reference,
  status: "delivered",
  body: message.text,
  to: message.to,
  from: message.from,
  num_segments: "1",
  error_code: null,
  date_sent: message.at.toUTCString(),
  date_created: message.at.toUTCString(),
});

const twilio = {
  take(request) {
    if (request.method !== "POST" || !request.path.endsWith("/Messages.json")) return null;
    const fields = new URLSearchParams(request.body);
    const callback = fields.get("StatusCallback");
    return {
      id: callback ? new URL(callback).searchParams.get("m") : null,
      to: fields.get("To"),
      from: fields.get("From"),
      text: fields.get("Body"),
      callback,
      reference: newReference.twilio(),
    };
  },
  ask(request, carried) {
    if (request.method !== "GET" || !request.path.includes("/Messages")) return null;
    const sid = /\/Messages\/(SM[0-9a-f]{32})\.json$/.exec(request.path)?.[1];
    if (sid) {
      const found = carried.find((message) => message.reference === sid);
      return found ? json(twilioMessage(found)) : json({ code: 20404, status: 404 }, 404);
    }
    const to = request.query.get("To");
    return json({
      messages: carried.filter((message) => message.to === to).map(twilioMessage).reverse(),
      next_page_uri: null,
    });
  },
  accepted: (message) =>
    json({ ...twilioMessage(message), status: "queued", date_sent: null }, 201),
  report: (message, settings) =>
    twilioSigned(
      message.callback,
      {
        MessageSid: message.reference,
        SmsSid: message.reference,
        MessageStatus: "delivered",
        SmsStatus: "delivered",
        AccountSid: settings.account,
        From: message.from,
        To: message.to,
        ApiVersion: "2010-04-01",
      },
      settings,
    ),
  text(message, settings) {
    return twilioSigned(
      `${settings.gateway}/in/${settings.route}/${settings.secret}`,
      {
        MessageSid: message.reference,
        SmsSid: message.reference,
        SmsMessageSid: message.reference,
        AccountSid: settings.account,
        From: message.from,
        To: message.to,
        Body: message.text,
        NumMedia: "0",
        NumSegments: "1",
        SmsStatus: "received",
        ApiVersion: "2010-04-01",
      },
      settings,
    );
  },
};

export function sandboxSigned(url, events, settings) {
  const body = JSON.stringify({ events });
  const seconds = Math.floor(Date.now() / 1000);
  const digest = createHmac("sha256", settings.token).update(`${seconds}.${body}`).digest("hex");
  return post(url, "application/json", body, {
    "X-Vangnet-Signature": `t=${seconds},v1=${digest}`,
  });
}

const sandbox = {
  take(request) {
    if (request.method !== "POST" || request.path !== "/messages") return null;
    const sent = JSON.parse(request.body);
    return { ...sent, callback: sent.callback_url, reference: newReference.sandbox() };
  },
  ask(request, carried) {
    if (request.method !== "GET" || request.path !== "/messages") return null;
    const id = request.query.get("id");
    const found = carried.find((message) => message.id === id);
    return json(found ? { state: "delivered", reference: found.reference, client_id: id } : { state: "absent" });
  },
  accepted: (message) => json({ status: "accepted", id: message.reference }, 201),
  report: (message, settings) =>
    sandboxSigned(
      message.callback,
      [{ type: "report", reference: message.reference, client_id: message.id, state: "delivered" }],
      settings,
    ),
  text: (message, settings) =>
    sandboxSigned(
      `${settings.gateway}/in/${settings.route}/${settings.secret}`,
      [
        {
          type: "inbound",
          from: message.from,
          to: message.to,
          text: message.text,
          reference: message.reference,
        },
      ],
      settings,
    ),
};

export const formats = { cm, twilio, sandbox };
