// A newcomer's path through the demonstration, in a real browser: log in, play a family's phone, watch the
// alert come, take it, let a day and a week go by. Then every screen at phone and desk width, light and
// dark, into build/screenshots.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { eventually } from "../e2e/gateway.mjs";
import { Browser, Demo, shot } from "./demo.mjs";

let browser;
before(async () => (browser = await Browser.start()));
after(() => browser.stop());

async function logIn(page, who = "Sanne de Boer") {
  await page.goto("/");
  await page.getByRole("button", { name: who }).click();
  await page.getByRole("heading", { level: 1, name: "Meldingen" }).waitFor();
}

// The main menu's screen of that name.
async function go(page, name) {
  const menu = page.getByRole("navigation", { name: "Hoofdmenu" });
  const link = menu.getByRole("link", { name });
  if (!(await link.count())) await menu.getByText("Meer", { exact: true }).click();
  await link.click();
}

async function pickPhone(page, member) {
  await go(page, "Telefoon");
  await page.getByRole("link", { name: member }).click();
}

const bubbles = (page) => page.locator("#thread .vn-bubble");

// Types on the family's phone and waits for the gateway's next text. Without script the page must be
// loaded again to see it.
async function sayAndHear(page, text, answer) {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("button", { name: "Stuur", exact: true }).click();
  for (let tries = 0; tries < 20; tries++) {
    if (await bubbles(page).filter({ hasText: answer }).count()) return;
    await page.waitForTimeout(500);
    if (page.withoutScript) await page.reload();
  }
  assert.fail(`no answer like ${answer} to "${text}"; the thread says: ${await page.locator("#thread").innerText()}`);
}

// The screen of a phone that dials shows this, also where each step loads the page anew.
const screenShows = (page, what) => page.locator(".vn-dial__text", { hasText: what }).waitFor();

async function dial(page, what) {
  await page.getByRole("button", { name: "Bel *140#" }).click();
  await screenShows(page, what);
}

async function typeOnScreen(page, keys, what) {
  await page.getByRole("textbox", { name: "Typ een cijfer of een bericht" }).fill(keys);
  await page.getByRole("button", { name: "Kies", exact: true }).click();
  await screenShows(page, what);
}

async function hangUp(page) {
  await page.getByRole("button", { name: "Hang op" }).click();
  await page.getByRole("button", { name: "Bel *140#" }).waitFor();
}

// The card of a family's alert about a domain in the inbox; the family may have others, of silence for one.
const card = (page, family, domain) => page.locator(".vn-card", { hasText: family }).filter({ hasText: domain });

// On the page of a taken alert: one click says that the reading was right; second thoughts go by the page of the
// reply, where what the computer read stays; the alert is closed with what it was.
async function judge(page) {
  const alert = page.url().split("?")[0];
  await page.locator(".vn-said").first().getByRole("button", { name: "Klopt", exact: true }).click();
  await page.getByText("Dank je. Je oordeel is bewaard.").waitFor();
  assert.equal(page.url().split("?")[0], alert);
  await page.getByRole("link", { name: "Pas het oordeel aan" }).first().click();
  await page.getByRole("heading", { level: 1, name: "Wat klopt er?" }).waitFor();
  const signal = page.locator("form", { has: page.getByLabel("Hoe erg is het?") }).first();
  await signal.getByLabel("Hoe erg is het?").selectOption("1");
  await signal.getByRole("button", { name: "Bewaar" }).click();
  await page.getByText(/computer las: Terugval/).first().waitFor();
  assert.equal(page.url().split("?")[0], alert);
  await page.getByRole("radio", { name: "Klopt niet: er was niets aan de hand" }).check();
  await page.getByRole("button", { name: "Rond de melding af" }).click();
  await page.getByText("De melding is afgerond.").waitFor();
}

async function walk(page, { url }) {
  await logIn(page);
  await page.getByRole("button", { name: "Een dag verder" }).waitFor();

  await pickPhone(page, "Petra");
  await sayAndHear(page, "1", /Waar gaat het het meest over/);
  await sayAndHear(page, "1 geld. ik kan de huur niet betalen", /Ik heb je bericht gekregen/);

  await dial(page, /Kies een cijfer:\s+1 Bel mij/);
  await typeOnScreen(page, "9", /Kies een van deze cijfers/);
  await hangUp(page);

  await go(page, "Meldingen");
  await card(page, "De Wit", "financiën").first().waitFor();
  await card(page, "De Wit", "financiën").first().locator("summary").click();
  await card(page, "De Wit", "financiën").first().getByRole("button", { name: "Ja, ik pak dit op" }).click();
  await page.getByText(/Jij hebt deze melding opgepakt/).waitFor();

  await page.goto(url + "/alerts");
  await card(page, "De Wit", "financiën").first().getByRole("link", { name: "De Wit" }).click();
  await page.getByRole("button", { name: "Contact gezocht" }).click();
  await page.getByText("Vastgelegd: contact gezocht.").waitFor();

  await judge(page);

  const clock = () => page.locator(".vn-demo__now").innerText();
  for (const step of ["Een dag verder", "Een week verder"]) {
    const before = await clock();
    await page.getByRole("button", { name: step }).click();
    await eventually(step, 60_000, async () => (await clock().catch(() => before)) !== before);
  }
  assert.deepEqual(page.faults, []);
}

