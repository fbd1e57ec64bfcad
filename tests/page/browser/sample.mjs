// Makes payloads of any size, and the document around them, as the C++ side writes it: for tests of
// the page at its bounds and with names that no compiler would emit.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';

// The same numbers in every run.
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const kLight = ['#0072B2', '#E69F00', '#009E73', '#D55E00', '#CC79A7', '#56B4E9', '#F0E442'];

function palette() {
  const mix = (color, target, by) => '#' + [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16);
    return Math.round(value + (target - value) * by).toString(16).padStart(2, '0');
  }).join('');
  const tones = [...kLight, ...kLight.map((c) => mix(c, 255, 0.45)), ...kLight.map((c) => mix(c, 0, 0.4))];
  return {light: [...tones.slice(0, 20), '#999999'], dark: [...tones.slice(0, 20), '#777777']};
}

// `sizes`: sites, buckets, nodes, lives, views, peakRows, flows, edges, pins, leaks.
// `names(i)`: the name of the function of site i.
export function samplePayload(sizes, {seed = 1, names = (i) => `Function${i}`, runs = 1} = {}) {
  const random = randomOf(seed);
  const below = (n) => Math.floor(random() * n);
  const strings = [''];
  const known = new Map([['', 0]]);
  const str = (text) => {
    if (!known.has(text)) {
      known.set(text, strings.length);
      strings.push(text);
    }
    return known.get(text);
  };
  const column = (n, make) => Array.from({length: n}, (_, i) => make(i));
  const S = sizes.sites;
  const sites = {n: S, file: [], line: [], function: [], label: [], module: [], text: [], color: []};
  for (let i = 0; i < S; ++i) {
    const file = i === 0 ? '' : `src/part_${i % 40}/file_${i % 97}.cc`;
    const line = i === 0 ? 0 : 10 + (i * 7) % 900;
    const name = i === 0 ? '' : names(i);
    sites.file.push(str(file));
    sites.line.push(line);
    sites.function.push(str(name));
    sites.label.push(0);
    sites.module.push(0);
    sites.text.push(str(i === 0 ? '' : `${file}:${line} ${name}`));
    sites.color.push(i >= 1 && i <= 20 ? i - 1 : 20);
  }
  const run = (number) => {
    const duration = 4_000_000_000;
    const B = sizes.buckets, series = Math.min(20, S - 1);
    const bucket = Math.ceil(duration / B);
    const bytes = column(series, (s) => column(B, (b) => Math.max(0, Math.floor(
        (Math.sin(b / B * (3 + s) + s) + 0.6 + random() * 0.2) * 1e8 / (s + 1)))));
    const other = column(B, () => below(5e6));
    const maxima = column(B, (b) => other[b] + bytes.reduce((sum, row) => sum + row[b], 0));
    const at = column(B, (b) => Math.min(duration - 1, b * bucket + below(bucket)));
    const top = maxima.indexOf(Math.max(...maxima));
    const peak = {t: at[top], bytes: bytes.map((row) => row[top]), other: other[top], total: maxima[top]};
    const site = () => 1 + Math.floor(random() ** 3 * (S - 1));
    const dtypes = ['float64', 'float32', 'int64', ''].map(str);
    const shapes = ['1000 \u00d7 1000', '512 \u00d7 512 \u00d7 3', '4096', ''].map(str);
    // Rows that sum up to the peak.
    const P = sizes.peakRows;
    const weights = column(P, () => random() ** 4 + 1e-6);
    const whole = weights.reduce((a, b) => a + b, 0);
    const rowBytes = weights.map((w) => Math.floor(w / whole * peak.total * 0.98)).sort((a, b) => b - a);
    const shown = rowBytes.reduce((a, b) => a + b, 0);
    const counts = column(P, () => 1 + below(9));
    const peakRows = {n: P, site: column(P, site), dtype: column(P, () => dtypes[below(4)]),
                      shape: column(P, () => shapes[below(4)]), thread: column(P, () => 1 + below(8)),
                      bytes: rowBytes, count: counts,
                      other: {rows: 5, bytes: peak.total - shown, count: 5}};
    const buffers = counts.reduce((a, b) => a + b, 0) + 5;
    const F = sizes.nodes;
    const flame = {n: F, parent: [-1], site: [0], folded_stacks: 0};
    for (let i = 1; i < F; ++i) {
      flame.parent.push(i < 8 ? i - 1 : Math.max(0, i - 1 - below(Math.min(i, 60))));
      flame.site.push(site());
    }
    for (const key of ['alloc_count', 'alloc_bytes', 'peak_count', 'peak_bytes', 'live_end_count',
                       'live_end_bytes', 'leak_count', 'leak_bytes', 'copy_count', 'copy_bytes',
                       'lifetime_ns']) {
      flame[key] = column(F, (i) => i === 0 || random() < 0.4 ? 0 : below(1e6));
    }
    const L = sizes.lives;
    const lives = {n: L, other: {rows: 0, bytes: 0, views: 0}};
    const begin = column(L, () => below(duration * 0.9));
    const end = begin.map((t) => random() < 0.02 ? -1 : Math.min(duration, t + 1000 + below(duration / 5)));
    const stop = end.map((t) => t < 0 ? duration : t);
    const write = begin.map((t, i) => random() < 0.05 ? -1 : t + below((stop[i] - t) / 4));
    const last = write.map((t, i) => t < 0 ? -1 : t + below(stop[i] - t));
    Object.assign(lives, {
      id: column(L, (i) => i + 1), site: column(L, site), thread: column(L, () => 1 + below(8)),
      kind: column(L, () => str('array')), dtype: column(L, () => dtypes[below(4)]),
      shape: column(L, () => shapes[below(4)]), label: column(L, () => 0), op: column(L, () => 0),
      bytes: column(L, () => 64 + below(1e7)).sort((a, b) => b - a), all_bytes: [], weight: [],
      resized: column(L, () => 0), begin, first_write: write,
      last_access: last, end, peak: begin.map((t, i) => t <= peak.t && stop[i] > peak.t ? 1 : 0),
      accessed: column(L, () => random() < 0.9 ? 1 : 0)});
    const V = sizes.views;
    const of = column(V, () => below(L)).sort((a, b) => a - b);
    lives.views = {n: V, life: of, site: column(V, site), begin: of.map((life) => begin[life]),
                   end: of.map((life) => end[life]), bytes: of.map((life) => Math.ceil(lives.bytes[life] / 7)),
                   id: column(V, (i) => 1e6 + i)};
    const W = sizes.flows;
    const flows = {n: W, from: column(W, site), to: column(W, site), reason: column(W, () => str('layout')),
                   op: column(W, () => 0), count: column(W, () => 1 + below(50)),
                   bytes: column(W, () => 1000 + below(1e7))};
    flows.wasted_bytes = flows.bytes.map((b) => random() < 0.4 ? below(b) : 0);
    flows.wasted_count = flows.count.map((c, i) => flows.wasted_bytes[i] ? Math.min(c, 3) : 0);
    const order = column(W, (i) => i).sort((a, b) => flows.wasted_bytes[b] - flows.wasted_bytes[a]);
    for (const key of ['count', 'bytes', 'wasted_bytes', 'wasted_count']) flows[key] = order.map((i) => flows[key][i]);
    flows.other = {rows: 0, at_least: 0, count: 0, bytes: 0, wasted_count: 0, wasted_bytes: 0};
    const sum = (list) => list.reduce((a, b) => a + b, 0);
    const E = sizes.edges;
    const N = Math.min(L, E + 1);
    const lineage = {
      nodes: {n: N, life: column(N, (i) => i), id: column(N, (i) => i + 1), site: lives.site.slice(0, N),
              bytes: lives.bytes.slice(0, N), begin: begin.slice(0, N)},
      edges: {n: N < 2 ? 0 : E, from: column(E, () => below(N)), to: [], kind: column(E, () => random() < 0.7 ? 0 : 1),
              site: column(E, site), t: column(E, () => below(duration)),
              bytes: column(E, () => below(1e7)).sort((a, b) => b - a),
              needless: column(E, () => random() < 0.3 ? 1 : 0), op: column(E, () => str('add')),
              reason: column(E, () => str('layout'))},
      other: {edges: 0}};
    lineage.edges.to = lineage.edges.from.map((from) => (from + 1 + below(Math.max(1, N - 1))) % Math.max(1, N));
    const Q = sizes.pins;
    const pins = {n: Q, site: column(Q, site), base_site: column(Q, site), life: column(Q, (i) => i % L),
                  buf: column(Q, (i) => i + 1), base_bytes: column(Q, () => 1e6 + below(1e7)),
                  view_bytes: column(Q, () => 8 + below(1e5)), since: column(Q, () => below(duration)),
                  until: column(Q, () => -1), other: {rows: 0, wasted_bytes: 0}};
    pins.wasted_bytes = pins.base_bytes.map((b, i) => b - pins.view_bytes[i]);
    const K = sizes.leaks;
    const leakSites = {n: K, site: column(K, (i) => 1 + i % (S - 1)), bytes: column(K, () => 64 + below(1e6)).sort((a, b) => b - a),
                       count: column(K, () => 1 + below(30)), spark_ns: Math.ceil(duration / 64),
                       other: {rows: 0, bytes: 0, count: 0}};
    leakSites.spark = leakSites.bytes.map((b, i) => column(64, (k) => i % 2 ? Math.floor(b * (k + 1) / 64) :
                                                             k < 20 ? 0 : b));
    const rules = ['layout-copy', 'leak', 'pinned-base', 'late-free', 'dead-source-copy'];
    const findings = column(Math.min(50, S - 1), (i) => ({
      rule: str(rules[i % 5]), severity: str('warning'), confidence: str(i % 3 ? 'certain' : 'likely'),
      site: 1 + i % (S - 1), count: 1 + i, bytes: 5e6 - i * 9e4, peak_saving_bytes: Math.max(0, 4e6 - i * 1e5),
      tells_saving: 1, message: str(`finding ${i} copies what it could use in place`),
      advice: str('use the view'), allowed: 0, allowed_at: 0,
      evidence: [{buf: 1, src_buf: 2, view: 0, t: 1000, life: 0, src_life: Math.min(1, L - 1)}]}));
    return {
      name: str(`run${number}.json`),
      trace: {program: str('/usr/bin/sample'), files: [str(`run${number}.json`)], events: 1e8,
              duration_ns: duration, truncated: 0, lost_events: 0, unknown_events_skipped: 0,
              bad_lines_skipped: 0, sample_bytes: 0, estimated: 0, heap_only: 0, anomalies: {total: 0}},
      totals: {alloc_count: sum(flame.alloc_count), alloc_bytes: sum(flame.alloc_bytes), resize_count: 1,
               free_count: 2, view_count: V, copy_count: sum(flows.count), copy_bytes: sum(flows.bytes),
               op_count: 3, temporary_count: 4, largest_alloc_bytes: '9223372036854775807',
               live_end_count: 0, live_end_bytes: 0, thread_count: 8, external_count: 0, external_bytes: 0},
      copies: {count: sum(flows.count), bytes: sum(flows.bytes), redundant_count: sum(flows.wasted_count),
               redundant_bytes: sum(flows.wasted_bytes)},
      leaks: {count: sum(leakSites.count), bytes: sum(leakSites.bytes)},
      what_if: {peak_bytes_all_fixed: Math.floor(peak.total * 0.7)},
      peak: {bytes: peak.total, t: peak.t, buffers, standard_error: 0},
      live_at_exit: {count: 0, bytes: 0, groups: []}, memory: null, findings,
      findings_total: findings.length,
      timeline: {bucket_ns: bucket, n: B, max_bytes: maxima, at_t: at, sites: column(series, (s) => s + 1),
                 bytes, other, peak},
      scopes: [], marks: [], peak_rows: peakRows, flame, lives, flows, lineage, pins,
      leak_sites: leakSites,
      threads: {n: 0, thread: [], alloc_count: [], alloc_bytes: [], free_count: [], copy_bytes: [],
                peak_bytes: [], live_end_bytes: []},
      sources: [],
      completeness: [{view: 'lives', name: str('Lifetimes: buffers'), at_least: 0, shown: L, total: L, shown_bytes: -1, total_bytes: -1,
                      text: str('all buffers')}],
      doubts: []};
  };
  const made = Array.from({length: runs}, (_, i) => run(i));
  return {schema: 'tidemark-page/1', version: 'test', strings, sites, palette: palette(), runs: made};
}

// The document as C++ writes it.
export function pageHtml(payload, bundle) {
  const script = readFileSync(join(bundle, 'page.js'), 'utf8');
  const style = readFileSync(join(bundle, 'page.css'), 'utf8');
  const core = '@media screen { .js #core { display: none } }' +
               '@media print { #app { display: none } .js #core { display: block } }';
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const data = gzipSync(JSON.stringify(payload)).toString('base64');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hash(script)}; style-src ${hash(core)} ${hash(style)}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>sample</title><style>${core}</style><style>${style}</style></head>
<body><div id="app" hidden></div><main id="core"><p>core</p></main>
<script type="application/octet-stream" id="tidemark-data">${data}</script>
<script>${script}</script></body></html>`;
}

// As much as a page ever holds.
export const kBounds = {sites: 20000, buckets: 4096, nodes: 50000, lives: 50000, views: 50000,
                        peakRows: 20000, flows: 5000, edges: 20000, pins: 5000, leaks: 5000};
export const kSmall = {sites: 40, buckets: 600, nodes: 300, lives: 200, views: 40, peakRows: 60, flows: 30,
                       edges: 50, pins: 6, leaks: 9};
