// The questions of tools/sql, asked of DuckDB over shards that `tidemark export` wrote: the answers are
// those of `tidemark report --format json`, and of a slow count over the events themselves.
//
//   node read_sql.mjs TIDEMARK FOLDER READERS TOOLS_SQL
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const [tidemark, folder, readers, statements] = process.argv.slice(2);
const {DuckDBInstance} = createRequire(join(readers, 'x'))('@duckdb/node-api');
rmSync(folder, {recursive: true, force: true});
mkdirSync(folder, {recursive: true});

let state = 1;
const below = (n) => {
  state = (state * 48271) % 2147483647;
  return state % n;
};

const kSites = [
  {file: 'src/load.cc', line: 10, function: 'load'},
  {file: 'src/it\'s "odd".cc', line: 20, function: 'work<int>'},
  {file: 'src/step.cc', line: 30, function: 'step', label: 'weights'},
];

// A process that makes, resizes, copies and frees arrays.
function makeProcess(run, pid) {
  const events = [{ev: 'trace', version: 1, program: 'p', run, pid, host: 'h', start_unix_ns: pid}];
  kSites.forEach((site, i) => events.push({ev: 'site', site: i + 1, ...site}));
  const live = [];
  let buf = 0;
  for (let i = 0; i < 3000; ++i) {
    const event = {t: 10 * i, thread: 1, site: 1 + below(3)};
    const choice = below(10);
    if (choice < 4 || live.length < 2) {
      const bytes = 8 * below(1000);
      live.push({buf: ++buf, bytes});
      events.push({ev: 'alloc', ...event, buf, bytes, kind: below(20) ? 'array' : 'external'});
    } else if (choice < 6) {
      const [one] = live.splice(below(live.length), 1);
      events.push({ev: 'free', ...event, buf: one.buf});
    } else if (choice < 7) {
      const one = live[below(live.length)];
      one.bytes = 8 * below(1500);
      events.push({ev: 'resize', ...event, buf: one.buf, bytes: one.bytes});
    } else {
      const src = live[below(live.length)].buf;
      const dst = live[below(live.length)].buf;
      events.push({ev: 'copy', ...event, src_buf: src, dst_buf: dst, bytes: 8 * below(100), reason: 'requested'});
    }
  }
  events.push({ev: 'end', t: 40000});
  const path = join(folder, `${run}.ndjson`);
  writeFileSync(path, events.map((event) => JSON.stringify(event)).join('\n') + '\n');
  return {run, pid, path, events};
}

const placeText = (place) => [place.file, place.line, place.function, place.label ?? ''].join('|');
const textOf = (row, prefix) =>
    ['file', 'line', 'function', 'label'].map((key) => row[`${prefix}_${key}`] ?? '').join('|');
const add = (sums, key, bytes, count) => {
  const sum = sums.get(key) ?? {bytes: 0, count: 0};
  sums.set(key, {bytes: sum.bytes + bytes, count: sum.count + count});
};
const sorted = (sums) => [...sums].filter(([, sum]) => sum.bytes || sum.count).sort();

// By place: what is live up to a time, and what was copied from where to where.
function count(events, until) {
  const live = new Map();
  const copies = new Map();
  const made = new Map();
  for (const event of events) {
    if (event.t === undefined || event.t > until) continue;
    const here = kSites[event.site - 1];
    const buffer = made.get(event.buf);
    if (event.ev === 'alloc') {
      const counts = event.kind !== 'external';
      made.set(event.buf, {place: placeText(here), bytes: event.bytes, counts});
      if (counts) add(live, placeText(here), event.bytes, 1);
    } else if (event.ev === 'free' && buffer.counts) {
      add(live, buffer.place, -buffer.bytes, -1);
    } else if (event.ev === 'resize') {
      if (buffer.counts) add(live, buffer.place, event.bytes - buffer.bytes, 0);
      buffer.bytes = event.bytes;
    } else if (event.ev === 'copy') {
      add(copies, `${placeText(here)} < ${made.get(event.src_buf).place}`, event.bytes, 1);
    }
  }
  return {live: sorted(live), copies: sorted(copies)};
}

function run(...words) {
  return execFileSync(tidemark, words, {encoding: 'utf8', maxBuffer: 1 << 28});
}

