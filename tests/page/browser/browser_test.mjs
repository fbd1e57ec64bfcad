// Drives Chromium over pages that the command wrote: `node browser_test.mjs TIDEMARK FOLDER`.
// TIDEMARK_BROWSER_ONLY=words runs the checks with these words in their names.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {figures, frame, go, Harness, metersOf, rows, showAll, withPayload} from './harness.mjs';
import {checkNumbers} from './numbers.mjs';
import {kHostileNames, programTrace, Trace} from './trace.mjs';

const [binary, folder] = process.argv.slice(2);
const harness = await Harness.start(resolve(binary), resolve(folder));
const trace = programTrace();
trace.save(join(harness.folder, 'run.ndjson'));
programTrace({fixed: true}).save(join(harness.folder, 'fixed.ndjson'));
const wicked = (i, plain) => kHostileNames[i % kHostileNames.length] || plain;
programTrace({name: wicked}).save(join(harness.folder, 'wicked.ndjson'));
const report = harness.report('run.ndjson');
const file = harness.page('run.html', 'run.ndjson');
const page = await harness.open(file);
const views = await page.evaluate(() => [...document.querySelectorAll('[role=tab]')].map((tab) => tab.dataset.view));
assert.ok(views.length >= 9, String(views));

const hashOf = () => page.evaluate(() => location.hash);
const stateOf = async () => Object.fromEntries(new URLSearchParams((await hashOf()).slice(1)));
const titleOf = (where = page) => where.textContent('#panel h2');
const drag = async (selector, from, to, y = 0.5) => {
  const box = await page.locator(selector).boundingBox();
  await page.mouse.move(box.x + box.width * from, box.y + box.height * y);
  await page.mouse.down();
  for (let i = 1; i <= 6; ++i) await page.mouse.move(box.x + box.width * (from + (to - from) * i / 6), box.y + box.height * y);
  await page.mouse.up();
  await frame(page);
};

await harness.check('a small page is small', () => {
  assert.ok(statSync(file).size <= 400 * 1024, `${statSync(file).size} bytes`);
});

await harness.check('numbers equal those of the report', async () => checkNumbers(page, report));

await harness.check('numbers of a program without findings', async () => {
  const other = await harness.open(harness.page('fixed.html', 'fixed.ndjson'));
  await checkNumbers(other, harness.report('fixed.ndjson'));
  assert.deepEqual(other.problems, []);
  await other.context().close();
});

await harness.check('what the source allows is not needless', async () => {
  mkdirSync(join(harness.folder, 'kept'), {recursive: true});
  writeFileSync(join(harness.folder, 'kept/a.cc'), 'f();  // tidemark: allow unmodified-copy it is kept\nf();\n');
  const kept = new Trace();
  const sites = [1, 2].map((line) => kept.site('kept/a.cc', line, `Copy${line}`));
  const input = kept.alloc(sites[1], 5000);
  kept.write(sites[1], input);
  for (const site of sites) {
    const twin = kept.alloc(site, 5000);
    kept.copy(site, input, twin);
    kept.read(site, twin);
    kept.read(site, input);
    kept.free(twin);
  }
  kept.free(input);
  kept.save(join(harness.folder, 'kept.ndjson'));
  const expected = harness.report('kept.ndjson');
  assert.equal(expected.copies.redundant_count, 1);
  const other = await harness.open(harness.page('kept.html', 'kept.ndjson'));
  await checkNumbers(other, expected);
  await go(other, '#view=copies');
  const single = await rows(other, 'Copies one by one');
  assert.deepEqual(single.body.map((row) => row.Needed).sort(), ['needless', 'yes']);
  assert.deepEqual(other.problems, []);
  await other.context().close();
});

