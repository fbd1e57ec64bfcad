// What the scripts of this folder share: the command, its report, and what has to be equal.
//
//   node read_FORMAT.mjs TIDEMARK FOLDER READERS [ARGUMENT...]
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { writeTraces } from "./traces.mjs";

export const [tidemark, folder, readers, ...more] = process.argv.slice(2);

// A package of tests/readers/package.json.
export const load = createRequire(join(readers, "package.json"));

export function require(condition, what) {
  if (!condition) throw new Error(what);
}

export function requireEqual(actual, expected, what) {
  require(actual === expected, `${what}: ${actual}, not ${expected}`);
}

export function run(program, ...args) {
  return execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
}

export const sum = (list) => list.reduce((a, b) => a + b, 0);

// The totals of the report that exports have to come to.
export function totals(trace) {
  const report = JSON.parse(run(tidemark, "report", "--no-source", "--format", "json", trace));
  return {
    report,
    alloc: [report.totals.alloc_count, report.totals.alloc_bytes],
    live: [report.totals.live_end_count, report.totals.live_end_bytes],
    peak: [report.peak.buffers, report.peak.bytes],
    leaked: [report.leaks.count, report.leaks.bytes],
    copied: [report.copies.count, report.copies.bytes],
  };
}

// Calls check(name, file, totals, trace) for each trace, exported as `format`.
export function eachExport(format, check, ...options) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, trace] of Object.entries(writeTraces(folder))) {
    const file = join(folder, `${name}.${format}`);
    try {
      run(tidemark, "export", trace, "--format", format, "-o", file, ...options);
      check(name, file, totals(trace), trace);
    } catch (error) {
      error.message = `${format} of ${name}: ${error.message}`;
      throw error;
    }
    console.log(`${format} of ${name}: ok`);
  }
}

export const readText = (file) => readFileSync(file, "utf8");

// Nothing that a terminal, a page or a reader line by line could take for something else.
export function requireClean(text, what) {
  require(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text),
    `a control character in ${what}`);
}
