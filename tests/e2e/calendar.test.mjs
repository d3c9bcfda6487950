// Calendars: files of three programs, a feed over HTTP, and the calendar that a family manager reads back.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import ICAL from "ical.js";
import { Api } from "./api.mjs";
import { Console } from "./console.mjs";
import { Gateway, eventually, passwordHash, people } from "./gateway.mjs";

const day = 86_400_000;
const written = Date.UTC(2026, 10, 22); // the day on which the files of tests/calendars were written
const secret = "geheim-adres-van-samira";

let gateway;
let api;
let families;
let feed;

// Moves the dates of a file along by whole weeks, so that they lie as far ahead as when it was written; the
// codes in it become those of the families here.
async function calendar(name) {
  const text = await readFile(new URL(`../calendars/${name}.ics`, import.meta.url), "utf8");
  const weeks = Math.floor((Date.now() - written) / day / 7);
  const moved = (date) => {
    const at = Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6));
    return new Date(at + weeks * 7 * day).toISOString().slice(0, 10).replaceAll("-", "");
  };
  return text
    .replace(/\r?\n[ \t]/g, "")
    .replace(/\b202[67]\d{4}(?=T|\r|\n|,|$)/g, moved)
    .replace(/vn-([123])/g, (_, n) => code(families[n - 1]));
}

const code = (family) => `vn-${family.id}`;
const utc = (at) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");

function event({ uid, at, sequence = 0, more = "" }) {
  return (
    `BEGIN:VEVENT\r\nUID:${uid}\r\nSEQUENCE:${sequence}\r\nSUMMARY:Gesprek ${code(families[0])}\r\n` +
    `DTSTART:${utc(at)}\r\nDURATION:PT1H\r\n${more}END:VEVENT\r\n`
  );
}

const whole = (...events) => `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join("")}END:VCALENDAR\r\n`;

async function upload(body, login = "coordinator") {
  const answer = await gateway.get("/api/v1/calendar", {
    method: "POST",
    headers: { Authorization: new Api(gateway, login).authorization, "Content-Type": "text/calendar" },
    body,
  });
  return { status: answer.status, ...JSON.parse((await answer.text()) || "{}") };
}

async function appointments(family) {
  return (await api.call("GET", `/families/${family.id}/appointments`)).appointments;
}

const open = async (family) => (await appointments(family)).filter(({ state }) => state !== "cancelled");