await harness.check('samples of the heap say that they stand for others', async () => {
  const heap = new Trace('sample', {heap: true, sample_bytes: 1000});
  const site = heap.site('src/a.cc', 1, 'Make');
  for (let i = 1; i <= 9; ++i) heap.alloc(site, 5 * i, 'f8', {kind: 'heap', dtype: undefined, shape: undefined, strides: undefined, view: undefined});
  heap.save(join(harness.folder, 'heap.ndjson'));
  const expected = harness.report('heap.ndjson');
  assert.equal(expected.trace.sample_bytes, 1000);
  const other = await harness.open(harness.page('heap.html', 'heap.ndjson'), {hash: `#view=timeline&at=${expected.peak.t}`});
  const live = await rows(other, 'Buffers live at the instant');
  assert.equal(live.body.reduce((sum, row) => sum + row.n['Stands for'], 0), expected.peak.bytes);
  assert.match(await other.textContent('#panel'), new RegExp(`about ${expected.peak.buffers} buffers, told by 9 samples`));
  await go(other, '#view=lifetimes&life=0');
  assert.match(await titleOf(other), new RegExp(`^about ${expected.peak.buffers} buffers, told by 9 samples`));
  assert.match(await other.textContent('#panel'), /The heap was sampled/);
  assert.match(await other.textContent('.detail'), /Stands for.* in about/);
  assert.deepEqual(other.problems, []);
  await other.context().close();
});

await harness.check('Peak is of the window, and who is not says so', async () => {
  // Without the peak: the tail of the run.
  const from = trace.buffers.at(-1).begin - 1, to = trace.now - 100;
  assert.ok(report.peak.t < from || report.peak.t > to);
  const total = () => rows(page, 'The most in this window');
  for (const group of ['site', 'dtype', 'shape', 'thread', 'row']) {
    await go(page, `#view=peak&group=${group}&from=${from}&to=${to}`);
    await showAll(page);
    const shown = await total();
    assert.ok(shown, `${group}: of the window`);
    const foot = shown.foot.at(-1).n.Bytes;
    const other = shown.foot.length > 1 ? shown.foot[0].n.Bytes : 0;
    assert.equal(shown.body.reduce((sum, row) => sum + row.n.Bytes, 0) + other, foot);
    const line = await page.evaluate(() => document.querySelector('#panel h2').textContent);
    assert.match(line, /the most in this window$/);
    await go(page, `#view=timeline&from=${from}&to=${to}`);
    assert.equal((await rows(page, 'Live by place')).foot.at(-1).n['At that moment'], foot);
    const at = trace.buffers.filter((one) => one.begin <= to).map((one) => one.begin).concat(from)
        .filter((t) => t >= from && t <= to)
        .map((t) => trace.liveAt(t).reduce((sum, one) => sum + one.bytes, 0));
    assert.equal(foot, Math.max(...at));
  }
  await go(page, `#view=peak&group=row&from=0&to=${report.peak.t}`);
  assert.equal((await rows(page, 'The peak')).foot.at(-1).n.Bytes, report.peak.bytes);
  for (const view of ['summary', 'flame', 'copies', 'leaks']) {
    const note = page.locator('#panel .note', {hasText: 'of the whole run, not of your window'});
    await go(page, `#view=${view}&from=${from}&to=${to}`);
    assert.ok(await note.isVisible(), view);
    await go(page, `#view=${view}`);
    assert.ok(!await note.isVisible(), view);
  }
});

await harness.check('a drag over the strip is a window for all views', async () => {
  await go(page, '#view=lifetimes');
  const before = await titleOf();
  assert.match(before, new RegExp(`^${trace.buffers.length} buffers`));
  await drag('.brush', 0.25, 0.5);
  await page.waitForFunction(() => location.hash.includes('from='));
  const {from, to} = await stateOf();
  const within = trace.buffers.filter((one) => one.begin <= Number(to) && (one.end < 0 || one.end >= Number(from)));
  assert.ok(within.length > 0 && within.length < trace.buffers.length);
  assert.match(await titleOf(), new RegExp(`^${within.length} buffers? lived in this window`));
  await page.keyboard.press('2');
  assert.match(await titleOf(), /In this window most was live/);
  assert.match(await page.textContent('.filters'), /\u2013/);
  await page.locator('.filters .chip').click();
  await page.waitForFunction(() => !location.hash.includes('from='));
});

await harness.check('a drag lays the page out once a frame, and tables wait for its end', async () => {
  await go(page, '#view=pins');
  const counted = await metersOf(page);
  const box = await page.locator('.brush').boundingBox();
  const to = (part) => page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
  const table = () => page.evaluateHandle(() => document.querySelector('#panel table'));
  const same = (before) => page.evaluate((old) => old === document.querySelector('#panel table'), before);
  await to(0.2);
  await page.mouse.down();
  await to(0.3);
  const before = await counted();
  for (let i = 0; i < 20; ++i) await to(0.3 + i / 50);
  const after = await counted();
  assert.ok(after.LayoutCount - before.LayoutCount <= 24, `${after.LayoutCount - before.LayoutCount} in 20 frames`);
  // As far apart as on a busy machine.
  const first = await table();
  for (let i = 0; i < 3; ++i) {
    await to(0.4 + i / 20);
    await page.waitForTimeout(400);
  }
  assert.ok(await same(first), 'the table was made anew in the drag');
  await page.mouse.up();
  await frame(page);
  assert.ok(!await same(first), 'the table is that of the window');
  await go(page, '#view=pins&from=-1');
});

