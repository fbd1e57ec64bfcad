// chrome: by the package @tracerbench/trace-model, and by the rules of the Trace Event Format, strictly. The
// viewers are pages, not packages; what they insist on is checked here: phases and their fields, slices
// that nest, spans and flows with both ends, numbers in counters; in every shard by itself.
import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { eachExport, load, readText, require, requireClean, requireEqual, run, tidemark } from "./support.mjs";

const { buildModel } = load("@tracerbench/trace-model");

const fields = { M: ["args"], B: [], E: [], X: ["dur", "args"], i: ["s", "args"], C: ["args"], b: ["id", "args"], e: ["id"], s: ["id"], f: ["id", "bp"] };

function checkShard(text) {
  const document = JSON.parse(text);
  require(Array.isArray(document.traceEvents), "no traceEvents");
  const tracks = new Map();
  const spans = new Map();
  const flows = new Map();
  const nanoseconds = (us) => Math.round(us * 1000);
  const events = document.traceEvents.map((event, order) => ({ ...event, order }));
  for (const event of events) {
    require(event.ph in fields, `an unknown phase: ${event.ph}`);
    for (const field of fields[event.ph]) require(field in event, `${event.ph} without ${field}`);
    for (const field of ["pid", "tid", "ts"]) {
      require(Number.isFinite(event[field]) && event[field] >= 0, `${field} of ${JSON.stringify(event)}`);
    }
    require(typeof event.name === "string" && typeof event.cat === "string", "no name");
    requireClean(event.name, "a name");
    if (event.ph === "C") {
      require(Object.values(event.args).length > 0, "a counter without a value");
      require(Object.values(event.args).every(Number.isFinite), `a counter of ${JSON.stringify(event.args)}`);
    }
  }
  // Viewers sort by time; of one time, the order of the file stays.
  events.sort((a, b) => nanoseconds(a.ts) - nanoseconds(b.ts) || a.order - b.order);
  const slices = [];
  for (const event of events) {
    const at = nanoseconds(event.ts);
    if (["B", "E", "X"].includes(event.ph)) {
      const open = tracks.get(event.tid) ?? [];
      tracks.set(event.tid, open);
      while (open.length && open.at(-1).end !== undefined && open.at(-1).end <= at) open.pop();
      if (event.ph === "B") open.push({ name: event.name });
      if (event.ph === "E") {
        require(open.length && open.at(-1).end === undefined && open.at(-1).name === event.name,
          `${event.name} ends and is not the innermost`);
        open.pop();
      }
      if (event.ph === "X") {
        const end = at + nanoseconds(event.dur);
        require(end > at, "a slice without a duration");
        require(!open.some((outer) => outer.end !== undefined && outer.end < end), "slices overlap in part");
        open.push({ name: event.name, end });
        slices.push(`${event.tid} ${at}`);
      }
    }
    if (event.ph === "b") {
      require(!spans.has(event.id), `span ${event.id} begins twice`);
      spans.set(event.id, event.name);
    }
    if (event.ph === "e") {
      requireEqual(spans.get(event.id), event.name, `the span ${event.id}`);
      spans.delete(event.id);
    }
    if (event.ph === "s" || event.ph === "f") {
      flows.set(event.id, [...(flows.get(event.id) ?? []), event]);
    }
  }
  for (const open of tracks.values()) require(open.every((slice) => slice.end !== undefined), "a scope never ends");
  requireEqual(spans.size, 0, "spans that never end");
  const known = new Set(slices);
  for (const [id, ends] of flows) {
    requireEqual(ends.map((end) => end.ph).sort().join(), "f,s", `the ends of flow ${id}`);
    require(ends.every((end) => known.has(`${end.tid} ${nanoseconds(end.ts)}`)), `flow ${id} hangs in the air`);
    require(ends.find((end) => end.ph === "s").ts <= ends.find((end) => end.ph === "f").ts, `flow ${id} runs backwards`);
  }
  return document.traceEvents;
}

