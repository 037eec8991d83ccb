// Tell Lighthouse's scores of pages, mobile. A machine that does other things slows a page and never hastens it:
// of a few runs the best counts.
// Standard input: {"chromium", "runs", "pages": [address]}. Standard output: JSON, [{page, scores, lost}].
import { readFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { flags } from "./browser.mjs";

const wanted = JSON.parse(readFileSync(0, "utf8"));
const chrome = await launch({ chromePath: wanted.chromium, chromeFlags: ["--headless=new", ...flags] });
const told = [];
for (const page of wanted.pages) {
  let best = null;
  for (let run = 0; run < wanted.runs && (best?.sum ?? 0) < 400; run++) {
    const { lhr } = await lighthouse(page, { port: chrome.port, logLevel: "silent" });
    const kinds = Object.values(lhr.categories);
    const scores = Object.fromEntries(kinds.map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]));
    const sum = Object.values(scores).reduce((a, b) => a + b, 0);
    const lost = kinds.flatMap(({ id, auditRefs }) =>
      auditRefs
        .filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < (id === "performance" ? 0.99 : 1))
        .map((ref) => ({
          kind: id,
          audit: ref.id,
          why: [lhr.audits[ref.id].displayValue, lhr.audits[ref.id].title].filter(Boolean).join(" "),
          items: JSON.stringify(lhr.audits[ref.id].details?.items ?? []).slice(0, 600),
        })));
    if (best === null || sum > best.sum) best = { page, scores, lost, sum, error: lhr.runtimeError?.message };
  }
  told.push(best);
}
chrome.kill();
console.log(JSON.stringify(told));
process.exit(0);
