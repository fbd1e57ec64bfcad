// dhat: by Valgrind's own viewer, dh_view.js, which runs here with a document that takes everything.
import { join } from "node:path";
import vm from "node:vm";

import { eachExport, folder, more, readText, require, requireEqual, run, tidemark } from "./support.mjs";

// As much of the DOM as the viewer touches; what is shown is kept as text.
function element() {
  const node = {
    childNodes: [], classList: { add() {}, remove() {}, contains: () => false }, style: {}, text: "",
    appendChild(child) { node.childNodes.push(child); child.parentNode = node; return child; },
    cloneNode: () => element(),
    replaceChild(child, old) { node.childNodes[node.childNodes.indexOf(old)] = child; child.parentNode = node; },
    set textContent(text) { node.text = text; },
    get lastChild() { return node.childNodes.at(-1); },
    get firstChild() { return node.childNodes[0]; },
    removeChild(child) { node.childNodes.splice(node.childNodes.indexOf(child), 1); },
    get selectedIndex() { return Math.max(0, node.childNodes.findIndex((option) => option.selected)); },
  };
  return node;
}
const textOf = (node) => node.text + node.childNodes.map(textOf).join("");

function view(text) {
  const body = element();
  const document = {
    body, location: { search: "" }, createElement: element, title: "",
    createTextNode: (content) => Object.assign(element(), { text: content }),
  };
  const context = vm.createContext({ document, window: {}, performance, URLSearchParams, console, input: text });
  vm.runInContext(readText(more[0]), context, { filename: "dh_view.js" });
  const result = vm.runInContext(`
    onLoad();
    gFilename = "it";
    gData = JSON.parse(input);
    buildTree();
    displayTree(0, 0, 0);
    ({ root: gRoot, data: gData })`, context);
  return { ...result, shown: textOf(body) };
}

// Proof that it can refuse.
let refused = "";
try { view('{"dhatFileVersion":1}'); } catch (error) { refused = error.message; }
require(refused.includes("missing a field"), `the viewer takes anything: ${refused}`);

eachExport("dhat", (name, file, expected) => {
  const { root, data, shown } = view(readText(file));
  requireEqual(root._totalBlocks, expected.alloc[0], "total blocks");
  requireEqual(root._totalBytes, expected.alloc[1], "total bytes");
  requireEqual(root._atTGmaxBlocks, expected.peak[0], "blocks at t-gmax");
  requireEqual(root._atTGmaxBytes, expected.peak[1], "bytes at t-gmax");
  requireEqual(root._atTEndBlocks, expected.live[0], "blocks at t-end");
  requireEqual(root._atTEndBytes, expected.live[1], "bytes at t-end");
  requireEqual(data.te, expected.report.trace.duration_ns, "t-end");
  requireEqual(data.tg, expected.report.peak.t, "t-gmax");
  requireEqual(new Set(data.ftbl).size, data.ftbl.length, "distinct frames");
  require(data.pps.every((pp) => pp.fs.every((frame) => frame > 0 && frame < data.ftbl.length)), "frames that are not there");
  require(data.pps.every((pp) => pp.mb >= pp.gb && pp.mb >= pp.eb && pp.tl >= 0), "a maximum below what was live");
  if (expected.alloc[0] > 0) {
    require(shown.includes(`${expected.alloc[1].toLocaleString("en-US")} bytes`), "the total is not shown");
  }
});
