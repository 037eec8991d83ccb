// The site as Eleventy's own guide has it: collections, pagination, and the feeds of its plugin.
import { feedPlugin } from "@11ty/eleventy-plugin-rss";
import tags from "./tags.json" with { type: "json" };

const SIZE = 50;
const FORMATS = { rss: "rss.xml", atom: "atom.xml", json: "feed.json" };
const slug = (tag) => tag.toLowerCase();

export default function (config) {
  const feed = (collection, folder, title) => {
    for (const [type, file] of Object.entries(FORMATS)) {
      config.addPlugin(feedPlugin, {
        type, outputPath: `${folder}${file}`, inputPath: `feed-${slug(title)}-${type}.njk`,
        collection: { name: collection, limit: SIZE },
        metadata: { language: "de", title, base: "https://bench.example/", author: { name: "Bench" } },
      });
    }
  };
  config.addCollection("articles", (all) => all.getFilteredByGlob("src/articles/*.md"));
  config.addCollection("lists", (all) => tags.flatMap((tag) => {
    const articles = all.getFilteredByTag(tag).reverse();
    const pages = Math.ceil(articles.length / SIZE);
    return Array.from({ length: pages }, (_, page) => ({
      tag, page, pages, slug: slug(tag), articles: articles.slice(page * SIZE, (page + 1) * SIZE),
    }));
  }));
  feed("articles", "/", "Bench");
  for (const tag of tags) feed(tag, `/tags/${slug(tag)}/`, tag);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("slug", slug);
  config.addGlobalData("allTags", tags);
  return { dir: { input: "src", output: "_site" }, markdownTemplateEngine: false };
}
