// speedscope: by the JSON Schema that its own package has.
import { join } from "node:path";

import { eachExport, load, readers, readText, require, requireClean, requireEqual, sum } from "./support.mjs";

const Ajv = load("ajv").default;
const schema = JSON.parse(readText(join(readers, "node_modules/speedscope/dist/release/file-format-schema.json")));
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

// Proof that the schema can refuse: a sample that is no list.
const wrong = { $schema: "https://www.speedscope.app/file-format-schema.json", shared: { frames: [{ name: 5 }] }, profiles: [] };
require(!validate(wrong), "the schema takes a frame whose name is a number");

const metrics = { "live at the peak": "peak", leaked: "leaked", "live at the end": "live", "allocated in all": "alloc", copied: "copied" };

eachExport("speedscope", (name, file, expected) => {
  const document = JSON.parse(readText(file));
  require(validate(document), JSON.stringify(validate.errors, null, 1));
  requireEqual(document.profiles.length, Object.keys(metrics).length, "profiles");
  for (const profile of document.profiles) {
    requireEqual(profile.type, "sampled", "the type");
    requireEqual(profile.unit, "bytes", "the unit");
    requireEqual(profile.samples.length, profile.weights.length, `samples of ${profile.name}`);
    const total = expected[metrics[profile.name]][1];
    requireEqual(sum(profile.weights), total, profile.name);
    requireEqual(profile.endValue - profile.startValue, total, `the span of ${profile.name}`);
    for (const stack of profile.samples) {
      require(stack.every((frame) => frame in document.shared.frames), "a frame that is not there");
    }
  }
  document.shared.frames.forEach((frame) => requireClean(frame.name + (frame.file ?? ""), "a frame"));
  if (name === "heap") {
    const names = document.profiles[0].samples.map((s) => s.map((f) => document.shared.frames[f].name).join(" > "));
    require(names.includes("main > parse > node"), `not root first: ${names}`);
  }
});
