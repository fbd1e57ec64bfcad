// One Chromium for all checks of a file, and what every page is watched for: requests, dialogs,
// errors, violations of its content policy.
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

export class Harness {
  static async start(binary, folder) {
    mkdirSync(folder, {recursive: true});
    const harness = new Harness();
    Object.assign(harness, {binary, folder, failures: 0, only: process.env.TIDEMARK_BROWSER_ONLY});
    harness.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    return harness;
  }

  run(...args) {
    return execFileSync(this.binary, args, {cwd: this.folder, encoding: 'utf8', maxBuffer: 1 << 28});
  }
  report(trace) {
    return JSON.parse(this.run('report', '--format', 'json', trace));
  }
  page(output, ...traces) {
    this.run('report', '--format', 'html', '-o', output, ...traces);
    return join(this.folder, output);
  }

  // The page with the view that `hash` names. Whatever a page must never do is in `problems`.
  async open(file, {hash = '', width = 1280, height = 900, scheme = 'light', script = true, ready = true} = {}) {
    const context = await this.browser.newContext({viewport: {width, height}, colorScheme: scheme,
                                                   javaScriptEnabled: script, reducedMotion: 'reduce'});
    const page = await context.newPage();
    const url = pathToFileURL(file).href;
    const problems = [];
    page.on('dialog', (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on('console', (message) => {
      // The tests read pictures back, which Chromium remarks upon.
      if (/error|warning/.test(message.type()) && !/getImageData/.test(message.text())) {
        problems.push(`console: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => problems.push(`error: ${error.stack}`));
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url) problems.push(`request: ${request.url().slice(0, 200)}`);
    });
    page.on('popup', () => problems.push('popup'));
    await page.goto(url + hash);
    if (script && ready) await this.ready(page);
    page.problems = problems;
    return page;
  }
  async ready(page) {
    await page.waitForFunction(() => document.documentElement.dataset.ready === 'yes', null, {timeout: 30000, polling: 10});
    await frame(page);
  }

  // A check that fails is told, and the next one runs.
  async check(name, body) {
    if (this.only && !name.includes(this.only)) return;
    const start = Date.now();
    try {
      await body();
      console.log(`ok      ${name} (${Date.now() - start} ms)`);
    } catch (error) {
      ++this.failures;
      console.log(`FAILED  ${name}\n${error.stack}`);
    }
  }
  async finish() {
    await this.browser.close();
    console.log(this.failures === 0 ? 'all passed' : `${this.failures} failed`);
    process.exitCode = this.failures === 0 ? 0 : 1;
  }
}

// Until what was asked for is drawn.
export async function frame(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

// What Chromium counts for the page: LayoutCount, TaskDuration (s of the main thread, whatever else runs).
export async function metersOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', {timeDomain: 'threadTicks'});
  return async () => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(
      (one) => [one.name, one.value]));
}

export async function go(page, hash) {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await frame(page);
}

// The figures in `scope` by their keys: {key: [exact numbers as text]}.
export async function figures(page, scope = '#panel') {
  return page.evaluate((where) => {
    const result = {};
    for (const one of document.querySelectorAll(`${where} .fig[data-key]`)) {
      (result[one.dataset.key] ??= []).push({n: one.dataset.n, text: one.textContent});
    }
    return result;
  }, scope);
}

// The rows of a table by its caption: [{column head: text, n: {column head: exact}}], with those of
// the foot.
export async function rows(page, caption) {
  return page.evaluate((wanted) => {
    const table = [...document.querySelectorAll('#panel table')].find((one) => one.caption?.textContent === wanted);
    if (!table) return null;
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.replace(/ [\u25b2\u25bc]$/, ''));
    const read = (row) => {
      const result = {n: {}};
      [...row.cells].forEach((cell, i) => {
        result[heads[i]] = cell.textContent;
        const figure = cell.querySelector('.fig');
        if (figure) result.n[heads[i]] = Number(figure.dataset.n);
      });
      return result;
    };
    return {body: [...table.tBodies[0].rows].map(read), foot: [...(table.tFoot?.rows ?? [])].map(read)};
  }, caption);
}

// Opens all rows of all tables.
export async function showAll(page) {
  while (await page.locator('#panel .more button').count() > 0) await page.locator('#panel .more button').first().click();
}

// The same document with another payload: the policy covers scripts and styles, not the data.
export function withPayload(file, output, payload) {
  const html = readFileSync(file, 'utf8');
  const start = html.indexOf('>', html.indexOf('id="tidemark-data"')) + 1;
  writeFileSync(output, html.slice(0, start) + payload + html.slice(html.indexOf('</script>', start)));
  return output;
}