describe("the newcomer's path", () => {
  for (const [name, settings] of [
    ["on a desk", {}],
    ["on a phone, in the dark", { width: 360, scheme: "dark" }],
    ["without script", { javaScript: false }],
  ])
    test(name, { timeout: 180_000 }, async () => {
      const demo = await Demo.start();
      try {
        const page = await browser.open({ url: demo.url, ...settings });
        page.withoutScript = settings.javaScript === false;
        await walk(page, demo);
        await page.context().close();
      } finally {
        await demo.stop();
      }
    });
});

describe("every screen", () => {
  let demo;
  before(async () => {
    demo = await Demo.start();
    const page = await browser.open({ url: demo.url });
    await logIn(page);
    await pickPhone(page, "Petra");
    await sayAndHear(page, "help hij slaat mij nu met een mes", /Bel 112/);
    await page.context().close();
  });
  after(() => demo.stop());

  const screens = [
    ["alerts", (page) => go(page, "Meldingen")],
    ["replies", (page) => page.goto("/replies")],
    ["families", (page) => go(page, "Gezinnen")],
    ["family", async (page) => {
      await go(page, "Gezinnen");
      await page.getByRole("link", { name: "El Amrani" }).click();
    }],
    ["alert", async (page) => {
      await go(page, "Meldingen");
      await page.locator(".vn-card__link").first().click();
    }],
    [
      "verdict",
      async (page) => {
        await page.goto("/replies");
        await page.locator(".vn-finding a").first().click();
      },
    ],
    [
      "programmes",
      (page) => go(page, "Programma's"),
    ],
    [
      "programme",
      async (page) => {
        await page.goto("/programmes/oosterhout");
        await page.getByLabel("Gezinsleden die een bericht krijgen").selectOption("2");
        await page.getByRole("button", { name: "Toon de kalender" }).click();
        await page.getByText(/30 berichten\. Het eerste:/).waitFor();
        assert.ok((await page.locator(".vn-cal__ask--second").count()) >= 13);
      },
    ],
    [
      "family-preview",
      async (page) => {
        await page.goto("/families/new");
        await page.getByLabel("Naam van het gezin").fill("Voorbeeld");
        await page.getByLabel("Programma").selectOption("friesland");
        await page.getByRole("button", { name: /^Voorbeeld/ }).click();
        await page.locator(".vn-cal").first().waitFor();
        assert.equal(await page.getByLabel("Naam van het gezin").inputValue(), "Voorbeeld");
      },
    ],
    ["findings", (page) => go(page, "Oordelen")],
    ["calendar", (page) => go(page, "Agenda")],
    ["queue", (page) => go(page, "Systeem")],
    ["phone", (page) => pickPhone(page, "Petra")],
    ["phone-arabic", (page) => pickPhone(page, "Rania")],
    [
      "phone-dial",
      async (page) => {
        await pickPhone(page, "Rania");
        await dial(page, /[\u0600-\u06ff]/);
      },
    ],
  ];

  for (const width of [360, 1280])
    for (const scheme of ["light", "dark"])
      test(`fits ${width} px, ${scheme}`, { timeout: 120_000 }, async () => {
        const page = await browser.open({ url: demo.url, width, scheme });
        await page.goto("/");
        await shot(page, `login-${width}-${scheme}`);
        await logIn(page, "Noor Visser");
        for (const [name, open] of screens) {
          await open(page);
          await page.waitForLoadState("networkidle");
          await shot(page, `${name}-${width}-${scheme}`, { fullPage: !name.startsWith("phone") });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${name} is ${wide} px wider than the screen`);
        }
        assert.deepEqual(page.faults, []);
        await page.context().close();
      });

  test("Arabic is set from right to left, Dutch beside it from left to right", async () => {
    const page = await browser.open({ url: demo.url });
    await logIn(page, "Noor Visser");
    await pickPhone(page, "Rania");
    const directions = await bubbles(page)
      .locator("p.vn-bubble__text")
      .evaluateAll((texts) =>
        texts.map((text) => [/[\u0621-\u064a]/.test(text.textContent), getComputedStyle(text).direction]),
      );
    assert.ok(directions.some(([arabic]) => arabic));
    for (const [arabic, direction] of directions) if (arabic) assert.equal(direction, "rtl");
    await page.context().close();
  });
});
