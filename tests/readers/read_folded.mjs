// folded: by the grammar of flamegraph.pl, "stack count" with the count behind the last blank.
import { eachExport, readText, require, requireClean, requireEqual, sum, tidemark, run } from "./support.mjs";

eachExport("folded", (name, file, expected, trace) => {
  for (const [metric, of] of [["peak", "peak"], ["leaked", "leaked"], ["total", "alloc"], ["live", "live"], ["copied", "copied"]]) {
    const text = run(tidemark, "export", trace, "--format", "folded", "--metric", metric);
    const rows = text.split("\n");
    requireEqual(rows.pop(), "", "behind the last line");
    const parsed = rows.map((row) => row.match(/^(.*)\s+?(\d+(?:\.\d*)?)$/));
    require(parsed.every(Boolean), `a line that is none: ${rows[parsed.indexOf(null)]}`);
    requireEqual(sum(parsed.map((match) => Number(match[2]))), expected[of][1], metric);
    for (const [, stack] of parsed) {
      require(stack.split(";").every((frame) => frame.trim() === frame && frame !== ""), `a frame of ${stack}`);
      requireClean(stack, "a stack");
    }
    if (metric === "peak") requireEqual(readText(file), text, "the default metric");
    if (name === "heap" && metric === "total") {
      require(rows.some((row) => row.startsWith("main (src/main.c:5);parse (src/parse.c:6);node (src/node.c:7) ")), text);
    }
  }
});
