// A coordinator's path, on a phone: a family enrolled, looked at before anything is saved, paused, given another rhythm,
// more weeks and days of its own, handed over on one sheet of paper, ended and begun again; and an appointment nobody
// came to.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Browser, Demo, shot } from "./demo.mjs";

let browser, demo;
before(async () => {
  [browser, demo] = await Promise.all([Browser.start(), Demo.start()]);
});
after(async () => {
  await browser.stop();
  await demo.stop();
});

async function logIn(page, who) {
  await page.goto("/");
  await page.getByRole("button", { name: who }).click();
  await page.getByRole("heading", { level: 1, name: "Meldingen" }).waitFor();
}

// "2027-01-18" of a day some days after the demonstration's today; it runs on the real clock here.
const inDays = (n) =>
  new Date(Date.now() + n * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Europe/Amsterdam" });

async function enrol(page) {
  await page.goto("/families/new");
  await page.getByLabel("Naam van het gezin").fill("Proefgezin");
  await page.getByLabel("Naam", { exact: true }).first().fill("Amina");
  await page.getByLabel("Telefoonnummer").first().fill("06 1234 5999");
  await page.getByLabel(/^Vindt het goed/).first().check();
  await page.getByLabel("Programma").selectOption("oosterhout");
  await page.getByLabel("Begint op").fill(inDays(3));
  await page.getByRole("button", { name: /^Voorbeeld/ }).click();
  await page.locator(".vn-cal-month").first().waitFor();
  await page.getByLabel("wonen").check();
  // Enter does what the first, the prominent button does: it saves.
  await page.getByLabel("Naam van het gezin").press("Enter");
  await page.getByText("Het gezin is toegevoegd.").waitFor();
}

// Opens one of the acts on the enrolment's page, fills in its form, looks, and says yes.
async function act(page, path, name, fill, sees) {
  await page.goto(path);
  const form = page.locator("details", { has: page.locator("summary", { hasText: name }) });
  await form.locator("summary").click();
  await fill(form);
  await form.getByRole("button").click();
  await page.getByText(sees).first().waitFor();
  await page.getByRole("button", { name: "Ja, bewaar" }).click();
  await page.getByText("Bewaard.").waitFor();
}

test("a coordinator changes an enrolment and sees the months to come first", { timeout: 120_000 }, async () => {
  const page = await browser.open({ url: demo.url, width: 390 });
  await logIn(page, "Noor Visser");
  await enrol(page);
  const path = new URL(page.url()).pathname + "/enrolment";

  await act(page, path, "Verander het ritme",
    (form) => form.getByLabel("Ritme", { exact: true }).fill("elke 2 weken op vrijdag tussen 10:00 en 12:00"),
    "elke 2 weken op vrijdag tussen 10:00 en 12:00");
  await act(page, path, "Pauzeer", (form) => form.getByLabel(/Weer vragen vanaf/).fill(inDays(40)), "pauze: geen bericht");
  await page.getByRole("button", { name: "Ga verder" }).click();
  await page.getByRole("button", { name: "Ja, bewaar" }).click();
  await act(page, path, "Verleng", (form) => form.getByLabel("Hoeveel weken erbij?").fill("6"), "6 weken erbij");
  await act(page, path, "Zet eigen dagen", async (form) => {
    await form.getByLabel("Eerste dag").fill(inDays(30));
    await form.getByLabel("Weer als gewoon vanaf").fill(inDays(44));
  }, "eigen dagen van het gezin: geen bericht");
  await act(page, path, "aan een andere gezinsmanager", (form) => form.getByLabel("Gezinsmanager").selectOption("karim"), "Karim");
  await act(page, path, "aan een andere gemeente", async (form) => {
    await form.getByLabel("Naar welke gemeente?").fill("Delft");
    await form.getByLabel(/vraagt het gezin opnieuw/).check();
  }, "naar een andere gemeente: Delft");
  await act(page, path, "Begin opnieuw", async () => {}, "Kalender van de komende maanden");
  await act(page, path, "Beëindig", (form) => form.getByLabel("Hoe eindigt het?").selectOption("moved"), "verhuisd");
  await page.goto(path);
  await shot(page, "enrolment-390", { fullPage: true });
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("the hand-over is one sheet of paper, and who looked is written down", { timeout: 60_000 }, async () => {
  const page = await browser.open({ url: demo.url });
  await logIn(page, "Noor Visser");
  await page.goto("/families/2/handover");
  await page.getByRole("button", { name: "Print" }).waitFor();
  await shot(page, "handover-1280", { fullPage: true });
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.equal(paper.match(/\/Type \/Page\b/g).length, 1);
  await page.emulateMedia({ media: "print" });
  await shot(page, "handover-print", { fullPage: true });
  assert.equal(await page.getByRole("navigation").count(), 0);
  await page.goto("/families/2/enrolment");
  await page.getByText("Overdracht bekeken").first().waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("that somebody did not come is one tap, and one more takes it back", { timeout: 60_000 }, async () => {
  const page = await browser.open({ url: demo.url, width: 390 });
  await logIn(page, "Sanne de Boer");
  await page.goto("/families/3");
  await page.getByText("Maak een afspraak").click();
  const made = page.locator('form[action="/families/3/appointments"]');
  await made.locator("#ap-day").fill(inDays(1));
  await made.locator("#ap-time").fill("00:05");
  await made.getByRole("button").click();
  await page.getByText("Bewaard.").waitFor();
  await page.getByRole("button", { name: "Een dag verder" }).click();
  await page.goto("/alerts");
  const line = page.locator("li", { hasText: " 0.05 uur" });
  await line.getByRole("button", { name: "Nee, was er niet" }).click();
  await line.getByRole("button", { name: "Toch gekomen" }).waitFor();
  await shot(page, "attendance-390", { fullPage: true });
  await line.getByRole("button", { name: "Toch gekomen" }).click();
  await line.getByRole("button", { name: "Toch niet gekomen" }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

// The word of each button of the bar that is wider than the button.
const tooWide = (page) =>
  page.locator(".vn-nav__list > li").evaluateAll((items) =>
    items
      .filter((item) => item.offsetWidth)
      .map((item) => item.querySelector(".vn-nav__word"))
      .filter((word) => word.getBoundingClientRect().width > word.closest("li").getBoundingClientRect().width)
      .map((word) => word.textContent));

test("every screen is in the menu, and its words fit 320 px in both languages", { timeout: 60_000 }, async () => {
  const page = await browser.open({ url: demo.url, width: 320 });
  await logIn(page, "Noor Visser");
  for (const [more, screens] of [["Meer", ["Programma's", "Agenda"]], ["More", ["Programmes", "Calendar"]]]) {
    for (const screen of screens) {
      await page.goto("/queue");
      await page.locator(".vn-nav").getByText(more, { exact: true }).click();
      await page.locator(".vn-nav").getByRole("link", { name: screen }).click();
      await page.getByRole("heading", { level: 1, name: screen }).waitFor();
      assert.deepEqual(await tooWide(page), []);
    }
    await shot(page, `menu-320-${more}`);
    await page.locator(".vn-account > summary").click();
    await page.locator('.vn-account form[action="/language"] button').click();
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
