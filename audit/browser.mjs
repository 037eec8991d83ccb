// A browser without a window. Chromium's sandbox does not work for root, so only our own pages are ever opened.
import puppeteer from "puppeteer-core";

export const flags = ["--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--font-render-hinting=none"];

export async function opened(chromium) {
  return puppeteer.launch({ executablePath: chromium, headless: true, args: flags });
}
