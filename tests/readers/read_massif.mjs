// massif: by Valgrind's ms_print.
import { eachExport, more, readText, require, requireEqual, run } from "./support.mjs";

const number = (text) => Number(text.replaceAll(",", ""));

eachExport("massif", (name, file, expected) => {
  const printed = run(more[0], "--threshold=0", file);
  const rows = [...printed.matchAll(/^ *(\d+) +([\d,.]+) +([\d,]+) +([\d,]+) +0 +0$/gm)].map(
    ([, n, time, total, useful]) => ({ n: Number(n), ms: number(time), total: number(total), useful: number(useful) }));
  const count = Number(printed.match(/^Number of snapshots: (\d+)$/m)[1]);
  requireEqual(rows.length, count, "snapshots that are printed");
  require(count >= 2 && count <= 100, `${count} snapshots`);
  rows.forEach((row, i) => {
    requireEqual(row.n, i, "the number of a snapshot");
    requireEqual(row.useful, row.total, "useful bytes");
    require(i === 0 || row.ms >= rows[i - 1].ms, "time runs backwards");
  });
  const peak = Number(printed.match(/(\d+) \(peak\)/)[1]);
  requireEqual(rows[peak].total, expected.peak[1], "the peak");
  requireEqual(Math.max(...rows.map((row) => row.total)), expected.peak[1], "the largest snapshot");
  requireEqual(Math.round(rows[peak].ms * 1e6), expected.report.peak.t, "when the peak was");
  requireEqual(rows.at(-1).total, expected.live[1], "the end");
  requireEqual(Math.round(rows.at(-1).ms * 1e6), expected.report.trace.duration_ns, "when the end was");

  // In every tree of the file the children of a node come to no more than the node, and those of the
  // trees to all of it.
  const stack = [];
  let left = [];
  for (const line of readText(file).split("\n")) {
    const node = line.match(/^( *)n(\d+): (\d+) /);
    if (!node) continue;
    const [depth, children, bytes] = [node[1].length, Number(node[2]), Number(node[3])];
    stack.length = depth;
    if (depth > 0) {
      stack[depth - 1].below += bytes;
      stack[depth - 1].children -= 1;
      require(stack[depth - 1].below <= stack[depth - 1].bytes, `more below than in ${line}`);
      require(stack[depth - 1].children >= 0, `more children than said of ${line}`);
    }
    stack[depth] = { bytes, below: 0, children };
    left.push(stack[depth]);
    if (depth === 0 && left.length > 1) left = [stack[0]];
    if (depth === 0) left.root = stack[0];
  }
  require(left.every((node) => node.children === 0), "fewer children than said");
  if (name === "heap") require(/main \(src\/main\.c:5\)/.test(printed), "no caller in the peak's tree");
});
