// Every number on the page is that of `tidemark report --format json`, and sums are whole.
import assert from 'node:assert/strict';
import {figures, go, rows, showAll} from './harness.mjs';

const kUnits = {B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40};

// What is read is what is meant: cut off, never more than the value, by less than a unit of its last digit.
function readsAs(text, n) {
  const match = /^(-?[\d.,]+) (B|KiB|MiB|GiB|TiB)$/.exec(text);
  if (!match) return text.replace(/,/g, '') === n || /(^| )(s|ms|us|ns)$/.test(text);
  const value = Number(match[1]) * kUnits[match[2]];
  const step = kUnits[match[2]] * (match[2] === 'B' || Number(match[1]) >= 100 ? 1 : Number(match[1]) >= 10 ? 0.1 : 0.01);
  return value <= Number(n) + 1e-6 * Number(n) && Number(n) < value + step * 1.001;
}

export function placeOf(site) {
  return [site.function, site.label, site.file.split('/').pop()].filter((part) => part)[0] ?? 'unknown place';
}

function sum(list) {
  return list.reduce((all, one) => all + one, 0);
}

async function readable(page) {
  const wrong = await page.evaluate(() => [...document.querySelectorAll('#panel .fig')].map(
      (one) => [one.textContent, one.dataset.n]));
  for (const [text, n] of wrong) assert.ok(readsAs(text, n), `"${text}" for ${n}`);
}

// By place: {words that the page shows: bytes}, of a list of the report.
function byPlace(list, bytes = (entry) => entry.bytes) {
  const result = new Map();
  for (const entry of list) {
    const key = placeOf(entry.site);
    result.set(key, (result.get(key) ?? 0) + bytes(entry));
  }
  return result;
}

function sameByPlace(table, column, place, expected, what) {
  const left = new Map(expected);
  for (const row of table) {
    const key = [...left.keys()].find((name) => row[place].includes(name) && left.get(name) === row.n[column]);
    assert.ok(key !== undefined, `${what}: ${row[place]} ${row.n[column]} is not in the report: ${[...expected]}`);
    left.delete(key);
  }
  assert.equal(left.size, 0, `${what}: not on the page: ${[...left.keys()]}`);
}