// A server of somebody's calendar, which knows ETags.
async function serveFeed() {
  const served = { body: "", status: 200, asked: [] };
  const server = createServer((request, response) => {
    const etag = `"${served.body.length}-${served.status}"`;
    const same = request.headers["if-none-match"] === etag;
    served.asked.push(same ? 304 : served.status);
    if (request.url === `/${secret}.ics`) response.writeHead(302, { Location: `/there/${secret}.ics` });
    else response.writeHead(same ? 304 : served.status, { ETag: etag, "Content-Type": "text/calendar" });
    response.end(request.url === `/${secret}.ics` || same ? "" : served.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  served.url = `http://127.0.0.1:${server.address().port}/${secret}.ics`;
  served.close = () => server.close();
  return served;
}

before(async () => {
  feed = await serveFeed();
  feed.body = whole();
  const staff = Object.values(people).map((person) => ({
    ...person,
    hours: "always",
    password_hash: passwordHash(),
    calendar: person.login === "samira" ? feed.url : undefined,
  }));
  gateway = await Gateway.make({ staff });
  await gateway.serve();
  api = new Api(gateway);
  families = [];
  for (const [i, name] of ["Gezin A", "Gezin B", "Gezin C"].entries()) {
    const members = ["nl", "ar"].map((language, j) => ({ name: `Lid ${j}`, language, phone: `+3161234${i}10${j}` }));
    families.push(await api.addFamily({ name, members, programme: "now", domains: ["finance"] }));
  }
});

after(async () => {
  feed?.close();
  await gateway?.remove();
});

test("files of Outlook, Google and Nextcloud become appointments, and again they change nothing", async () => {
  const made = { outlook: 4, google: 3, nextcloud: 4 };
  for (const [name, least] of Object.entries(made)) {
    const file = await calendar(name);
    const first = await upload(file);
    assert.equal(first.status, 200, JSON.stringify(first));
    assert.deepEqual(first.errors, []);
    assert.ok(name === "nextcloud" ? first.made.length >= 2 : first.made.length === least, `${name}: ${first.made.length}`);
    assert.equal(first.ignored, { outlook: 1, google: 1, nextcloud: 0 }[name]);
    const again = await upload(file);
    assert.equal(again.made.length + again.moved.length + again.cancelled.length, 0);
    assert.ok(again.unchanged >= first.made.length);
  }
  const [one] = await open(families[1]);
  assert.equal(one.member, families[1].members[0].id);
});

test("a newer version moves an appointment, a cancellation cancels it, an older one is no news", async () => {
  const at = Date.now() + 10 * day;
  const [{ appointment }] = (await upload(whole(event({ uid: "x@y", at })))).made;
  const moved = await upload(whole(event({ uid: "x@y", at: at + day, sequence: 1 })));
  assert.equal(moved.moved[0].appointment, appointment);
  assert.equal(moved.moved[0].starts_at, new Date(at + day).toISOString().replace(/\.\d+/, ""));
  assert.equal((await upload(whole(event({ uid: "x@y", at })))).unchanged, 1);
  const cancelled = await upload(await calendar("outlook-cancel"));
  assert.equal(cancelled.cancelled.length, 1);
  const off = whole(event({ uid: "x@y", at, sequence: 2, more: "STATUS:CANCELLED\r\n" }));
  assert.equal((await upload(off)).cancelled[0].appointment, appointment);
  assert.equal((await appointments(families[0])).find(({ id }) => id === appointment).state, "cancelled");
});

test("what cannot be read says where, and nothing of what stands there", async () => {
  const refused = await upload("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Jansen\r\n");
  assert.equal(refused.status, 400);
  assert.match(refused.error.message, /cut short, what line 2 begins/);
  const near = whole(`BEGIN:VEVENT\r\nUID:j\r\nSUMMARY:Jansen vn-99999\r\nDTSTART:${utc(Date.now() + day)}\r\nEND:VEVENT\r\n`);
  const told = await upload(near);
  assert.deepEqual([told.errors[0].line, told.errors[0].uid], [3, "j"]);
  assert.doesNotMatch(JSON.stringify(told), /Jansen/);
  assert.equal((await upload(near, "manager")).status, 403);
  assert.equal((await upload("x".repeat(3 << 20))).status, 413);
});

test("a feed is looked at, changed and emptied; one that fails cancels nothing", async () => {
  const samira = new Console(gateway);
  await samira.logIn("samira");
  const look = async () => {
    const asked = feed.asked.length;
    await samira.post("/calendar/look", await samira.open("/calendar"), {});
    await eventually("the feed is looked at", 10_000, () => feed.asked.length >= asked + 2);
  };
  const other = `BEGIN:VEVENT\r\nUID:o\r\nSUMMARY:Tandarts\r\nDTSTART:${utc(Date.now() + day)}\r\nEND:VEVENT\r\n`;
  const at = Date.now() + 12 * day;
  const isOn = async () => (await open(families[0])).some((one) => Math.abs(Date.parse(one.starts_at) - at) < 1000);

  feed.body = whole(event({ uid: "f@g", at }), other);
  await look();
  await eventually("it is an appointment", 5000, isOn);
  await look();
  assert.equal(feed.asked.at(-1), 304);
  feed.status = 500;
  await look();
  feed.status = 200;
  const body = feed.body;
  feed.body = body.slice(0, -30);
  await look();
  await eventually("the console tells", 5000, async () => /cut short/.test(await samira.open("/calendar")));
  assert.match(await samira.open("/calendar"), /Uw agenda is beschadigd/);
  const metrics = async () => (await gateway.get("/metrics")).text();
  assert.match(await metrics(), /vangnet_calendar_feeds_failing 1\n/);
  assert.match(await metrics(), /vangnet_calendar_oldest_read_seconds \d+\n/);
  assert.equal((await gateway.get("/readyz")).status, 200);
  assert.ok(await isOn());
  feed.body = whole(other);
  await look();
  await eventually("it is cancelled", 5000, async () => !(await isOn()));
  assert.match(await metrics(), /vangnet_calendar_feeds_failing 0\n/);
  assert.doesNotMatch(await gateway.said(), new RegExp(`${secret}|Tandarts|Gesprek`));
});

test("a file is read through the console, by the family manager", async () => {
  const samira = new Console(gateway);
  await samira.logIn("samira");
  const page = await samira.open("/calendar");
  const form = new FormData();
  form.append("csrf", /name="csrf" value="([^"]*)"/.exec(page)[1]);
  form.append("file", new Blob([whole(event({ uid: "c@d", at: Date.now() + 20 * day }))]), "agenda.ics");
  const answer = await samira.fetch("/calendar", { method: "POST", headers: { Origin: gateway.url }, body: form });
  const html = await answer.text();
  assert.equal(answer.status, 200, html.slice(0, 300));
  assert.match(html, new RegExp(`Nieuw</strong> <a [^>]*>${code(families[0])}</a>`));
  assert.match(await samira.open(`/families/${families[0].id}`), new RegExp(`<code>${code(families[0])}</code>`));
});

test("her own calendar is there at a secret address that can be replaced", async () => {
  const samira = new Console(gateway);
  await samira.logIn("samira");
  const address = async () => {
    const csrf = /name="csrf" value="([^"]*)"/.exec(await samira.open("/calendar"))[1];
    const made = await samira.fetch("/calendar/address", {
      method: "POST",
      headers: { Origin: gateway.url, "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrf }).toString(),
    });
    return /<code>([^<]*\.ics)<\/code>/.exec(await made.text())[1];
  };
  const mine = await address();
  const answer = await fetch(mine);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/calendar/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const text = await answer.text();
  const parsed = new ICAL.Component(ICAL.parse(text));
  assert.equal(parsed.getFirstPropertyValue("x-wr-calname"), "Vangnet");
  const events = parsed.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  const known = (await Promise.all(families.map(appointments))).flat();
  const byId = new Map(known.map((one) => [`appointment-${one.id}@127.0.0.1`, one]));
  for (const one of events) {
    const appointment = byId.get(one.uid);
    assert.ok(appointment, one.uid);
    assert.equal(one.startDate.toJSDate().toISOString(), new Date(appointment.starts_at).toISOString());
    assert.equal(one.component.getFirstPropertyValue("status") === "CANCELLED", appointment.state === "cancelled");
    assert.match(one.summary, appointment.state === "cancelled" ? /^Afgezegd: afspraak vn-\d+$/ : /^Afspraak vn-\d+$/);
    byId.delete(one.uid);
  }
  // What came out of her own calendar, and what she read in herself, is not sent back.
  assert.equal(byId.size, 2, [...byId.keys()].join(" "));
  assert.doesNotMatch(text, /Gezin|Lid|Gesprek|Huisbezoek/);
  const moved = events.find((one) => one.sequence > 0);
  assert.ok(moved, "an appointment that was moved counts its changes");

  assert.equal((await fetch(mine.replace(/.{5}\.ics$/, "AAAAA.ics"))).status, 404);
  assert.equal((await fetch(`${gateway.url}/calendar/short.ics`)).status, 404);
  const newer = await address();
  assert.equal((await fetch(mine)).status, 404);
  assert.equal((await fetch(newer)).status, 200);
});
