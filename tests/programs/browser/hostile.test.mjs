// What was stored or typed is shown as text, everywhere.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Site, screenshot } from "./lib.mjs";
import { documents, shown, texts } from "./hostile.mjs";

let site;
before(async () => (site = await Site.open(process.env.HEMICYCLE_HOSTILE_INDEX)));
after(() => site.close());

async function nothingRan(page) {
  assert.notEqual(await page.title(), "pwned");
  assert.equal(await page.locator("main img, main svg[onload], main script:not([type='application/ld+json'], [src^='/static/'])").count(), 0);
  assert.equal(await page.evaluate(() => [...document.querySelectorAll("*")].some((node) =>
    [...node.attributes].some((attribute) => attribute.name.startsWith("on")))), false);
  assert.equal(await page.locator("a[href^='javascript:' i]").count(), 0);
}

test("stored markup is text in results, facets, chips and the form", () =>
  site.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await page.goto(`${site.base}/recherche?q=pi%C3%A8ge`);
    await nothingRan(page);
    const titles = await page.locator(".hits h2").allTextContents();
    assert.equal(titles.length, texts.length);
    for (const { titre } of documents()) assert.ok(titles.includes(shown(titre)), titre);
    await screenshot(page, "hostile-results");
    for (let i = 0; i < 3; i++) {
      await page.goto(`${site.base}/recherche?q=pi%C3%A8ge`);
      await page.locator(".facet", { hasText: "Ministre" }).getByRole("link").nth(i).click();
      await nothingRan(page);
      assert.match(await page.getByRole("heading", { level: 1 }).textContent(), /^1.échange /);
    }
  }));

test("stored markup is text on the exchange's page, in citations and in structured data", () =>
  site.visit({}, async (page) => {
    for (const document of documents()) {
      await page.goto(`${site.base}/question/${document.id}?surligner=pi%C3%A8ge`);
      await nothingRan(page);
      assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), shown(document.titre));
      assert.ok((await page.locator("#q-p1").textContent()).endsWith("question piège"));
      assert.equal(JSON.parse(await page.locator("script[type='application/ld+json']").textContent()).name, document.titre);
      assert.equal(JSON.parse(await page.locator(".citation").last().textContent())[0].title, document.titre);
      assert.equal(await page.getByRole("link", { name: /L’original/ }).count(), 0);
    }
    await screenshot(page, "hostile-exchange");
  }));

test("stored markup is text where the page of news shows what was altered", () =>
  site.visit({ viewport: { width: 320, height: 800 } }, async (page) => {
    await page.goto(`${site.base}/nouveautes?genre=modifiee`);
    await nothingRan(page);
    assert.equal(await page.locator(".diff del", { hasText: "initiale" }).count(), texts.length);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    await screenshot(page, "hostile-news");
  }));

test("right-to-left overrides in names and types do not turn the words around them", () =>
  site.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    for (const i of [5, 6, 7]) {
      await page.goto(`${site.base}/question/hostile-${i}`);
      const lefts = await page.evaluate(() => {
        const left = (node) => node.getClientRects()[0].left;
        const [question, answer] = document.querySelectorAll(".exchange header .when time");
        const [author, minister] = document.querySelectorAll(".exchange header .who bdi");
        return { question: left(question), answer: left(answer), author: Math.min(...[...author.getClientRects()].map((r) => r.left)),
          to: left(document.querySelector(".exchange header .to")), minister: Math.min(...[...minister.getClientRects()].map((r) => r.left)) };
      });
      assert.ok(lefts.question < lefts.answer, `dates of ${i}: ${JSON.stringify(lefts)}`);
      assert.ok(lefts.author < lefts.to && lefts.to < lefts.minister, `names of ${i}: ${JSON.stringify(lefts)}`);
      assert.doesNotMatch(await page.title(), /[\u202A-\u202E\u2066-\u2069]/);
    }
  }));

test("typed markup is text in the page and never a server's error", () =>
  site.visit({}, async (page) => {
    const queries = [...texts, "\u0000a\u0001", "%", "a".repeat(900), "((((((", '"""', "titre:(", "-", "* ~ = :", "ET OU SAUF", "é".repeat(200)];
    for (const query of queries) {
      const answer = await page.goto(`${site.base}/recherche?q=${encodeURIComponent(query)}`);
      assert.ok(answer.status() < 500, `${answer.status()} for ${query}`);
      await nothingRan(page);
      if (texts.includes(query)) assert.equal(await page.locator("#q").inputValue(), query.replace(/[\r\n]/g, ""));
    }
    await page.goto(`${site.base}/recherche?auteur=${encodeURIComponent(texts[1])}&type=${encodeURIComponent(texts[0])}`);
    await nothingRan(page);
    await page.goto(`${site.base}/question/hostile-1?surligner=${encodeURIComponent(texts[0])}`);
    await nothingRan(page);
    for (const path of [`/${encodeURIComponent(texts[0])}`, `/question/${encodeURIComponent(texts[1])}`, `/recherche?${encodeURIComponent(texts[1])}=1`]) {
      await page.goto(site.base + path);
      await nothingRan(page);
    }
  }, [400, 404, 414]));

test("the same texts are data in Atom, CSV, NDJSON and JSON", async () => {
  const read = async (path) => (await fetch(site.base + path)).text();
  const wanted = documents();
  const json = JSON.parse(await read("/api/v1/search?q=pi%C3%A8ge&limit=100"));
  assert.deepEqual(json.hits.map((hit) => hit.titre).sort(), wanted.map((document) => document.titre).sort());
  const lines = (await read("/api/v1/export.ndjson?q=pi%C3%A8ge")).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.at(-1).fin, true);
  assert.deepEqual(lines.slice(0, -1).map((line) => line.question).sort(), wanted.map((document) => document.question).sort());
  const atom = await read("/recherche.atom?q=pi%C3%A8ge");
  assert.doesNotMatch(atom, /<script|<img|<svg/);
  const csv = await read("/api/v1/export.csv?q=pi%C3%A8ge");
  const cells = [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,"\r]*))/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare);
  for (const { titre } of wanted) assert.ok(cells.includes(titre.startsWith("=") ? `'${titre}` : titre), titre);
  assert.ok(!cells.some((cell) => /^[=+@-]/.test(cell)), "no cell is a formula");
});
