// Without JavaScript, with the keyboard alone, on a telephone, in print: everything still works.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Site, screenshot } from "./lib.mjs";

let site;
before(async () => (site = await Site.open()));
after(() => site.close());

test("without JavaScript the form, filters, facets and pages work, and addresses stay short", () =>
  site.visit({ javaScriptEnabled: false, viewport: { width: 800, height: 900 } }, async (page) => {
    await page.goto(`${site.base}/`);
    await page.getByLabel("Rechercher dans les questions et les réponses").fill("logement public");
    await page.getByRole("button", { name: "Rechercher" }).click();
    assert.equal(page.url(), `${site.base}/recherche?q=logement%20public`);
    await page.getByText("Filtres et tri").click();
    await page.getByLabel("Au moins un des mots").check();
    await page.getByLabel("Trier par").selectOption("date");
    await page.getByRole("button", { name: "Appliquer" }).click();
    assert.equal(page.url(), `${site.base}/recherche?q=logement%20public&mode=any&tri=date`);
    await page.getByText("Affiner les résultats").click();
    await page.locator(".facet a").first().click();
    assert.match(page.url(), /statut=/);
    await page.getByText("Affiner les résultats").click();
    await page.getByRole("link", { name: /Auteur ou autrice.*autre/ }).click();
    await page.waitForURL(/valeurs=auteur/);
    await screenshot(page, "values");
    await page.locator(".names a").nth(3).click();
    await page.waitForURL(/auteur=/);
    await page.locator(".hits h2 a").first().click();
    assert.ok(await page.locator("#q-p1").isVisible());
    await screenshot(page, "without-javascript");
    await page.goto(`${site.base}/comparer`);
    await page.getByLabel("Sujet 1").fill("logement");
    await page.getByLabel("Sujet 2").fill("eau");
    await page.getByRole("button", { name: "Comparer" }).click();
    assert.equal(page.url(), `${site.base}/comparer?q=logement&q=eau`);
    assert.ok(await page.getByRole("img", { name: "Échanges par année" }).isVisible());
    const cell = page.locator(".counts tbody td a").first();
    const told = await cell.textContent();
    await cell.click();
    assert.match(await page.getByRole("heading", { level: 1 }).textContent(), new RegExp(`^${told}.échange`));
  }));

test("the keyboard alone searches, opens a hit and comes back", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    assert.ok(await page.locator(".skip").isVisible());
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    await page.keyboard.type("scolyte");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/recherche?q=scolyte");
    const hit = page.locator(".hits h2 a").first();
    for (const key of ["Tab", "Tab", "Enter", "Tab"]) // the second link of all leads past the facets
      await page.keyboard.press(key);
    assert.ok(await hit.evaluate((link) => link === document.activeElement));
    const outline = await hit.evaluate((link) => getComputedStyle(link).outlineStyle);
    assert.equal(outline, "solid");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/question/**");
    await page.goBack();
    assert.match(page.url(), /q=scolyte#liste$/);
  }));

test("« / » reaches the search, but not while typing, and can be switched off", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche?q=eau`);
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    await page.keyboard.press("End");
    await page.keyboard.type("/");
    assert.equal(await page.locator("#q").inputValue(), "eau/");
    await page.goto(`${site.base}/aide`);
    await page.getByLabel(/Raccourci clavier/).uncheck();
    await page.goto(`${site.base}/recherche?q=eau`);
    await page.keyboard.press("/");
    assert.notEqual(await page.evaluate(() => document.activeElement.id), "q");
  }));

test("words are proposed while typing: arrows choose, Escape closes, Enter takes", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/`);
    const input = page.getByRole("combobox", { name: /Rechercher dans/ });
    await input.pressSequentially("loge");
    const list = page.getByRole("listbox");
    await list.waitFor();
    assert.equal(await input.getAttribute("aria-expanded"), "true");
    await screenshot(page, "completion");
    await page.keyboard.press("ArrowDown");
    const chosen = list.getByRole("option", { selected: true });
    assert.equal(await input.getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
    assert.match(await input.inputValue(), /^loge\p{L}+/u);
    await page.keyboard.press("Escape");
    assert.equal(await input.inputValue(), "loge");
    assert.equal(await input.getAttribute("aria-expanded"), "false");
    await input.pressSequentially("m");
    await list.waitFor();
    await page.keyboard.press("ArrowDown");
    const word = await input.inputValue();
    await page.keyboard.press("Enter");
    await page.waitForURL(/recherche\?q=logem/);
    assert.equal(await page.locator("#q").inputValue(), word);
  }));

for (const [colorScheme, width] of [["light", 320], ["light", 768], ["light", 1280], ["dark", 320], ["dark", 1280]])
    test(`nothing is cut off at ${width} pixels, ${colorScheme}`, () =>
      site.visit({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
        const id = (await (await fetch(`${site.base}/api/v1/search?q=Impulseo&limit=1`)).json()).hits[0].id;
        const paths = { home: "/", results: "/recherche?q=logement", exchange: `/question/${id}?surligner=Impulseo`,
          empty: "/recherche?q=zzyzxq", help: "/aide", data: "/donnees", api: "/api",
          news: "/nouveautes", delays: "/delais", person: "/personne/florence-bougniet", office: "/fonction/budget", compare: "/comparer?q=eau&q=logement&q=communes", years: "/delais?par=annee,ministre&q=eau" };
        for (const [name, path] of Object.entries(paths)) {
          await page.goto(site.base + path);
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${path} scrolls sideways`);
          await screenshot(page, `${name}-${width}-${colorScheme}`);
        }
      }));

test("text at 200 % on a narrow screen does not scroll sideways", () =>
  site.visit({ viewport: { width: 640, height: 800 } }, async (page) => {
    for (const path of ["/", "/recherche?q=logement", "/aide"]) {
      await page.goto(site.base + path);
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 640, path);
    }
  }));

test("filters fold away on a telephone and stand open on the home page of a wide screen", async () => {
  await site.visit({ viewport: { width: 320, height: 640 } }, async (page) => {
    await page.goto(`${site.base}/`);
    assert.ok(!(await page.getByLabel("Avec réponse").isVisible()));
    await page.getByText("Filtres et tri").click();
    assert.ok(await page.getByLabel("Avec réponse").isVisible());
  });
  await site.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await page.goto(`${site.base}/`);
    assert.ok(await page.getByLabel("Avec réponse").isVisible());
    await page.goto(`${site.base}/recherche?q=eau`);
    assert.ok(await page.locator(".facet a").first().isVisible());
  });
});

test("forced colours and reduced motion keep marks and stillness", () =>
  site.visit({ forcedColors: "active", reducedMotion: "reduce" }, async (page) => {
    await page.goto(`${site.base}/recherche?q=logement`);
    const mark = page.locator("mark").first();
    assert.match(await mark.evaluate((node) => getComputedStyle(node).textDecorationLine), /underline/);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
    await screenshot(page, "forced-colors");
  }));

test("a printed exchange carries its address and the day, and no controls", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/recherche?q=Impulseo`);
    await page.locator(".hits h2 a").first().click();
    await page.waitForURL(/\/question\//); // with its styles
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".printed").isVisible());
    assert.match(await page.locator(".printed").textContent(), /\/question\/.* — imprimé le \d/);
    for (const hidden of [".top", ".anchor", ".cite", ".bottom"])
      assert.ok(!(await page.locator(hidden).first().isVisible()), hidden);
    await screenshot(page, "print");
  }));
