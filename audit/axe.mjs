// Tell what axe-core finds on pages, in light and dark, wide and narrow, and what they load from elsewhere.
// Standard input: {"chromium", "widths", "pages": [address]}. Standard output: JSON, a list of findings.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { opened } from "./browser.mjs";

const wanted = JSON.parse(readFileSync(0, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const found = [];
const browser = await opened(wanted.chromium);
const page = await browser.newPage();
await page.setBypassCSP(true);
let shown = "";
await page.setRequestInterception(true);
page.on("request", (request) => {
  // A page that sends its readers elsewhere is looked at before they go.
  const leaves = request.isNavigationRequest() && request.frame() === page.mainFrame() && request.url() !== shown;
  if (leaves) return request.respond({ status: 204 });
  request.continue();
  if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== new URL(shown).origin)
    found.push({ page: shown, rule: "nothing is loaded from elsewhere", where: request.url(), why: "", as: "" });
});
for (const scheme of ["light", "dark"]) {
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  for (const width of wanted.widths) {
    await page.setViewport({ width, height: 900 });
    for (shown of wanted.pages) {
      try {
        await page.goto(shown, { waitUntil: "load" });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        for (const { id, nodes } of violations)
          for (const { target, failureSummary } of nodes)
            found.push({ page: shown, rule: id, where: target.join(" "), why: failureSummary, as: `${scheme} ${width}` });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (overflow > 0)
          found.push({ page: shown, rule: "no page is wider than the window", where: "html", why: `${overflow} px`, as: `${scheme} ${width}` });
      } catch (error) {
        found.push({ page: shown, rule: "the page can be looked at", where: "", why: String(error), as: `${scheme} ${width}` });
      }
    }
  }
}
await browser.close();
console.log(JSON.stringify(found));
