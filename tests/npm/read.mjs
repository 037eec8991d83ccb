// Feed documents → what a library of npm makes of them: one line of JSON for each path on standard input.
// `node read.mjs feedsmith < paths`. What a library does not tell is left out.
import { readFileSync } from "node:fs";
import { parseFeed as rowanmanning } from "@rowanmanning/feed-parser";
import { parseFeed as feedsmith } from "feedsmith";
import RssParser from "rss-parser";

const names = (people) => (people ?? []).map((person) => person.name ?? person);
const alternate = (links) => links?.find((link) => (link.rel ?? "alternate") === "alternate")?.href;
const files = (list) => (list ?? []).map(({ url, type, length }) => [url, type, Number(length ?? 0)]);

const FEEDSMITH = {
  rss: {
    head: (feed) => ({ title: feed.title, home: feed.link, language: feed.language }),
    entries: (feed) => feed.items,
    entry: (item) => ({
      id: item.guid?.value,
      title: item.title,
      link: item.link,
      published: item.pubDate,
      authors: item.dc?.creators ?? [],
      tags: (item.categories ?? []).map((category) => category.name),
      summary: item.content ? item.description ?? "" : "",
      content: item.content?.encoded ?? item.description,
      image: item.media?.thumbnails?.[0].url ?? "",
      enclosures: files(item.enclosures),
    }),
  },
  atom: {
    head: (feed) => ({ title: feed.title.value, home: alternate(feed.links), language: feed.xml?.lang }),
    entries: (feed) => feed.entries,
    entry: (entry) => ({
      id: entry.id,
      title: entry.title.value,
      link: alternate(entry.links),
      published: entry.published,
      updated: entry.updated,
      language: entry.xml?.lang,
      authors: names(entry.authors),
      tags: (entry.categories ?? []).map((category) => category.label),
      summary: entry.summary?.value ?? "",
      content: entry.content?.value ?? "",
      image: entry.media?.thumbnails?.[0].url ?? "",
      enclosures: (entry.links ?? [])
        .filter((link) => link.rel === "enclosure")
        .map((link) => [link.href, link.type, link.length]),
    }),
  },
  json: {
    head: (feed) => ({ title: feed.title, home: feed.home_page_url, language: feed.language }),
    entries: (feed) => feed.items,
    entry: (item) => ({
      id: item.id,
      title: item.title,
      link: item.url,
      published: item.date_published,
      updated: item.date_modified,
      language: item.language,
      authors: names(item.authors),
      tags: item.tags ?? [],
      summary: item.summary ?? "",
      content: item.content_html ?? "",
      image: item.image ?? "",
      enclosures: (item.attachments ?? []).map((file) => [file.url, file.mime_type, file.size_in_bytes]),
    }),
  },
};

const LIBRARIES = {
  feedsmith(text) {
    const { format, feed } = feedsmith(text);
    const { head, entries, entry } = FEEDSMITH[format];
    return { head: head(feed), entries: (entries(feed) ?? []).map(entry) };
  },

  async "rss-parser"(text) {
    const feed = await new RssParser().parseString(text);
    return {
      head: { title: feed.title, home: feed.link, language: feed.language },
      entries: feed.items.map((item) => ({
        id: item.guid ?? item.id,
        title: item.title,
        link: item.link,
        published: item.isoDate,
        authors: [item.creator ?? item.author ?? ""].filter(Boolean),
        tags: item.categories ?? [],
        summary: item.summary ?? (item["content:encoded"] ? item.content ?? "" : ""),
        content: item["content:encoded"] ?? item.content ?? "",
        enclosures: item.enclosure ? files([item.enclosure]) : [],
      })),
    };
  },

  rowanmanning(text) {
    const feed = rowanmanning(text).toJSON();
    return {
      head: { title: feed.title, home: feed.url, language: feed.language },
      entries: feed.items.map((item) => ({
        id: item.id,
        title: item.title,
        link: item.url,
        published: item.published,
        updated: item.updated,
        authors: names(item.authors),
        tags: item.categories.map((category) => category.label),
        summary: item.content ? item.description ?? "" : "",
        content: item.content ?? item.description ?? "",
        image: item.image?.url ?? "",
        enclosures: item.media.map((file) => [file.url, file.mimeType, file.length]),
      })),
    };
  },
};

const read = LIBRARIES[process.argv[2]];
for (const path of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  console.log(JSON.stringify({ path, ...(await read(readFileSync(path, "utf8"))) }));
}
