// A real SMS gateway in the loop: Debian's Kannel between the program and two message centres, its own fake
// one for a mother who writes Dutch, and one that speaks SMPP for a father who writes Arabic.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Api } from "./api.mjs";
import { Console } from "./console.mjs";
import { Gateway, eventually, fakeClock, pause } from "./gateway.mjs";
import { Kannel } from "./kannel.mjs";

const number = "+3197010240000";
const mother = "+31612345678";
const father = "+31687654321";
const unreachable = "+31611111111";
const longDutch = ["1 geld. We hebben deze maand twee aanmaningen gekregen, ", "en de huur is ook nog niet betaald. Kunt u bellen? ", "Liefst morgen."];
const longArabic = ["1 المال. وصلتنا رسالتان من البلدية هذا الشهر ولا نعرف ماذا نفعل، ", "والإيجار أيضا لم يدفع. هل تتصلون بنا غدا؟ 👍"];

let gateway, kannel, family, clock;

const serve = () => gateway.serve({ env: fakeClock({ FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: "1" }) });
const balance = () => gateway.run("balance").stdout;

before(async () => {
  const routes = [
    { name: "dutch", languages: ["nl"], smsc: "fake" },
    { name: "arabic", languages: ["ar"], smsc: "smpp" },
  ].map((route) => ({ ...route, secret: `path-of-${route.name}` }));
  gateway = await Gateway.make();
  kannel = await Kannel.start(gateway.url, routes);
  await gateway.configure({
    routes: routes.map(({ name, languages, secret, smsc }) => ({
      ...{ name, languages, secret, provider: "kannel", sender: number },
      credentials: kannel.credentials({ smsc }),
    })),
  });
  kannel.smpp.fate = (phone) => (phone === unreachable ? "EXPIRED" : "DELIVRD");
  clock = join(kannel.folder, "clock");
  await writeFile(clock, "+0");
  await serve();
  family = await new Api(gateway).addFamily({
    name: "Familie Keten",
    members: [
      { name: "Moeder Keten", phone: mother, language: "nl" },
      { name: "Vader Keten", phone: father, language: "ar" },
      { name: "Oom Keten", phone: unreachable, language: "ar" },
    ],
    programme: "now",
    domains: ["finance", "parenting"],
  });
});

after(async () => {
  await gateway?.remove();
  await kannel?.stop();
});

test("check-ins go out in Dutch and Arabic, and their reports come back", async () => {
  // They are asked in the minute that begins next. It passes quickly, but not in one leap, which to the
  // gateway would be a standstill.
  const begins = 60 - new Date().getSeconds();
  for (let second = 0; second < 60 && kannel.smpp.carried.length < 2; second++) {
    await writeFile(clock, `+${begins + second}`);
    await pause(120);
  }
  const asked = await kannel.fake.carries(mother, /Stuur een cijfer van 1 \(heel slecht\) tot 5/, 15_000);
  assert.deepEqual([asked.from, asked.parts], [number, 1]);
  const askedToo = await kannel.smpp.carries(father, /أرسلوا رقما من 1 \(سيئ جدا\) إلى 5 \(جيد جدا\)/);
  assert.equal(askedToo.from, number);
  await kannel.smpp.carries(unreachable, /أرسلوا رقما/);
  await eventually("the reports", 5000, () => /sent +3 = 2 delivered \+ 0 failed \+ 1 expired/.test(balance()));
});

test("long texts come in and go out whole, in both languages", async () => {
  kannel.fake.say(mother, number, "1");
  await kannel.fake.carries(mother, /Waar gaat het het meest over/);
  kannel.smpp.say(father, number, "2");
  const question = await kannel.smpp.carries(father, /^شكرا على صراحتكم\. .* 6 شيء آخر$/);
  assert.equal(question.parts, 2);

  kannel.fake.say(mother, number, ...longDutch);
  kannel.smpp.say(father, number, ...longArabic);
  const samira = new Console(gateway);
  await samira.logIn("samira");
  await eventually("both are read", 10_000, async () => {
    const page = (await samira.open(`/families/${family.id}`)).replaceAll(/<\/?mark[^>]*>/g, "");
    return page.includes(longDutch.join("")) && page.includes(longArabic.join(""));
  });
});

test("a reply that Vangnet cannot take yet comes again, and nobody gets an error by SMS", async () => {
  await gateway.stop();
  kannel.fake.say(mother, number, "Nog iets: het gaat al beter.");
  await eventually("Kannel has tried", 5000, async () => /Couldn't fetch/.test(await kannel.said("smsbox")));
  await serve();
  await eventually("the reply is in", 10_000, () => /texts in +5 = 5 handled/.test(balance()));
});

test("what Vangnet answers to Kannel reaches no phone, and the books balance", () => {
  const texts = [...kannel.fake.carried, ...kannel.smpp.carried];
  for (const { text } of texts) assert.doesNotMatch(text, /Empty reply|Could not|Request Failed|^$/);
  const sent = [...balance().matchAll(/^ +sent +(\d+) =/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
  assert.equal(texts.length, sent, balance());
  assert.match(balance(), /The books balance/);
});
