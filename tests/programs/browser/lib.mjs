// A searchd and a browser for one test file. Whatever goes wrong in a page (console, scripts, policy, foreign
// requests, failed answers) is collected and fails the test that caused it.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
    probe.on("error", reject);
  });
}

export class Site {
  static async open(index = process.env.HEMICYCLE_INDEX) {
    const site = new Site();
    const port = await freePort();
    site.base = `http://127.0.0.1:${port}`;
    site.log = "";
    site.server = spawn(join(process.env.HEMICYCLE_BIN, "searchd"), ["--index", index, "--listen", `127.0.0.1:${port}`]);
    site.server.stderr.on("data", (text) => (site.log += text));
    await site.#ready();
    // A profile of its own, thrown away afterwards, is what launch() makes.
    site.browser = await chromium.launch({
      executablePath: process.env.HEMICYCLE_CHROMIUM, headless: true, args: flags,
    });
    return site;
  }

  async #ready() {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (this.server.exitCode !== null) throw new Error(`searchd ended: ${this.log}`);
      try {
        if ((await fetch(`${this.base}/readyz`)).ok) return;
      } catch {
        // not listening yet
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`searchd does not get ready: ${this.log}`);
  }

  async close() {
    await this.browser.close();
    this.server.kill("SIGTERM");
    if (this.server.exitCode === null) await new Promise((resolve) => this.server.once("exit", resolve));
  }

  // Runs `use` with a fresh page; fails when the page complained about anything but `expected` statuses.
  async visit(options, use, expected = []) {
    const context = await this.browser.newContext({ locale: "fr-BE", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
    const complaints = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !/status of (4|5)\d\d/.test(message.text()))
        complaints.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`script: ${error}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${this.base}/`) && !request.url().startsWith("data:"))
        complaints.push(`request to ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400 && !expected.includes(response.status()))
        complaints.push(`${response.status()} for ${response.url()}`);
    });
    try {
      await use(page);
      assert.deepEqual(await context.cookies(), [], "no cookies");
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  }
}

// For people, who ask for it (run.sh).
export async function screenshot(page, name) {
  if (!process.env.HEMICYCLE_SCREENSHOTS) return;
  await page.screenshot({ path: join(process.env.HEMICYCLE_SCREENSHOTS, `${name}.png`), fullPage: true });
}

// The first id that a search through the API finds.
export async function firstId(site, query) {
  const answer = await (await fetch(`${site.base}/api/v1/search?${query}&limit=1`)).json();
  return answer.hits[0].id;
}
