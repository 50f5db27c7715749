// Accessibility (axe-core), valid HTML (Nu), and a policy that nothing breaks.
import { after, before, test } from "node:test";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import assert from "node:assert/strict";
import { Site, firstId } from "./lib.mjs";

const resolve = createRequire(import.meta.url).resolve;
const axe = readFileSync(resolve("axe-core/axe.min.js"), "utf8");
let site;
let paths;
let kinds; // of pages: one of each template, with all that it can show

before(async () => {
  site = await Site.open();
  const id = await firstId(site, "q=Impulseo");
  const waiting = await firstId(site, "statut=sans-reponse");
  paths = {
    "/": 200, "/recherche": 200, "/recherche?q=logement&statut=repondue&par=mois": 200,
    "/recherche?q=zzyzxq+logement&mode=all": 200, "/recherche?q=eau&de=hier": 400, "/recherche?inconnu=1": 400, "/recherche?valeurs=auteur": 200, "/recherche?q=eau&valeurs=session&session=2021-2022": 200,
    "/recherche?q=%22guillemet+ouvert": 200, [`/question/${id}?surligner=Impulseo+m%C3%A9decin`]: 200,
    [`/question/${waiting}`]: 200, "/question/nulle-part": 404, "/nulle-part": 404,
    "/aide": 200, "/donnees": 200, "/api": 200, "/recherche?q=combien+de+logements+maquinay": 200, "/question/pw-2019-2020-72-1": 200, // the last has others like it
    "/nouveautes": 200, "/nouveautes?depuis=2020&genre=nouvelle&avant=50": 200, "/nouveautes?depuis=hier": 400,
    "/delais": 200, "/personne/florence-bougniet": 200, "/fonction/budget": 200, "/personne/personne": 404, "/delais?par=annee,ministre&q=eau&tri=part-croissante&statut=repondue": 200, "/delais?par=age": 400,
    "/comparer": 200, "/comparer?q=eau&q=logement&mesure=pour_mille": 200, "/comparer?periode=2021&periode=2022&groupe=x": 200, "/comparer?q=eau&periode=x": 400,
  };
  kinds = ["/", "/recherche?q=logement&statut=repondue&par=mois", "/recherche?q=eau&de=hier", "/recherche?valeurs=auteur", `/question/${id}?surligner=Impulseo+m%C3%A9decin`,
    `/question/${waiting}`, "/nulle-part", "/aide", "/donnees", "/api", "/nouveautes?depuis=2020&genre=nouvelle&avant=50",
    "/delais?par=annee,ministre&q=eau&tri=part-croissante&statut=repondue", "/personne/florence-bougniet", "/comparer?q=eau&q=logement&mesure=pour_mille"];
  assert.deepEqual(kinds.filter((path) => !(path in paths)), []);
});
after(() => site.close());

for (const [pages, colorScheme, width] of [["any page", "light", 1280], ["any kind of page", "dark", 320]])
    test(`axe finds no violation on ${pages}, ${colorScheme}, ${width} pixels`, () =>
      site.visit({ colorScheme, viewport: { width, height: 900 } }, async (page) => {
        for (const path of pages === "any page" ? Object.keys(paths) : kinds) {
          await page.goto(site.base + path);
          await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            resultTypes: ["violations"], selectors: false, // what passes need not be described
          }));
          assert.deepEqual(
            violations.map((rule) => `${path}: ${rule.id}: ${rule.nodes.map((node) => node.html).join(" | ")}`), []);
        }
      }, [400, 404]));

test("the Nu HTML checker finds no error", async (t) => {
  if (spawnSync("java", ["-version"]).status !== 0) return t.skip("Java is not installed");
  const folder = mkdtempSync(join(tmpdir(), "hemicycle-nu-"));
  const names = new Map();
  for (const path of Object.keys(paths)) {
    const file = join(folder, `${names.size}.html`);
    writeFileSync(file, await (await fetch(site.base + path, { headers: { Accept: "text/html" } })).text());
    names.set(file, path);
  }
  try {
    await promisify(execFile)("java", ["-Xss2m", "-jar", resolve("vnu-jar/build/dist/vnu.jar"), "--stdout", "--errors-only", ...names.keys()], { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout.replace(/file:(\S+?\.html)/g, (_, file) => names.get(file)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every page is sent with a strict policy and the status it deserves", async () => {
  for (const [path, status] of Object.entries(paths)) {
    const answer = await fetch(site.base + path, { headers: { Accept: "text/html" }, redirect: "manual" });
    assert.equal(answer.status, status, path);
    assert.match(answer.headers.get("content-type"), /^text\/html; charset=utf-8/, path);
    const policy = answer.headers.get("content-security-policy");
    assert.match(policy, /default-src '(none|self)'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(answer.headers.get("set-cookie"), null);
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
  }
});

test("searches stay out of other engines' indexes, exchanges and pages do not", async () => {
  const robots = async (path) => (await (await fetch(site.base + path)).text()).match(/<meta name="robots" content="([^"]*)"/)?.[1];
  assert.match(await robots("/recherche?q=eau"), /noindex/);
  assert.equal(await robots("/aide"), undefined);
  assert.equal(await robots(`/question/${await firstId(site, "q=Impulseo")}`), undefined);
});

test("structured data is read and never executed under the policy", () =>
  site.visit({}, async (page) => {
    await page.goto(`${site.base}/question/${await firstId(site, "q=Impulseo")}`);
    const data = JSON.parse(await page.locator("script[type='application/ld+json']").textContent());
    assert.equal(data["@type"], "Question");
    assert.equal(data.answerCount, 1);
    assert.equal(data.author.name, "Anne-Catherine Pirsoulle");
    assert.equal(data["@id"], await page.locator("link[rel=canonical]").getAttribute("href"));
  }));
