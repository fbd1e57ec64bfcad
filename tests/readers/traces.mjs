// The traces that exports are tried on: of arrays, of a heap with stacks, sampled, with hostile names,
// nearly empty, cut off.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const head = (more = {}) => ({ ev: "trace", version: 1, program: "app", pid: 7, ...more });

// Loads, views, copies, computes; two threads, scopes, marks; one leak, one copy that nobody needed.
function arrays() {
  const events = [head({ start_unix_ns: 1700000000000000000 }),
    { ev: "thread", thread: 1, name: "main", os_tid: 7 },
    { ev: "thread", thread: 9, name: "worker", os_tid: 8 }];
  ["load", "crop", "convert", "blur"].forEach((name, i) =>
    events.push({ ev: "site", site: i + 1, file: `src/${name}.cc`, line: 10 * (i + 1), function: `app::${name}`,
      ...(i === 0 ? { label: "input" } : {}) }));
  let t = 0;
  let id = 0;
  const say = (event) => events.push({ t: (t += 700), thread: 1, ...event });
  for (let round = 0; round < 40; ++round) {
    say({ ev: "scope_begin", name: "round" });
    const [a, b] = [++id, ++id];
    const bytes = 8000 + 1000 * (round % 7);
    say({ ev: "alloc", site: 1, buf: a, bytes, kind: "array", op: "zeros", dtype: "f8", shape: [bytes / 8], view: a });
    say({ ev: "view", site: 2, view: 1000 + a, buf: a, parent: a, offset: 0, shape: [10], dtype: "f8", op: "slice" });
    say({ ev: "alloc", site: 3, buf: b, bytes, kind: "array", op: "copy", dtype: "f8", shape: [bytes / 8], view: b });
    say({ ev: "copy", site: 3, src: a, dst: b, src_buf: a, dst_buf: b, bytes, reason: "requested", op: "copy" });
    say({ ev: "read", buf: b, view: b });
    if (round % 10 === 9) say({ ev: "mark", name: `epoch ${round}` });
    say({ ev: "drop", view: 1000 + a });
    say({ ev: "free", buf: a });
    if (round !== 20) say({ ev: "free", buf: b, thread: 9 });
    say({ ev: "scope_end", name: "round" });
  }
  say({ ev: "end" });
  return events;
}

// Blocks of a heap, by stacks that share their callers; some are kept, some resized.
function heap(more = {}) {
  const events = [head(more)];
  ["main", "parse", "node", "grow", "cache"].forEach((name, i) =>
    events.push({ ev: "frame", frame: i + 1, function: name, file: `src/${name}.c`, line: i + 5, module: "/bin/app" }));
  for (const [stack, frame, parent] of [[1, 1, 0], [2, 2, 1], [3, 3, 2], [4, 4, 2], [5, 5, 1], [6, 3, 3]]) {
    events.push({ ev: "stack", stack, frame, ...(parent ? { parent } : {}) });
  }
  let t = 0;
  const address = (i) => `0x${(0x10000 + 0x1000 * i).toString(16)}`;
  const say = (event) => events.push({ t: (t += 1300), thread: 1, ...event });
  for (let i = 0; i < 300; ++i) {
    say({ ev: "alloc", stack: 3 + (i % 4), addr: address(i), bytes: 16 * (1 + (i % 50)), kind: "heap" });
    if (i % 3 === 0) say({ ev: "free", addr: address(i) });
    if (i % 10 === 5 && i % 3 !== 0) say({ ev: "resize", stack: 4, addr: address(i), bytes: 4096 });
  }
  for (let i = 0; i < 150; ++i) if (i % 3 !== 0) say({ ev: "free", addr: address(i) });
  say({ ev: "end" });
  return events;
}

// What names must not do to anybody who reads them.
function hostile() {
  const names = ["a;b;c", "two\nlines", "tab\tand  blanks ", "</script><script>alert(1)</script>", "50% #comment",
    "\u202eright to left", "\u001b[31mred", "\"quoted\\\"", "x".repeat(10000), "7 8 9", "", "ünïcode 漢字", "n2: 5 0x0",
    "a:b", "snapshot=3", "{}[],", "\u0000nul", "__proto__", "_[k]"];
  const events = [head({ program: "evil\n# cmd: </script>" }), { ev: "thread", thread: 1, name: "</script>\u202e" }];
  names.forEach((name, i) => events.push(
    { ev: "site", site: i + 1, file: `${name}.cc`, line: i + 1, function: name, label: name }));
  let t = 0;
  names.forEach((name, i) => {
    events.push({ ev: "scope_begin", t: ++t, thread: 1, name });
    events.push({ ev: "alloc", t: ++t, thread: 1, site: i + 1, buf: i + 1, bytes: 100 + i, kind: "array", op: name,
      dtype: "f8", label: name, view: i + 1 });
    events.push({ ev: "mark", t: ++t, thread: 1, name });
    if (i % 2) events.push({ ev: "scope_end", t: ++t, thread: 1, name });
  });
  events.push({ ev: "copy", t: ++t, thread: 1, site: 4, src_buf: 1, dst_buf: 2, bytes: 100, reason: names[3], op: names[2] });
  events.push({ ev: "free", t: ++t, thread: 1, buf: 1 });
  events.push({ ev: "end", t: ++t });
  return events;
}

const lines = (events) => events.map((event) => JSON.stringify(event)).join("\n") + "\n";

// Writes them into the folder; their paths by name.
export function writeTraces(folder) {
  const texts = {
    arrays: lines(arrays()),
    heap: lines(heap()),
    sampled: lines(heap({ capture: { sample_bytes: 4096 } })),
    hostile: lines(hostile()),
    nearly_empty: lines([head(), { ev: "mark", t: 5, name: "nothing else" }, { ev: "end", t: 6 }]),
    truncated: lines(arrays()).slice(0, -2000),
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => {
    const path = join(folder, `${name}.ndjson`);
    writeFileSync(path, text);
    return [name, path];
  }));
}
