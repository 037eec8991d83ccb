// Take pictures of pages: each at some widths, in light and dark, and as it is printed.
// Standard input: {"chromium", "widths", "pages": [{"address", "file"}]}; `file` begins the names of the pictures.
import { readFileSync } from "node:fs";
import { opened } from "./browser.mjs";

const wanted = JSON.parse(readFileSync(0, "utf8"));
const A4 = 794; // CSS pixels of its width
const browser = await opened(wanted.chromium);
const page = await browser.newPage();
const emulation = await page.createCDPSession();

async function taken(width, media, scheme, address, file) {
  await page.setViewport({ width, height: 900 });
  // Both at once: asked for one, puppeteer takes back the other.
  const features = [{ name: "prefers-color-scheme", value: scheme }];
  await emulation.send("Emulation.setEmulatedMedia", { media, features });
  await page.goto(address, { waitUntil: "load" });
  const query = `${media} and (prefers-color-scheme: ${scheme})`;
  if (!(await page.evaluate((asked) => matchMedia(asked).matches, query))) throw new Error(`${address} is not ${query}`);
  const height = await page.evaluate(() => document.documentElement?.scrollHeight ?? 900);
  await page.screenshot({ path: file, fullPage: height < 6000 && height > 900, captureBeyondViewport: true });
}

for (const { address, file } of wanted.pages) {
  for (const width of wanted.widths)
    for (const scheme of ["light", "dark"]) await taken(width, "screen", scheme, address, `${file}-${width}-${scheme}.png`);
  await taken(A4, "print", "light", address, `${file}-print.png`);
}
await browser.close();
