// What a journalist does, step by step, over the sample corpus.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Site, screenshot } from "./lib.mjs";

let site;
before(async () => (site = await Site.open()));
after(() => site.close());

const title = "La pénurie de médecins généralistes dans le sud de la province de Luxembourg";

async function search(page, words) {
  await page.goto(`${site.base}/`);
  await page.getByLabel("Rechercher dans les questions et les réponses").fill(words);
  await page.getByRole("button", { name: "Rechercher" }).click();
  await page.waitForURL("**/recherche?**");
}

async function count(page) {
  const heading = await page.getByRole("heading", { level: 1 }).textContent();
  return heading.startsWith("Aucun") ? 0 : Number(heading.replace(/[^\d].*$/s, ""));
}

test("home offers the form, the latest questions and those that wait", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/`);
    assert.ok(await page.getByRole("search").isVisible());
    assert.ok((await page.locator(".brief li").count()) >= 5);
    assert.match(await page.locator(".lead").textContent(), /\d+.échanges en texte intégral/);
    await screenshot(page, "home");
  }));

test("a search leads to a short address, a count in words and marked hits", () =>
  site.visit({}, async (page) => {
    await search(page, "médecins généralistes");
    assert.equal(page.url(), `${site.base}/recherche?q=m%C3%A9decins%20g%C3%A9n%C3%A9ralistes`);
    assert.match(await page.getByRole("heading", { level: 1 }).textContent(), /^\d+.échanges? pour «.médecins généralistes.»$/);
    const first = page.locator(".hits > li").first();
    assert.equal(await first.getByRole("heading", { level: 2 }).textContent(), title);
    assert.equal(await first.locator(".who").textContent(), "Anne-Catherine Pirsoulle à Christelle Sauvenay");
    assert.match(await first.locator(".when").textContent(), /7.octobre 2019, réponse du 5.novembre 2019 répondu en 29.jours/);
    assert.ok((await first.locator("mark").count()) >= 2);
    assert.ok((await first.locator(".side.match h3").allTextContents()).every((text) => text.startsWith("Dans la ")));
    await screenshot(page, "results");
  }));

test("a filter of the form narrows the search and stands as a chip that undoes it", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche?q=eau`);
    const all = await count(page);
    await page.getByText("Filtres et tri").click();
    await page.getByLabel("Avec réponse").check();
    await page.getByLabel("Du", { exact: true }).fill("2022-01-01");
    await page.getByRole("button", { name: "Appliquer" }).click();
    await page.waitForURL(/statut=repondue/);
    assert.match(page.url(), /\/recherche\?q=eau&statut=repondue&de=2022-01-01$/);
    const narrowed = await count(page);
    assert.ok(narrowed > 0 && narrowed < all);
    await page.getByRole("link", { name: /Annuler.*Avec réponse/ }).click();
    assert.match(page.url(), /\/recherche\?q=eau&de=2022-01-01$/);
    await page.getByRole("link", { name: /Annuler.*depuis/ }).click();
    assert.equal(await count(page), all);
  }));

test("a facet adds its value, shows its count, and takes it off again", () =>
  site.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await page.goto(`${site.base}/recherche?q=logement`);
    const all = await count(page);
    const facet = page.locator(".facet", { hasText: "Ministre" }).getByRole("link").first();
    const promised = Number((await facet.locator("small").textContent()).replace(/\D/g, ""));
    await facet.click();
    assert.equal(await count(page), promised);
    const current = page.locator(".facet a[aria-current=true]");
    assert.equal(await current.count(), 1);
    const second = page.locator(".facet", { hasText: "Ministre" }).getByRole("link").nth(1);
    const more = Number((await second.locator("small").textContent()).replace(/^\+|\D/g, ""));
    await second.click();
    assert.equal(await count(page), promised + more);
    await current.nth(1).click();
    await current.click();
    assert.equal(await count(page), all);
  }));