const processes = [makeProcess('r1', 7), makeProcess('r2', 8)];
for (const process of processes) {
  run('export', process.path, '--format', 'ndjson', '--shard-events', '700', '-o',
      join(folder, `shards-${process.run}.ndjson.gz`));
}

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const asked = new Set();
async function ask(name, replace = (text) => text) {
  asked.add(name);
  const reader = await connection.runAndReadAll(replace(readFileSync(join(statements, name), 'utf8')));
  return reader.getRowObjects().map((row) => {
    for (const key of Object.keys(row)) {
      if (typeof row[key] === 'bigint') row[key] = Number(row[key]);
    }
    return row;
  });
}
const bySite = (rows, prefix, bytes, number) => {
  const sums = new Map();
  for (const row of rows) add(sums, textOf(row, prefix), row[bytes], row[number]);
  return sorted(sums);
};
const ofReport = (lists) => {
  const sums = new Map();
  for (const {site, bytes, count} of lists.flat()) add(sums, placeText(site), bytes, count);
  return sorted(sums);
};

await ask('events_duckdb.sql',
          (text) => text.replace("'shards/*.ndjson*'", `'${folder}/shards-*.ndjson.gz'`));

const reports = processes.map(({path}) => JSON.parse(run('report', path, '--format', 'json')));
const peaks = await ask('peak.sql');
const holders = await ask('peak_sites.sql');
processes.forEach((process, i) => {
  const {peak} = reports[i];
  assert.deepEqual(peaks[i], {
    run: process.run, host: 'h', pid: process.pid,
    peak_bytes: peak.bytes, buffers: peak.buffers, t: peak.t, seq: peaks[i].seq});
  assert.deepEqual(bySite(holders.filter((row) => row.run === process.run), 'made', 'live_bytes', 'buffers'),
                   ofReport([peak.sites]));
});

for (const t of [0, 5000, 12345, 29999]) {
  const rows = await ask('live_at.sql', (text) => text.replace('select 0 as at_t', `select ${t} as at_t`));
  for (const process of processes) {
    assert.deepEqual(bySite(rows.filter((row) => row.run === process.run), 'made', 'live_bytes', 'buffers'),
                     count(process.events, t).live);
  }
}

const copies = new Map();
for (const row of await ask('copies.sql')) {
  add(copies, `${textOf(row, 'site')} < ${textOf(row, 'made')}`, row.copied_bytes, row.copies);
}
const counted = new Map();
for (const {events} of processes) {
  for (const [key, sum] of count(events, Infinity).copies) add(counted, key, sum.bytes, sum.count);
}
assert.deepEqual(sorted(copies), sorted(counted));
assert.equal([...copies.values()].reduce((sum, row) => sum + row.bytes, 0),
             reports.reduce((sum, report) => sum + report.copies.bytes, 0));

assert.deepEqual(bySite(await ask('leaks.sql'), 'made', 'leaked_bytes', 'buffers'),
                 ofReport(reports.map((report) => report.leaks.sites)));
const totals = bySite(await ask('totals.sql'), 'site', 'allocated_bytes', 'allocations');
assert.deepEqual(totals.map(([key, sum]) => [key, sum.bytes]),
                 ofReport(reports.map((report) => report.allocs.sites)).map(([key, sum]) => [key, sum.bytes]));
assert.equal(totals.reduce((sum, [, row]) => sum + row.count, 0),
             reports.reduce((sum, report) => sum + report.totals.alloc_count, 0));

// The shards are the trace, and both processes one report.
const pieces = execFileSync('sh', ['-c', `ls ${folder}/shards-*.ndjson.gz`], {encoding: 'utf8'}).trim().split('\n');
assert.ok(pieces.length > 8);
const merged = JSON.parse(run('merge', ...pieces, '--format', 'json'));
assert.equal(merged.merged.runs.length, 2);
assert.equal(merged.totals.alloc_bytes, totals.reduce((sum, [, row]) => sum + row.bytes, 0));
assert.deepEqual([merged.merged.peak.at_least, merged.merged.peak.at_most],
                 [Math.max(...peaks.map((row) => row.peak_bytes)),
                  peaks.reduce((sum, row) => sum + row.peak_bytes, 0)]);
console.log(`${asked.size} statements agree with the reports`);
