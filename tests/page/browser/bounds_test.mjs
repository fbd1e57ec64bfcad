// A page that holds as much as a page ever does, as that of a trace of 100 million events:
// `node bounds_test.mjs TIDEMARK FOLDER`. Its size, how soon it can be read, frames a second in drags.
import assert from 'node:assert/strict';
import {statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {gzipSync} from 'node:zlib';
import {frame, go, Harness, metersOf, withPayload} from './harness.mjs';
import {kBounds, samplePayload} from './sample.mjs';
import {programTrace} from './trace.mjs';

const [binary, folder] = process.argv.slice(2);
const harness = await Harness.start(resolve(binary), resolve(folder));
programTrace().save(join(harness.folder, 'run.ndjson'));
const small = harness.page('run.html', 'run.ndjson');
const payload = gzipSync(JSON.stringify(samplePayload(kBounds))).toString('base64');
const file = withPayload(small, join(harness.folder, 'bounds.html'), payload);

await harness.check('12 MiB at most', () => assert.ok(statSync(file).size <= 12 * 2 ** 20, `${statSync(file).size}`));

let page;
await harness.check('the first view within 5 s', async () => {
  page = await harness.open(file);
  const took = Math.round(await page.evaluate(() => performance.now()));  // since the navigation began
  console.log(`        ${took} ms`);
  assert.ok(took <= 5000, `${took} ms`);
});

for (const view of ['summary', 'timeline', 'peak', 'flame', 'lifetimes', 'copies', 'pins', 'leaks']) {
  await harness.check(`drags in ${view} at 30 frames a second`, async () => {
    await go(page, `#view=${view}`);
    const box = await page.locator('.brush').boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.2, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.3, y);
    await page.evaluate(() => {
      if (window.countedFrames === undefined) {
        const count = () => {
          ++window.countedFrames;
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
      }
      window.countedFrames = 0;
    });
    const counted = await metersOf(page);
    const before = await counted();
    const start = Date.now();
    let moves = 0;
    for (let i = 0; Date.now() - start < 2000; ++i, ++moves) {
      await page.mouse.move(box.x + box.width * (0.3 + 0.6 * Math.abs(Math.sin(i / 9))), y);
    }
    const took = Date.now() - start;
    const rate = await page.evaluate(() => window.countedFrames) / took * 1000;
    const busy = ((await counted()).TaskDuration - before.TaskDuration) / moves * 1000;
    await page.mouse.up();
    await frame(page);
    console.log(`        ${rate.toFixed(1)} frames a second, ${busy.toFixed(1)} ms of the page's thread each`);
    assert.ok(rate >= 30, `${rate}`);
    // However busy the machine is with other things.
    assert.ok(busy <= 12, `${busy} ms`);
    await go(page, '#view=summary');
  });
}

await harness.check('a click answers within half a second in every view', async () => {
  for (const view of ['timeline', 'peak', 'flame', 'lifetimes', 'copies', 'pins', 'leaks']) {
    await go(page, '#view=summary');
    const took = await page.evaluate(async (name) => {
      const start = performance.now();
      document.querySelector(`[data-view=${name}]`).click();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return performance.now() - start;
    }, view);
    console.log(`        ${view}: ${took.toFixed(0)} ms`);
    assert.ok(took <= 500, `${view}: ${took} ms`);
  }
});

await harness.check('nothing went wrong', () => assert.deepEqual(page.problems, []));
await harness.finish();
