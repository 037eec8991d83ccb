// Part of a page only while `feedmill serve` shows it: no file of the site names this script.
// It loads the page again when that, or something that it shows, has changed, and says what is wrong with the site.
const missing = document.currentScript?.dataset.missing;
const file = (address) => decodeURIComponent(new URL(address).pathname).slice(1).replace(/(^|\/)$/, "$1index.html");
const shown = () => new Set([location.href, ...performance.getEntriesByType("resource").map((each) => each.name)].map(file));

const news = new EventSource("/-/reload");
let met = false;
news.onopen = () => (met ? location.reload() : (met = true));
news.addEventListener("reload", ({ data }) => {
  const seen = shown();
  if (JSON.parse(data).some((path) => seen.has(path) || (missing !== undefined && path === "404.html"))) location.reload();
});
news.addEventListener("problems", ({ data }) => complain(JSON.parse(data)));

// A stylesheet that a script makes is no inline style, which a page's policy may forbid.
const style = new CSSStyleSheet();
style.replaceSync(`
  :host { position: fixed; inset: auto 1rem 1rem; z-index: 2147483647; direction: ltr }
  details { max-width: 60rem; max-height: 60vh; margin: auto; overflow: auto; padding: .75rem 1rem; border-radius: .5rem;
    font: 14px/1.5 ui-monospace, monospace; color: #fff; background: #7a1022; box-shadow: 0 2px 1rem #0008 }
  details.mild { background: #3a3a3a }
  summary { cursor: pointer; font-weight: bold }
  li { margin-block: .5rem; overflow-wrap: anywhere }
  a { color: inherit }
  @media print { :host { display: none } }`);
const host = document.createElement("feedmill-preview");
const root = host.attachShadow({ mode: "open" });
root.adoptedStyleSheets = [style];

function counted(count, what) {
  return count ? `${count} ${what}${count === 1 ? "" : "s"}` : "";
}

function complain(problems) {
  const mistakes = problems.filter(({ warning }) => !warning).length;
  const lines = problems.map(({ said }) => said);
  const heads = [counted(mistakes, "mistake"), counted(problems.length - mistakes, "warning")].filter(Boolean);
  const box = document.createElement("details");
  box.open = mistakes > 0 || missing !== undefined;
  box.className = mistakes ? "" : "mild";
  box.role = "status";
  const list = document.createElement("ul");
  if (missing !== undefined) {
    heads.unshift("Nothing lies at this address");
    const why = document.createElement("li");
    why.append("A draft is shown by feedmill serve --drafts, an article that is not due yet by --future.");
    const near = missing.split(" ").filter(Boolean);
    near.forEach((path, number) => {
      const link = document.createElement("a");
      link.href = link.textContent = path;
      why.append(number ? ", " : " Did you mean ", link);
    });
    list.append(why);
  }
  list.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  box.append(Object.assign(document.createElement("summary"), { textContent: heads.join(", ") }), list);
  root.replaceChildren(...(heads.length ? [box] : []));
  if (heads.length) document.body.append(host);
  else host.remove();
}