await harness.check('the window is moved by its edges and as a whole', async () => {
  await go(page, '#view=timeline');
  await drag('.brush', 0.2, 0.4);
  const first = await page.locator('.edge').nth(1).getAttribute('aria-valuenow');
  await drag('.brush', 0.4, 0.6);
  const second = await page.locator('.edge').nth(1).getAttribute('aria-valuenow');
  assert.ok(Number(second) > Number(first) * 1.3, `${first} ${second}`);
  const start = Number(await page.locator('.edge').nth(0).getAttribute('aria-valuenow'));
  await drag('.brush', 0.5, 0.6);
  assert.ok(Number(await page.locator('.edge').nth(0).getAttribute('aria-valuenow')) > start);
});

await harness.check('a click looks at an instant: what is live then', async () => {
  await go(page, '#view=timeline');
  const box = await page.locator('canvas.chart').boundingBox();
  for (const part of [0.35, 0.6, 0.8]) {
    await page.mouse.click(box.x + box.width * part, box.y + box.height * 0.6);
    await page.waitForFunction(() => /at=\d/.test(location.hash));
    await frame(page);
    const {at} = await stateOf();
    const live = trace.liveAt(Number(at));
    const shown = await rows(page, 'Live by place');
    assert.equal(shown.foot.at(-1).n['At the instant'], live.reduce((all, one) => all + one.bytes, 0));
    await showAll(page);
    const list = await rows(page, 'Buffers live at the instant');
    assert.deepEqual(list.body.map((row) => row.n.Size).sort((a, b) => a - b), live.map((one) => one.bytes).sort((a, b) => a - b));
  }
  const {at} = await stateOf();
  await page.keyboard.press('5');
  assert.match(await titleOf(), new RegExp(`^${trace.liveAt(Number(at)).length} buffers? lived at`));
});

await harness.check('the search and a place leave what is looked for', async () => {
  await go(page, '#view=peak');
  await page.keyboard.press('/');
  await page.keyboard.type('Forsafety');
  await page.waitForFunction(() => /is what you filter for/.test(document.querySelector('#panel h2').textContent));
  const peak = await rows(page, 'The peak');
  for (const row of peak.body) if (row.n.Bytes) assert.match(row.Place, /CopyForSafety/);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !/filter for/.test(document.querySelector('#panel h2').textContent));
  await page.locator('#panel td button.site').first().click();
  assert.match(await hashOf(), /site=\d/);
  assert.equal((await rows(page, 'The peak')).body.length, 1);
  await go(page, (await hashOf()).replace('peak', 'leaks'));
  await go(page, '#view=flame&q=Step');
  assert.match(await titleOf(), /through what you filter for/);
});

await harness.check('what is pointed at is not told any more once its view was left', async () => {
  await go(page, '#view=timeline');
  const box = await page.locator('#panel .chartbox').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.locator('#panel .tip').waitFor({state: 'visible'});
  await go(page, '#view=copies');
  await page.mouse.move(1, 1);
  await go(page, '#view=timeline');
  assert.equal(await page.locator('#panel .tip').isVisible(), false);
});

await harness.check('the address brings back the same page', async () => {
  for (const hash of ['#view=timeline&from=100000&to=300000&at=200000', '#view=peak&group=dtype&sort=-count',
                      '#view=flame&metric=alloc&invert=1&node=1', '#view=lifetimes&life=2&sort=long&theme=dark',
                      '#view=copies&q=Step', '#view=leaks&site=1', '#view=peak&q=%3Cb%3E%26%23%3D%22']) {
    await go(page, hash);
    const text = await page.innerText('#app');
    const other = await harness.open(file, {hash: await hashOf()});
    assert.equal(await other.innerText('#app'), text, hash);
    assert.equal(await other.evaluate(() => location.hash), hash);
    await other.context().close();
  }
  await go(page, '#view=nonsense&from=9&to=2&site=1e99&node=-5&q=%E0%A4%A&__proto__=1&constructor=2');
  assert.match(await titleOf(), /The peak was/);
});

