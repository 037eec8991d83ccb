// What a script makes easier and nothing depends on: copying a feed's address, and searching the site.

for (const list of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break; // browsers offer it to pages from https alone
  for (const address of list.querySelectorAll("code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = list.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(address.textContent);
      button.textContent = list.dataset.copied;
      setTimeout(() => (button.textContent = list.dataset.copy), 2000);
    });
    address.after(button);
  }
}

const place = document.getElementById("site.search");
if (place) {
  const said = place.dataset;
  const index = new URL("../pagefind/", document.currentScript.src);
  const label = document.createElement("label");
  const field = document.createElement("input");
  const told = document.createElement("p");
  const found = document.createElement("ol");
  field.type = "search";
  told.className = "note";
  found.className = "found";
  told.setAttribute("role", "status");
  label.append(said.label, field);
  place.replaceChildren(label, told, found);

  const load = async () => {
    const pagefind = await import(new URL("pagefind.js", index));
    await pagefind.options({ baseUrl: new URL("../", index).pathname });
    return pagefind;
  };

  const shown = ({ url, meta, excerpt }) => {
    const item = document.createElement("li");
    const title = document.createElement("a");
    const words = document.createElement("p");
    title.href = url;
    title.textContent = meta.title;
    title.dir = words.dir = "auto";
    // What the index says is read as text: nothing of it but its marks becomes an element.
    for (const part of new DOMParser().parseFromString(excerpt, "text/html").body.childNodes) {
      const mark = document.createElement("mark");
      mark.textContent = part.textContent;
      words.append(part.nodeName === "MARK" ? mark : part.textContent);
    }
    item.append(title, words);
    return item;
  };

  let pagefind;
  field.addEventListener("input", async () => {
    const asked = field.value.trim();
    try {
      pagefind ??= load();
      const answer = asked && (await (await pagefind).debouncedSearch(asked, {}, 200));
      if (answer === null) return; // more was typed meanwhile
      const results = answer ? answer.results : [];
      const items = await Promise.all(results.slice(0, 20).map((result) => result.data()));
      if (field.value.trim() !== asked) return;
      found.replaceChildren(...items.map(shown));
      told.textContent = !asked ? "" : results.length ? said.found.replace("{}", results.length) : said.none;
    } catch {
      pagefind = undefined;
      told.textContent = said.failed;
    }
  });
}