test("results can be sorted by date, both ways", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche?q=communes`);
    for (const [name, sign] of [["Plus récentes", -1], ["Plus anciennes", 1]]) {
      await page.getByRole("link", { name }).click();
      const dates = await page.locator(".hits .when time:first-of-type").evaluateAll((all) => all.map((time) => time.dateTime));
      assert.ok(dates.length > 3);
      assert.deepEqual(dates, [...dates].sort((a, b) => sign * (a < b ? -1 : a > b ? 1 : 0)));
    }
  }));

test("pages follow each other without a gap, and Back returns to the same page", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche`);
    const seen = new Set(await page.locator(".hits h2").allTextContents());
    await page.getByRole("link", { name: "Suivante" }).click();
    assert.match(page.url(), /page=2$/);
    const second = await page.locator(".hits h2").allTextContents();
    assert.ok(second.every((text) => !seen.has(text)));
    assert.equal(await page.locator(".hits").getAttribute("start"), "11");
    await page.locator(".hits h2 a").first().click();
    await page.goBack();
    assert.match(page.url(), /page=2$/);
    assert.deepEqual(await page.locator(".hits h2").allTextContents(), second);
  }));

test("the histogram's bars and table lead to the same search in that time", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche?q=logement`);
    const bar = page.locator(".histogram svg a").first();
    const [, year, found] = (await bar.locator("title").textContent()).match(/^(\d+).: (\d+).échange/);
    await page.getByText("Les chiffres").click();
    assert.equal(await page.locator(".histogram tbody tr").first().locator("td").first().textContent(), found);
    await bar.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`de=${year}&a=${year}`));
    assert.equal(await count(page), Number(found));
    await page.goBack();
    await page.getByLabel("pour 1 000 questions").check();
    assert.ok(await page.locator(".histogram svg .r").first().isVisible());
    assert.ok(!(await page.locator(".histogram svg .n").first().isVisible()));
  }));

test("an exchange shows question and answer, marks what was searched, and lets go of it", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche?q=m%C3%A9decins+g%C3%A9n%C3%A9ralistes`);
    await page.getByRole("link", { name: title }).click();
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), title);
    assert.match(page.url(), /\?surligner=/);
    assert.ok((await page.locator(".text mark").count()) > 3);
    assert.ok(!(await page.locator(".text mark").allTextContents()).some((text) => /^[ld]['’]/.test(text)));
    await screenshot(page, "exchange");
    assert.equal(new URL(await page.locator("header .who a").last().getAttribute("href"), site.base).pathname, "/personne/christelle-sauvenay");
    await page.getByRole("link", { name: "Tout retirer" }).click();
    assert.equal(await page.locator(".text mark").count(), 0);
    assert.match(await page.locator("#q-p3").textContent(), /Impulseo/);
    await page.locator("#r-p2 .anchor").focus();
    await page.keyboard.press("Enter");
    assert.match(page.url(), /#r-p2$/);
  }));

test("a quoted passage copied from the page is the source's, byte for byte", () =>
  site.visit({}, async (page) => {
    const id = (await (await fetch(`${site.base}/api/v1/search?q=Impulseo&limit=1`)).json()).hits[0].id;
    const source = await (await fetch(`${site.base}/question/${id}.json`)).json();
    await page.goto(`${site.base}/question/${id}?surligner=m%C3%A9decins`);
    const shown = await page.locator("[id^=q-p]").evaluateAll((all) =>
      all.map((p) => [...p.childNodes].slice(1).map((node) => node.textContent).join("")));
    assert.equal(shown.join("\n\n"), source.question);
  }));

test("neighbours and similar questions are one step away, and the step back leads back", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche?q=Impulseo`);
    await page.locator(".hits h2 a").first().click();
    const start = new URL(page.url()).pathname;
    const next = page.locator(".neighbours section").last().getByRole("link").last();
    assert.equal(await next.getAttribute("rel"), "next");
    await next.click();
    const previous = page.locator(".neighbours a[rel=prev]");
    const paths = await previous.evaluateAll((all) => all.map((link) => link.pathname));
    assert.ok(paths.includes(start), `${start} in ${paths}`);
  }));

test("a citation can be copied in four forms", () =>
  site.visit({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto(`${site.base}/recherche?q=Impulseo`);
    await page.locator(".hits h2 a").first().click();
    assert.equal(await page.locator(".citation").count(), 4);
    await page.getByText("BibTeX").click();
    await page.locator("details:has(.code)").first().getByRole("button", { name: "Copier" }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^@misc\{[^,]+,\n {2}author = \{Pirsoulle, Anne-Catherine\}/);
    const csl = JSON.parse(await page.locator(".citation").last().textContent());
    assert.equal(csl[0].title, title);
    assert.equal(csl[0].URL, `${site.base}${new URL(page.url()).pathname}`);
  }));

// Selects the first words of a paragraph as a drag would.
const select = (page, id, length) =>
  page.evaluate(([name, count]) => {
    const walker = document.createTreeWalker(document.getElementById(name), NodeFilter.SHOW_TEXT);
    while (walker.nextNode().data.trim().length < count);
    getSelection().setBaseAndExtent(walker.currentNode, 0, walker.currentNode, count);
    return getSelection().toString().trim();
  }, [id, length]);

test("a selected passage is copied with who said it, when and where, by mouse, keyboard and touch", () =>
  site.visit({ permissions: ["clipboard-read", "clipboard-write"], hasTouch: true }, async (page) => {
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    const button = page.getByRole("button", { name: "Copier avec la référence" });
    await page.goto(`${site.base}/recherche?q=Impulseo`);
    await page.locator(".hits h2 a").first().click();
    const address = `${site.base}${new URL(page.url()).pathname}`;
    assert.equal(await button.count(), 0);
    const asked = await select(page, "q-p1", 6);
    await button.click();
    await page.getByRole("button", { name: "Copié avec la référence" }).waitFor();
    const question = await copied();
    assert.ok(question.startsWith(`«\u00a0${asked}\u00a0» — PIRSOULLE Anne-Catherine, le 7\u00a0octobre 2019, `), question);
    assert.ok(question.endsWith(`, ${address}#q-p1`), question);
    const by = (await page.locator(".reply .by").first().textContent()).trim();
    const answered = await select(page, "r-p1", 6);
    await button.tap();
    await page.getByRole("button", { name: "Copié avec la référence" }).waitFor();
    const reply = await copied();
    assert.ok(reply.startsWith(`«\u00a0${answered}\u00a0» — ${by}, `), reply);
    assert.ok(reply.endsWith(`, ${address}#r-p1`), reply);
    await select(page, "q-p1", 6);
    await button.waitFor();
    for (let i = 0; i < 3 && !(await button.evaluate((one) => one === document.activeElement)); i++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Copié avec la référence" }).waitFor();
    assert.ok((await copied()).endsWith("#q-p1"));
    await page.evaluate(() => { document.activeElement.blur(); getSelection().removeAllRanges(); });
    await page.locator(".quote").waitFor({ state: "detached" });
  }));