await harness.check('back and forward', async () => {
  await go(page, '#view=summary');
  await page.locator('[role=tab]', {hasText: 'Pins'}).click();
  await page.locator('[role=tab]', {hasText: 'Leaks'}).click();
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('[aria-selected=true]').textContent === 'Pins');
  await page.goForward();
  await page.waitForFunction(() => document.querySelector('[aria-selected=true]').textContent === 'Leaks');
});

await harness.check('the keyboard alone', async () => {
  await page.goto('about:blank');
  await page.goto('file://' + file);
  await harness.ready(page);
  const seen = [];
  let unmarked = [];
  for (let i = 0; i < 14; ++i) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const one = document.activeElement;
      const box = one.getBoundingClientRect(), style = getComputedStyle(one);
      return {name: one.getAttribute('aria-label') || one.textContent, role: one.getAttribute('role') || one.tagName,
              marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, seen: box.width > 0 && box.left >= 0};
    });
    seen.push(`${focus.role}:${focus.name}`);
    if (!focus.marked || !focus.seen) unmarked.push(`${focus.role}:${focus.name}`);
  }
  assert.deepEqual(unmarked, [], 'focus is seen');
  for (const one of ['BUTTON:Go to the view', 'INPUT:Search places', 'tab:Summary', 'slider:Start of the window of time']) {
    assert.ok(seen.includes(one), `${one} in ${seen}`);
  }
  // Tabs by arrows, the views by figures.
  await page.locator('[role=tab][aria-selected=true]').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal((await stateOf()).view, 'timeline');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Timeline');
  for (const [i, view] of views.entries()) {
    await page.keyboard.press(String((i + 1) % 10));
    assert.equal(await page.locator('[role=tab][aria-selected=true]').getAttribute('data-view'), view);
  }
  // The window by its edges.
  await page.keyboard.press('2');
  await page.locator('.edge').first().focus();
  for (let i = 0; i < 5; ++i) await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => location.hash.includes('from='));
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !location.hash.includes('from='));
  // The instant, and the peak's.
  await page.locator('.timeline .chartbox').focus();
  await page.keyboard.press('p');
  await frame(page);
  assert.equal((await stateOf()).at, String(report.peak.t));
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((t) => /at=\d+/.test(location.hash) && !location.hash.includes(`at=${t}`), report.peak.t);
  // The call tree.
  await page.keyboard.press('Escape');
  await page.keyboard.press('4');
  await page.locator('.flame .chartbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.ok(Number((await stateOf()).node) > 0);
  assert.match(await page.textContent('#status'), /% of what is live at the peak/);
  await page.keyboard.press('Escape');
  // Buffers, and on to their lineage.
  await page.keyboard.press('5');
  await page.locator('.lives').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => location.hash.includes('life='));
  await page.keyboard.press('Enter');
  assert.equal((await stateOf()).view, 'copies');
  // Sorting by a head.
  await page.keyboard.press('3');
  await page.locator('#panel th button', {hasText: 'Buffers'}).focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#panel th[aria-sort]').getAttribute('aria-sort'), 'descending');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Buffers/);
  await page.keyboard.press('?');
  assert.ok(await page.locator('dialog').isVisible());
  await page.keyboard.press('Escape');
});

await harness.check('what happened several times between two buffers is one arrow', async () => {
  const often = new Trace();
  const site = often.site('often.cc', 1, 'Refresh');
  const from = often.alloc(site, 5000);
  const to = often.alloc(site, 5000);
  for (let i = 0; i < 3; ++i) {
    often.write(site, from);
    often.copy(site, from, to);
    often.write(site, to);
    often.read(site, to);
  }
  often.save(join(harness.folder, 'often.ndjson'));
  const other = await harness.open(harness.page('often.html', 'often.ndjson'), {hash: '#view=copies'});
  assert.equal(await other.locator('svg.lineage path.edge').count(), 1);
  assert.equal(await other.textContent('svg.lineage .edgetext'), 'copy ×3');
  assert.match(await other.textContent('svg.lineage path.edge title'), /^3 copies of 117 KiB together, .* at often.cc:1 +Refresh, first /);
  await other.context().close();
});

