// pprof, decoded by the package pprof-format.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { eachExport, load, require, requireClean, requireEqual } from "./support.mjs";

const { Profile } = load("pprof-format");

eachExport("pprof", (name, file, expected) => {
  const profile = Profile.decode(gunzipSync(readFileSync(file)));
  const text = (index) => profile.stringTable.strings[Number(index)];
  const types = profile.sampleType.map((type) => `${text(type.type)}/${text(type.unit)}`);
  requireEqual(new Set(profile.stringTable.strings).size, profile.stringTable.strings.length, "distinct strings");
  requireEqual(text(0), "", "the first string");
  profile.stringTable.strings.forEach((string) => requireClean(string, "a string"));

  const total = (type) => Number(profile.sample.reduce((a, s) => a + BigInt(s.value[types.indexOf(type)]), 0n));
  for (const [what, of] of [["alloc", "alloc"], ["inuse", "live"], ["peak", "peak"], ["leaked", "leaked"], ["copied", "copied"]]) {
    requireEqual(total(`${what}_objects/count`), expected[of][0], `${what}_objects`);
    requireEqual(total(`${what}_space/bytes`), expected[of][1], `${what}_space`);
  }
  requireEqual(text(profile.defaultSampleType), "peak_space", "the default");
  requireEqual(Number(profile.durationNanos), expected.report.trace.duration_ns, "the duration");
  requireEqual(Number(profile.period), expected.report.trace.sample_bytes || 1, "the period");
  requireEqual(text(profile.periodType.type), "space", "the period's type");

  // All ids lead somewhere, and nothing is there twice.
  const byId = (list) => new Map(list.map((entry) => [Number(entry.id), entry]));
  const [locations, functions, mappings] = [profile.location, profile.function, profile.mapping].map(byId);
  requireEqual(locations.size, profile.location.length, "distinct ids of locations");
  const frames = new Set(profile.function.map((f) => JSON.stringify([text(f.name), text(f.filename)])));
  requireEqual(frames.size, profile.function.length, "distinct functions");
  const stacks = new Set();
  for (const sample of profile.sample) {
    requireEqual(sample.value.length, types.length, "values of a sample");
    require(sample.locationId.length > 0, "a sample without a place");
    stacks.add(sample.locationId.join());
    for (const id of sample.locationId) {
      const location = locations.get(Number(id));
      require(location, `no location ${id}`);
      requireEqual(location.line.length, 1, "lines of a location");
      require(functions.has(Number(location.line[0].functionId)), "no function of a location");
      require(!Number(location.mappingId) || mappings.has(Number(location.mappingId)), "no mapping of a location");
    }
  }
  if (name === "heap") {
    // Leaf first.
    const names = profile.sample.map((s) => s.locationId.map((id) =>
      text(functions.get(Number(locations.get(Number(id)).line[0].functionId)).name)).join(" < "));
    require(names.includes("node < parse < main"), `no stack node < parse < main in ${names}`);
    require(profile.mapping.some((m) => text(m.filename) === "/bin/app"), "no mapping /bin/app");
  }
});