test("an empty result says which word gave nothing and what would give something", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche?q=logement+zzyzxq&mode=all`);
    assert.match(await page.getByRole("heading", { level: 1 }).textContent(), /^Aucun échange pour «.logement zzyzxq.»$/);
    assert.match(await page.locator(".empty").textContent(), /zzyzxq ne donne rien/);
    await screenshot(page, "empty");
    const link = page.locator(".empty").getByRole("link", { name: "logement", exact: true });
    const promised = (await link.locator("xpath=..").textContent()).match(/: (\d+)/)[1];
    await link.click();
    assert.equal(await count(page), Number(promised));
  }));

test("what is wrong in an address is explained in French above the form", () =>
  site.visit({}, async (page) => {
    const answer = await page.goto(`${site.base}/recherche?q=eau&de=hier`);
    assert.equal(answer.status(), 400);
    assert.ok(await page.getByRole("alert").isVisible());
    assert.match(await page.getByRole("alert").textContent(), /Du.: .*hier/);
    assert.equal(await page.getByLabel("Du", { exact: true }).inputValue(), "hier");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "alert");
    assert.equal(await page.getByRole("searchbox").or(page.getByRole("combobox")).first().inputValue(), "eau");
    await screenshot(page, "refused");
  }, [400]));

test("an unknown exchange and an unknown path have a page of their own", () =>
  site.visit({}, async (page) => {
    for (const path of ["/question/nulle-part", "/nulle-part"]) {
      const answer = await page.goto(`${site.base}${path}`);
      assert.equal(answer.status(), 404);
      assert.ok(await page.getByRole("search").isVisible());
      assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
    }
    await screenshot(page, "error");
  }, [404]));

test("the examples of the help page find what they say", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/aide`);
    await screenshot(page, "help");
    const rows = await page.locator("table.examples tbody tr").evaluateAll((all) =>
      all.map((row) => [row.querySelector("a").href, row.lastElementChild.textContent]));
    assert.ok(rows.length >= 10);
    assert.ok(rows.every(([, found]) => found !== "0"), `each example finds something: ${JSON.stringify(rows)}`);
    for (const [href, found] of rows) {
      await page.goto(href);
      assert.equal(await count(page), Number(found.replace(/\D/g, "")), href);
    }
  }));