await harness.check('everything has a name and a role', async () => {
  for (const view of views) {
    await go(page, `#view=${view}`);
    const bad = await page.evaluate(() => {
      const wrong = [];
      for (const one of document.querySelectorAll('#app button, #app input, #app [role], #app canvas, #app [tabindex]')) {
        if (one.closest('[hidden], [aria-hidden], dialog:not([open])')) continue;
        const name = one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.textContent.trim() ||
                     one.closest('label')?.textContent;
        if (!name && one.id !== 'status' && !(one.tagName === 'CANVAS' && one.closest('[aria-label]'))) wrong.push(one.outerHTML.slice(0, 120));
        if (Number(one.getAttribute('tabindex')) > 0) wrong.push(`order: ${one.outerHTML.slice(0, 80)}`);
      }
      const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
      for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`twice: ${id}`);
      return wrong;
    });
    assert.deepEqual(bad, [], view);
  }
});

const luminance = (color) => {
  const parts = color.match(/[\d.]+/g).slice(0, 3).map(Number).map((value) => {
    const part = value / 255;
    return part <= 0.04 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
};

await harness.check('light and dark, by the system and by the switch', async () => {
  for (const scheme of ['light', 'dark']) {
    const other = await harness.open(file, {scheme, hash: '#view=summary'});
    const look = () => other.evaluate(() => {
      const of = (selector, key) => getComputedStyle(document.querySelector(selector))[key];
      return {back: of('#app', 'backgroundColor'), texts: [of('#app', 'color'), of('.note', 'color'), of('#panel .link', 'color')]};
    });
    const contrast = (one) => one.texts.map((text) => {
      const [a, b] = [luminance(text), luminance(one.back)].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05);
    });
    const first = await look();
    assert.equal(luminance(first.back) > 0.5, scheme === 'light');
    assert.ok(Math.min(...contrast(first)) >= 4.5, `${scheme}: ${contrast(first)}`);
    await other.keyboard.press('t');
    await frame(other);
    const second = await look();
    assert.equal(luminance(second.back) > 0.5, scheme !== 'light');
    assert.ok(Math.min(...contrast(second)) >= 4.5);
    assert.deepEqual(other.problems, []);
    await other.context().close();
  }
});

// How many colours a picture has, and how much of it is not the background.
const canvasColors = (where) => where.evaluate(() => [...document.querySelectorAll('#app canvas')].map((canvas) => {
  const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const counts = new Map();
  let drawn = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 0) ++drawn;
    const color = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return {colors: [...counts.values()].filter((count) => count > 20).length, part: drawn / (width * height)};
}));

for (const width of [1280, 390]) {
  await harness.check(`no view is wider than ${width} or blank`, async () => {
    for (const scheme of ['light', 'dark']) {
      const other = await harness.open(file, {width, height: 844, scheme});
      for (const view of views) {
        await go(other, `#view=${view}`);
        const wide = await other.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth));
        assert.ok(wide <= width, `${view}: ${wide}`);
        for (const canvas of await canvasColors(other)) {
          assert.ok(canvas.colors >= 2 && canvas.part > 0.02, `${view}: ${JSON.stringify(canvas)}`);
        }
        const picture = await other.screenshot({path: join(harness.folder, `${view}-${width}-${scheme}.png`)});
        assert.ok(picture.length > 6000, `${view}: ${picture.length} bytes`);
      }
      assert.deepEqual(other.problems, []);
      await other.context().close();
    }
  });
}

await harness.check('names run nothing and stay names', async () => {
  const wickedFile = harness.page('wicked.html', 'wicked.ndjson');
  for (const width of [1280, 390]) {
    const other = await harness.open(wickedFile, {width, height: 844});
    for (const view of views) {
      const states = ['&q=script', '&site=3&life=3&at=200000', '&metric=alloc&group=row&sort=size'];
      for (const more of width === 390 ? [''] : states) {
        await go(other, `#view=${view}${more}`);
        const found = await other.evaluate(() => ({
          pwned: window.pwned, wide: document.documentElement.scrollWidth,
          foreign: document.querySelectorAll('#app img, #app script, #app style, #app iframe, #app a[href], #app object').length,
          marks: /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u001b]/.test(document.body.innerText)}));
        assert.deepEqual(found, {pwned: undefined, wide: Math.min(found.wide, width), foreign: 0, marks: false}, view + more);
      }
    }
    await go(other, '#view=flame&metric=alloc');
    await other.locator('.icicle').hover({position: {x: 30, y: 50}});
    await go(other, '#view=timeline');
    await other.locator('.timeline .chart').hover({position: {x: 200, y: 150}});
    assert.match(await other.textContent('body'), /<script>window\.pwned=1<\/script>|onerror=/);
    assert.deepEqual(other.problems, []);
    await other.context().close();
  }
  await checkNumbers(await harness.open(wickedFile), harness.report('wicked.ndjson')).catch((error) => {
    // Names that are cleaned and cut cannot be told from the report's: their figures can.
    if (!/is not in the report/.test(error.message)) throw error;
  });
});