// The slices of all threads, as the package pairs and nests them.
function slicesOf(text) {
  const { processes } = buildModel(JSON.parse(text));
  requireEqual(processes.length, 1, "processes");
  return { process: processes[0], slices: processes[0].threads.flatMap((t) => t.events.filter((e) => e.isComplete())) };
}

const counters = (events) => events.filter((event) => event.ph === "C" && event.name === "live bytes");
const of = (events, phase, category) => events.filter((event) => event.ph === phase && event.cat === category);

eachExport("chrome", (name, file, expected, trace) => {
  const whole = checkShard(readText(file));
  const live = counters(whole).map((event) => event.args.bytes);
  requireEqual(Math.max(0, ...live), expected.peak[1], "the largest live bytes");
  for (const event of whole.filter((e) => e.ph === "C" && e.name === "live bytes by place")) {
    const same = counters(whole).find((e) => e.ts === event.ts);
    if (same) requireEqual(Object.values(event.args).reduce((a, b) => a + b, 0), same.args.bytes, `places at ${event.ts}`);
  }
  const copies = of(whole, "X", "copy");
  requireEqual(copies.length, expected.copied[0], "copies");
  requireEqual(copies.reduce((a, copy) => a + copy.args.bytes, 0), expected.copied[1], "copied bytes");
  requireEqual(of(whole, "X", "view").length, expected.report.totals.view_count, "views");
  const peaks = of(whole, "i", "peak");
  requireEqual(peaks.length, 1, "peaks");
  requireEqual(peaks[0].args.bytes, expected.peak[1], "the peak");
  requireEqual(Math.round(peaks[0].ts * 1000), expected.report.peak.t, "when the peak was");
  const findings = of(whole, "i", "finding");
  require(findings.length <= expected.report.findings.length, "more findings than the report has");
  if (name === "arrays") {
    requireEqual(of(whole, "s", "flow").length, copies.length + of(whole, "X", "view").length, "arrows");
    require(findings.length > 0, "no finding");
    requireEqual(of(whole, "i", "mark").length, 4, "marks");
    const { process, slices } = slicesOf(readText(file));
    requireEqual(process.name, "app", "the process");
    requireEqual(process.id, 7, "its id");
    require(process.threads.some((t) => t.name === "thread 1: main"), "no thread 1: main");
    const scopes = slices.filter((slice) => slice.hasCategory("scope"));
    requireEqual(scopes.length, 40, "scopes");
    require(scopes.every((scope) => scope.duration > 4 && scope.duration < 8), "a scope's duration");
    const read = slices.filter((slice) => slice.hasCategory("copy"));
    requireEqual(read.reduce((a, copy) => a + copy.getNumberArg("bytes"), 0), expected.copied[1], "copied bytes as read");
    require(read.every((copy) => copy.parent?.name === "round"), "a copy outside of its scope");
  }

  // In many shards: each is whole, nothing is lost, and what is open is carried over.
  const folder = join(dirname(file), `${name}_shards`);
  rmSync(folder, { recursive: true, force: true });
  run("mkdir", "-p", folder);
  run(tidemark, "export", trace, "--format", "chrome", "-o", join(folder, "it.json"), "--shard-bytes", String(statSync(file).size >> 3));
  const names = readdirSync(folder).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  requireEqual(names[0], "it.json", "the first shard");
  const shards = names.map((shard) => checkShard(readText(join(folder, shard))));
  if (whole.length > 100) require(shards.length > 3, `${shards.length} shards`);
  const all = shards.flat();
  for (const [phase, category] of [["X", "copy"], ["X", "view"], ["X", "alloc"], ["i", "mark"], ["i", "finding"], ["i", "peak"]]) {
    requireEqual(of(all, phase, category).length, of(whole, phase, category).length, `${category} in shards`);
  }
  shards.slice(1).forEach((shard, i) => {
    if (counters(all).length === 0) return;
    const before = counters(shards[i]).at(-1);
    if (before) requireEqual(counters(shard)[0].args.bytes, before.args.bytes, `the counter carried over to ${names[i + 1]}`);
  });
});