test("the data page counts what the index holds", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/donnees`);
    const api = await (await fetch(`${site.base}/api/v1/search?limit=1`)).json();
    assert.match(await page.locator(".figures").textContent(), new RegExp(`échanges${api.total}\\b`));
    await screenshot(page, "data");
    await page.goto(`${site.base}/api`);
    const links = await page.locator("main a[href^='/api/'], main a[href='/openapi.json']").evaluateAll((all) => all.map((a) => a.href));
    assert.ok(links.length > 5);
    for (const href of links) assert.equal((await fetch(href)).status, 200, href);
    await screenshot(page, "api");
  }));

test("what is new since a day that is typed, and from then on, without scripts", () =>
  site.visit({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } }, async (page) => {
    await page.goto(`${site.base}/nouveautes`);
    assert.equal(await page.locator(".night li").count(), 15);
    await page.getByRole("link", { name: "Plus ancien" }).click();
    assert.equal(await page.locator(".night li").count(), 15);
    await page.getByLabel("Depuis le").fill("2999-01-01");
    await page.keyboard.press("Tab"); // from day to day of the control, then to the button
    await page.getByRole("button", { name: "Afficher" }).press("Enter");
    await page.waitForURL(/depuis=2999-01-01/);
    assert.ok(await page.getByText("Rien de nouveau.").isVisible());
    await page.getByRole("link", { name: "cette adresse" }).click();
    await page.waitForURL(new RegExp(`depuis=${new Date().toISOString().slice(0, 10)}$`));
    assert.equal(await page.locator(".night li").count(), 15);
    await page.getByRole("link", { name: /^99.nouvelles questions$/ }).click();
    await page.waitForURL(/jour=.*genre=nouvelle/);
    await page.locator(".night li a").first().click();
    await page.waitForURL(/\/question\//);
  }));

test("every page stays below 60 kB with its style and script", async () => {
  const paths = ["/", "/recherche", "/recherche?q=de+la+commune&par=mois", "/recherche?q=la&par=mois", "/aide", "/donnees", "/api", "/nouveautes", "/delais", "/personne/florence-bougniet", "/comparer?q=eau&q=logement&q=commune&q=emploi&q=sant%C3%A9&par=mois"];
  const bytes = async (path) => (await (await fetch(site.base + path)).arrayBuffer()).byteLength;
  for (const path of paths) {
    const html = await (await fetch(site.base + path)).text();
    const files = [...html.matchAll(/(?:href|src)="(\/static\/(?!favicon)[^"]+)"/g)].map((match) => match[1]);
    const drawn = path === "/" ? ["/static/hemicycle.svg"] : [];
    const sizes = await Promise.all([path, ...drawn, ...files].map(bytes));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`${path}: ${sizes[0]} bytes of HTML, ${total} in all`);
    assert.ok(total < (path.startsWith("/recherche") ? 57000 : 60000), `${path}: ${total}`); // larger indexes have more to say
  }
});