await harness.check('the policy holds against what is put in by hand', async () => {
  const other = await harness.open(file);
  const result = await other.evaluate(async () => {
    const tried = {};
    try { document.body.innerHTML = '<b>x</b>'; tried.html = 'set'; } catch { tried.html = 'refused'; }
    try { await fetch('https://example.invalid/'); tried.fetch = 'sent'; } catch { tried.fetch = 'refused'; }
    return tried;
  });
  assert.deepEqual(result, {html: 'refused', fetch: 'refused'});
  assert.ok(!other.problems.some((problem) => problem.startsWith('request')), String(other.problems));
  await other.context().close();
});

await harness.check('without script, on paper and with broken data the static part reads', async () => {
  const plain = await harness.open(file, {script: false});
  assert.ok(await plain.locator('#core').isVisible());
  assert.ok(!await plain.locator('#app').isVisible());
  assert.ok(await plain.locator('#core svg').first().isVisible());
  assert.ok(await plain.locator('#core h2', {hasText: 'Completeness'}).isVisible());
  assert.match(await plain.textContent('#core'), /All \d+ buffers\./);
  await plain.context().close();
  await page.emulateMedia({media: 'print'});
  assert.ok(await page.locator('#core').isVisible(), 'print shows the core');
  assert.ok(!await page.locator('#app').isVisible());
  await page.emulateMedia({media: 'screen'});
  for (const payload of ['AAAA', '!!!', Buffer.from('{}').toString('base64')]) {
    const broken = await harness.open(withPayload(file, join(harness.folder, 'broken.html'), payload), {ready: false});
    await broken.waitForFunction(() => /could not start/.test(document.body.textContent));
    assert.ok(await broken.locator('#core').isVisible());
    await broken.context().close();
  }
});

await harness.check('two runs are compared on one scale', async () => {
  const after = harness.report('fixed.ndjson');
  const other = await harness.open(harness.page('two.html', 'run.ndjson', 'fixed.ndjson'), {hash: '#view=compare'});
  const shown = await figures(other);
  for (const [name, one] of [['before', report], ['after', after]]) {
    const expected = {'peak.bytes': one.peak.bytes, 'peak.buffers': one.peak.buffers, 'totals.alloc_bytes': one.totals.alloc_bytes,
                      'copies.redundant_bytes': one.copies.redundant_bytes, 'leaks.bytes': one.leaks.bytes,
                      'what_if.peak_bytes_all_fixed': one.what_if.peak_bytes_all_fixed};
    for (const [key, value] of Object.entries(expected)) assert.equal(shown[`${name}.${key}`][0].n, String(value), key);
  }
  const places = await rows(other, 'Places before and after');
  assert.equal(places.body.reduce((all, row) => all + row.n.Before, 0), report.peak.bytes);
  assert.equal(places.body.reduce((all, row) => all + row.n.After, 0), after.peak.bytes);
  await other.keyboard.press('b');
  await checkNumbersOf(other, after);
  assert.deepEqual(other.problems, []);
  await other.context().close();
});

// The figures of the run that is chosen, in the summary.
async function checkNumbersOf(other, expected) {
  await go(other, '#view=summary&run=1');
  const summary = await figures(other);
  assert.equal(summary['peak.bytes'][0].n, String(expected.peak.bytes));
  assert.equal(summary['totals.alloc_count'][0].n, String(expected.totals.alloc_count));
}

await harness.check('nothing was asked of the network, and nothing went wrong', () => {
  assert.deepEqual(page.problems, []);
  assert.ok(readFileSync(file, 'utf8').includes("default-src 'none'"));
});

writeFileSync(join(harness.folder, 'done'), '');
await harness.finish();
