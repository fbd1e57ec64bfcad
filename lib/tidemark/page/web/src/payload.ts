// What C++ writes into the document (schema tidemark-page/1), and how it is read.
//
// Tables are columnar. `Str` is an index in `strings`, `SiteIndex` one in `sites`: 0 is the unknown
// place, -1 what was folded ("Other"). Bytes, and nanoseconds since the start of the trace.

export type Str = number;
export type SiteIndex = number;
// An integer beyond 2^53 travels as a decimal string: shown as it is, drawn as a number.
export type Int = number | string;

export interface Rows {
  n: number;
}

export interface Sites extends Rows {
  file: Str[];
  line: number[];
  function: Str[];
  label: Str[];
  module: Str[];
  text: Str[];
  color: number[];
}

export interface Evidence {
  buf: Int;
  src_buf: Int;
  view: Int;
  t: number;
  life: number;
  src_life: number;
}

export interface Finding {
  rule: Str;
  severity: Str;
  confidence: Str;
  site: SiteIndex;
  count: Int;
  bytes: Int;
  peak_saving_bytes: Int;
  tells_saving: number;
  message: Str;
  advice: Str;
  allowed: Str;
  allowed_at: Str;
  evidence: Evidence[];
}

export interface Timeline extends Rows {
  bucket_ns: number;
  max_bytes: number[];
  at_t: number[];
  sites: SiteIndex[];
  bytes: number[][];
  other: number[];
  peak: {t: number; bytes: number[]; other: number; total: number};
}

export interface PeakRows extends Rows {
  site: SiteIndex[];
  dtype: Str[];
  shape: Str[];
  thread: number[];
  bytes: number[];
  count: number[];
  other: {rows: number; bytes: number; count: number};
}

export interface Flame extends Rows {
  parent: number[];
  site: SiteIndex[];
  alloc_count: number[];
  alloc_bytes: number[];
  peak_count: number[];
  peak_bytes: number[];
  live_end_count: number[];
  live_end_bytes: number[];
  leak_count: number[];
  leak_bytes: number[];
  copy_count: number[];
  copy_bytes: number[];
  lifetime_ns: number[];
  folded_stacks: number;
}

export interface Views extends Rows {
  life: number[];
  site: SiteIndex[];
  begin: number[];
  end: number[];
  bytes: number[];
  id: Int[];
}

export interface Lives extends Rows {
  id: Int[];
  site: SiteIndex[];
  thread: number[];
  kind: Str[];
  dtype: Str[];
  shape: Str[];
  label: Str[];
  op: Str[];
  bytes: number[];
  // Of all that each stands for, and how many they are in parts of 2^20: where the heap was sampled;
  // else empty, each stands for itself.
  all_bytes: number[];
  weight: number[];
  resized: number[];
  begin: number[];
  first_write: number[];
  last_access: number[];
  end: number[];
  peak: number[];
  accessed: number[];
  views: Views;
  other: {rows: number; bytes: number; views: number};
}

export interface Flows extends Rows {
  from: SiteIndex[];
  to: SiteIndex[];
  reason: Str[];
  op: Str[];
  count: number[];
  bytes: number[];
  wasted_count: number[];
  wasted_bytes: number[];
  // `at_least`: there are more rows than it says.
  other: {rows: number; at_least: number; count: number; bytes: number; wasted_count: number;
          wasted_bytes: number};
}

export interface LineageNodes extends Rows {
  life: number[];
  id: Int[];
  site: SiteIndex[];
  bytes: number[];
  begin: number[];
}

export interface LineageEdges extends Rows {
  from: number[];
  to: number[];
  kind: number[];  // 0 a copy, 1 an operation
  site: SiteIndex[];
  t: number[];
  bytes: number[];
  needless: number[];
  op: Str[];
  reason: Str[];
}

export interface Pins extends Rows {
  site: SiteIndex[];
  base_site: SiteIndex[];
  life: number[];
  buf: Int[];
  base_bytes: number[];
  view_bytes: number[];
  wasted_bytes: number[];
  since: number[];
  until: number[];
  other: {rows: number; wasted_bytes: number};
}

export interface LeakSites extends Rows {
  site: SiteIndex[];
  bytes: number[];
  count: number[];
  spark: number[][];
  spark_ns: number;
  other: {rows: number; bytes: number; count: number};
}

export interface Threads extends Rows {
  thread: number[];
  alloc_count: number[];
  alloc_bytes: number[];
  free_count: number[];
  copy_bytes: number[];
  peak_bytes: number[];
  live_end_bytes: number[];
}

export interface SourceLines extends Rows {
  line: number[];
  text: Str[];
  peak_bytes: number[];
  alloc_count: number[];
  alloc_bytes: number[];
  copy_count: number[];
  copy_bytes: number[];
  finding: number[];
}

export interface Completeness {
  view: string;
  name: Str;
  shown: number;
  total: number;
  at_least: number;  // there are more than `total` - 1
  shown_bytes: number;
  total_bytes: number;
  text: Str;
}

export interface Run {
  name: Str;
  trace: {
    program: Str;
    files: Str[];
    events: Int;
    duration_ns: number;
    truncated: number;
    lost_events: Int;
    sample_bytes: Int;
    estimated: number;
    heap_only: number;
    anomalies: Record<string, Int>;
  };
  totals: Record<string, Int>;
  copies: {count: Int; bytes: Int; redundant_count: Int; redundant_bytes: Int};
  leaks: {count: Int; bytes: Int};
  what_if: {peak_bytes_all_fixed: Int};
  peak: {bytes: Int; t: number; buffers: Int; standard_error: Int};
  live_at_exit: {
    count: Int;
    bytes: Int;
    groups: {name: Str; reason: Str; count: Int; bytes: Int; suppressed: number}[];
  };
  memory: null | Record<string, Int>;
  findings: Finding[];
  findings_total: number;
  timeline: Timeline;
  scopes: {path: Str; entered: Int; peak_bytes: Int; peak_t: number}[];
  marks: {name: Str; t: number; live_bytes: Int}[];
  peak_rows: PeakRows;
  flame: Flame;
  lives: Lives;
  flows: Flows;
  lineage: {nodes: LineageNodes; edges: LineageEdges; other: {edges: number}};
  pins: Pins;
  leak_sites: LeakSites;
  threads: Threads;
  sources: {file: Str; peak_bytes: Int; changed: number; lines: SourceLines}[];
  completeness: Completeness[];
  doubts: Str[];
}

export interface Payload {
  schema: string;
  version: string;
  strings: string[];
  sites: Sites;
  palette: {light: string[]; dark: string[]};
  runs: Run[];
}

// Columns are for drawing and sums of what is shown: the rare text among them becomes a number.
function numbersIn(value: unknown): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; ++i) {
      const item: unknown = value[i];
      if (typeof item === 'string') value[i] = Number(item);
      else if (typeof item === 'object') numbersIn(item);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string') (value as Record<string, unknown>)[key] = Number(item);
      else if (typeof item === 'object') numbersIn(item);
    }
  }
}

const kTables = ['timeline', 'peak_rows', 'flame', 'lives', 'flows', 'lineage', 'pins',
                 'leak_sites', 'threads', 'sources'] as const;

// Reads what stands in the document: base64 of gzip of JSON.
export async function readPayload(text: string): Promise<Payload> {
  const packed = atob(text.trim());
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; ++i) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const payload = JSON.parse(await new Response(stream).text()) as Payload;
  if (payload.schema !== 'tidemark-page/1') throw new Error(`unknown schema ${payload.schema}`);
  for (const run of payload.runs) for (const table of kTables) numbersIn(run[table]);
  return payload;
}