export async function checkNumbers(page, report) {
  await go(page, '#view=summary');
  const summary = await figures(page);
  await readable(page);
  const expected = {
    'peak.bytes': report.peak.bytes, 'what_if.peak_bytes_all_fixed': report.what_if.peak_bytes_all_fixed,
    'copies.bytes': report.copies.bytes, 'copies.redundant_bytes': report.copies.redundant_bytes,
    'leaks.bytes': report.leaks.bytes, 'trace.events': report.trace.events,
    'trace.duration_ns': report.trace.duration_ns,
  };
  for (const [name, value] of Object.entries(report.totals)) expected[`totals.${name}`] = value;
  for (const [name, value] of Object.entries(report.memory ?? {})) expected[`memory.${name}`] = value;
  for (const [key, value] of Object.entries(expected)) {
    assert.ok(summary[key], `${key} is not on the page`);
    for (const one of summary[key]) assert.equal(one.n, String(value), key);
  }
  const open = report.findings.filter((one) => !one.allowed);
  const shown = await page.evaluate(() => [...document.querySelectorAll('#panel ol.findings > li')].map((item) => ({
    rule: item.dataset.rule, text: item.textContent,
    saving: item.querySelector('[data-key="finding.saving"]')?.dataset.n,
    bytes: item.querySelector('[data-key="finding.bytes"]').dataset.n,
    count: item.querySelector('[data-key="finding.count"]').dataset.n})));
  const all = [...open, ...report.findings.filter((one) => one.allowed)].slice(0, 50);
  assert.equal(shown.length, all.length, 'findings');
  all.forEach((finding, i) => {
    assert.equal(shown[i].rule, finding.rule);
    assert.equal(shown[i].bytes, String(finding.bytes));
    assert.equal(shown[i].count, String(finding.count));
    if (shown[i].saving !== undefined) assert.equal(shown[i].saving, String(finding.peak_saving_bytes));
    assert.ok(shown[i].text.includes(finding.message.slice(0, 60)), finding.message);
  });

  await go(page, '#view=timeline');
  const timeline = await rows(page, 'Live by place');
  await readable(page);
  const foot = timeline.foot.at(-1).n;
  assert.equal(foot['At the peak'], report.peak.bytes);
  assert.equal(sum(timeline.body.map((row) => row.n['At the peak'])) + timeline.foot[0].n['At the peak'], report.peak.bytes);
  assert.equal(sum(timeline.body.map((row) => row.n['At that moment'])) + timeline.foot[0].n['At that moment'],
               foot['At that moment']);

  for (const group of ['site', 'dtype', 'shape', 'thread', 'row']) {
    await go(page, `#view=peak&group=${group}`);
    await showAll(page);
    const peak = await rows(page, 'The peak');
    await readable(page);
    const other = peak.foot.length > 1 ? peak.foot[0].n : {Bytes: 0, Buffers: 0};
    assert.equal(sum(peak.body.map((row) => row.n.Bytes)) + other.Bytes, report.peak.bytes, `peak by ${group}`);
    assert.equal(sum(peak.body.map((row) => row.n.Buffers)) + other.Buffers, report.peak.buffers);
    if (group === 'site') sameByPlace(peak.body, 'Bytes', 'Place', byPlace(report.peak.sites), 'peak');
  }

  for (const [metric, value] of [['peak', report.peak.bytes], ['leak', report.leaks.bytes],
                                 ['alloc', report.totals.alloc_bytes], ['copy', report.totals.copy_bytes]]) {
    for (const invert of ['', '&invert=1']) {
      await go(page, `#view=flame&metric=${metric}${invert}`);
      assert.equal((await figures(page))[`flame.${metric}`][0].n, String(value), `flame ${metric}`);
    }
  }

  await go(page, '#view=copies');
  await showAll(page);
  const flows = await rows(page, 'Copies by place');
  await readable(page);
  const copied = flows.foot.at(-1).n;
  assert.equal(copied.Copied, report.copies.bytes);
  assert.equal(copied.Needless, report.copies.redundant_bytes);
  assert.equal(copied.Copies, report.copies.count);
  for (const [column, value] of [['Copied', report.copies.bytes], ['Needless', report.copies.redundant_bytes],
                                 ['Copies', report.copies.count]]) {
    const other = flows.foot.length > 1 ? flows.foot[0].n[column] : 0;
    assert.equal(sum(flows.body.filter((row) => row.n[column] !== undefined).map((row) => row.n[column])) + other, value,
                 `copies: ${column}`);
  }

  await go(page, '#view=leaks');
  if (report.leaks.count > 0) {
    await showAll(page);
    const leaks = await rows(page, 'Leaks');
    await readable(page);
    sameByPlace(leaks.body, 'Leaked', 'Made at', byPlace(report.leaks.sites), 'leaks');
    assert.equal(leaks.foot.at(-1).n.Leaked, report.leaks.bytes);
    assert.equal(sum(leaks.body.map((row) => row.n.Buffers)), report.leaks.count);
  } else {
    assert.match(await page.textContent('#panel'), /Nothing was leaked/);
  }

  await go(page, '#view=pins');
  if (report.pins.length > 0) {
    const pins = await figures(page);
    await readable(page);
    for (const key of ['wasted', 'view', 'base']) {
      assert.deepEqual(pins[`pin.${key}`].map((one) => Number(one.n)).sort((a, b) => a - b),
                       report.pins.map((pin) => pin[`${key}_bytes`]).sort((a, b) => a - b), `pins: ${key}`);
    }
  }
}
