// Writes traces of array programs, and knows what is in them by itself: the tests' own account of
// which buffer lived when.
import {writeFileSync} from 'node:fs';

// Runs nothing in any page, whatever way it gets there.
export const kHostileNames = [
  '<script>window.pwned=1</script>', '"><img src=x onerror="window.pwned=2">',
  "';window.pwned=3;//", '</script><script>window.pwned=4</script>', '<!--<svg onload=window.pwned=5>',
  'javascript:window.pwned=6', '\u202eevil\u202c\u2066right\u2069', 'a\u0000b\u0007\u001b[31m', '{{7*7}}${window.pwned=7}',
  'x'.repeat(10000), '\u{1F600}\u0301'.repeat(300), '<style>*{display:none}</style>', '&lt;b&gt;',
  'https://example.invalid/pixel.gif', '%3Cscript%3E', '__proto__', 'constructor',
];

export class Trace {
  lines = [];
  buffers = [];  // {id, site, bytes, begin, end, views: []}
  now = 0;
  sites = [];
  constructor(program = 'sample', capture = undefined) {
    this.put({ev: 'trace', version: 1, program, run: 'r', pid: 1, ...(capture ? {capture} : {})});
    this.put({ev: 'thread', thread: 1, name: 'main'});
  }
  put(event) {
    this.lines.push(JSON.stringify(event));
  }
  tick(by = 1000) {
    this.now += by;
    return this.now;
  }
  // A place with a stack: callers from the outermost to the innermost.
  site(file, line, name, callers = ['main']) {
    const site = this.sites.length + 1;
    this.put({ev: 'site', site, file, line, function: name});
    let parent;
    for (const [i, caller] of [...callers, name].entries()) {
      const id = (this.frames = (this.frames ?? 0) + 1);
      const leaf = i === callers.length;
      this.put({ev: 'frame', frame: id, function: caller, file: leaf ? file : 'main.cc', line: leaf ? line : 5 + i,
                module: '/bin/sample'});
      this.put({ev: 'stack', stack: id, frame: id, ...(parent ? {parent} : {})});
      parent = id;
    }
    this.sites.push({site, stack: parent, file, line, name});
    return site;
  }
  at(site) {
    return {t: this.tick(), thread: 1, site, stack: this.sites[site - 1].stack};
  }
  alloc(site, count, dtype = 'f8', more = {}) {
    const bytes = count * Number(dtype.slice(1));
    const id = this.buffers.length + 1;
    const view = (this.views = (this.views ?? 0) + 1);
    this.put({ev: 'alloc', ...this.at(site), buf: id, bytes, kind: 'array', dtype, shape: [count], strides: [Number(dtype.slice(1))],
              view, op: 'zeros', ...more});
    const buffer = {id, site, bytes, begin: this.now, end: -1, view, write: 0, read: 0};
    this.buffers.push(buffer);
    return buffer;
  }
  view(site, buffer, count) {
    const view = (this.views = this.views + 1);
    this.put({ev: 'view', ...this.at(site), view, buf: buffer.id, parent: buffer.view, offset: 0, shape: [count], strides: [8],
              dtype: 'f8', op: 'slice', writable: true});
    return view;
  }
  drop(view) {
    this.put({ev: 'drop', t: this.tick(), thread: 1, view});
  }
  write(site, buffer) {
    this.put({ev: 'write', ...this.at(site), buf: buffer.id, view: buffer.view});
    buffer.write = this.now;
  }
  read(site, buffer) {
    this.put({ev: 'read', ...this.at(site), buf: buffer.id, view: buffer.view});
    buffer.read = this.now;
  }
  copy(site, from, to) {
    this.put({ev: 'copy', ...this.at(site), src: from.view, dst: to.view, src_buf: from.id, dst_buf: to.id, bytes: from.bytes,
              reason: 'requested', op: 'copy'});
    from.read = this.now;
    to.write = this.now;
  }
  free(buffer) {
    this.put({ev: 'free', t: this.tick(), thread: 1, buf: buffer.id, ...(buffer.read ? {last_read: buffer.read} : {}),
              ...(buffer.write ? {last_write: buffer.write} : {})});
    buffer.end = this.now;
  }
  scope(name, body) {
    this.put({ev: 'scope_begin', t: this.tick(), thread: 1, name});
    body();
    this.put({ev: 'scope_end', t: this.tick(), thread: 1, name});
  }
  liveAt(t) {
    return this.buffers.filter((one) => one.begin <= t && (one.end < 0 || one.end > t));
  }
  save(path) {
    this.put({ev: 'end', t: this.tick(), clean: true, lost: 0});
    writeFileSync(path, this.lines.join('\n') + '\n');
    return path;
  }
}

// Loads, copies needlessly, keeps a small view of a large base, leaks a little in every step.
export function programTrace({steps = 12, scale = 1, name = (i, plain) => plain, fixed = false} = {}) {
  const trace = new Trace(name(0, '/usr/bin/sample'));
  const load = trace.site('src/load.cc', 12, name(1, 'Load'), ['main', 'Run', 'ReadInput']);
  const step = trace.site('src/step.cc', 40, name(2, 'Step'), ['main', 'Run']);
  const copy = trace.site('src/step.cc', 44, name(3, 'CopyForSafety'), ['main', 'Run', 'Step']);
  const log = trace.site('src/log.cc', 7, name(4, 'Remember'), ['main', 'Run', 'Step']);
  const slice = trace.site('src/slice.cc', 21, name(5, 'FirstRow'), ['main', 'Run']);
  const more = [];
  for (let i = 6; i < 30; ++i) {
    more.push(trace.site(name(i + 40, `src/part_${i}.cc`), i, name(i, `Part${i}`), ['main', name(i + 1, 'Run')]));
  }
  const input = trace.alloc(load, 50000 * scale);
  trace.write(load, input);
  const base = trace.alloc(slice, 80000 * scale);
  trace.write(slice, base);
  trace.scope('train', () => {
    for (let i = 0; i < steps; ++i) {
      trace.scope('step', () => {
        const result = trace.alloc(step, 20000 * scale, i % 2 ? 'f8' : 'f4');
        trace.write(step, result);
        if (!fixed) {
          const twin = trace.alloc(copy, 50000 * scale);
          trace.copy(copy, input, twin);
          trace.tick(20000);
          trace.read(step, twin);
          trace.free(twin);
        }
        if (!fixed || i === 0) trace.write(log, trace.alloc(log, 300 + i));
        const other = trace.alloc(more[i % more.length], 1000 * (i + 1));
        trace.tick(30000);
        trace.free(result);
        if (i % 3) trace.free(other);
      });
    }
  });
  trace.tick(50000);
  const row = trace.view(slice, base, 100);
  trace.drop(base.view);
  trace.tick(200000);
  trace.free(input);
  trace.drop(row);
  trace.free(base);
  return trace;
}
