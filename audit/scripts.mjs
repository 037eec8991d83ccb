// Tell what does not work of what scripts add to pages: copying an address, searching.
// Standard input: {"chromium", "address"}. Standard output: JSON, a list of {page, rule, why}.
import { readFileSync } from "node:fs";
import { opened } from "./browser.mjs";

const { chromium, address } = JSON.parse(readFileSync(0, "utf8"));
const found = [];
const browser = await opened(chromium);
await browser.defaultBrowserContext().overridePermissions(new URL(address).origin, ["clipboard-read", "clipboard-sanitized-write"]);
const page = await browser.newPage();

const thrown = [];
page.on("pageerror", (error) => thrown.push(String(error)));

async function tried(path, rule, work) {
  const answer = await page.goto(address + path, { waitUntil: "load" });
  if (answer.status() === 404 && path === "search.html") return; // a site without
  try {
    const why = await work();
    if (why) found.push({ page: path, rule, why });
  } catch (error) {
    found.push({ page: path, rule, why: [error, ...thrown].join("; ") });
  }
}

await tried("subscribe.html", "each address can be copied with a click", async () => {
  const codes = await page.$$eval(".addresses code", (all) => all.map((each) => each.textContent));
  const buttons = await page.$$(".addresses button");
  if (!codes.length || buttons.length !== codes.length) return `${codes.length} addresses, ${buttons.length} buttons`;
  for (const [number, button] of buttons.entries()) {
    await button.click();
    await page.waitForFunction((each) => each.textContent === each.closest("[data-copied]").dataset.copied, { timeout: 5000 }, button);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    if (copied !== codes[number]) return `${copied} is copied in the place of ${codes[number]}`;
  }
});

await tried("search.html", "an article is found by a word of its title", async () => {
  const { items } = await (await fetch(`${address}feed.json`)).json();
  const words = items[0].title.split(/[^\p{L}\p{M}]+/u).sort((one, other) => other.length - one.length);
  await page.type("input[type=search]", words[0]);
  const link = await page.waitForSelector(".found a", { timeout: 10_000 });
  const there = await fetch(await link.evaluate((each) => each.href));
  if (!there.ok) return `${there.url} answers with ${there.status}`;
});

await browser.close();
process.stdout.write(JSON.stringify(found));
