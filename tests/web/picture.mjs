// Makes docs/console.png, the picture in the README, from the real demonstration.
// Usage: node tests/web/picture.mjs
import { join } from "node:path";
import { repository } from "../e2e/gateway.mjs";
import { Browser, Demo } from "./demo.mjs";

const demo = await Demo.start();
const browser = await Browser.start();
try {
  const page = await browser.open({ url: demo.url });
  await page.goto("/");
  await page.getByRole("button", { name: "Noor Visser" }).click();
  for (const [member, text] of [
    ["Rania", "ابني ما عم يروح على المدرسة وما معنا مصاري للإيجار"],
    ["Petra", "help hij slaat mij nu"],
  ]) {
    await page.goto("/phone");
    await page.getByRole("link", { name: member }).click();
    await page.getByRole("textbox").fill(text);
    await page.getByRole("button", { name: "Stuur", exact: true }).click();
    await page.locator("#thread").getByText(text).waitFor();
  }
  await page.goto("/alerts");
  await page.screenshot({ path: join(repository, "docs", "console.png") });
} finally {
  await browser.stop();
  await demo.stop();
}
