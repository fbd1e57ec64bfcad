#include "tests/analysis/reference_analyzer.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/analysis/reference_heap_rules.h"
#include "tests/analysis/reference_rules.h"
#include "tests/analysis/reference_trace.h"
#include "tests/analysis/reference_what_if.h"

namespace tidemark::analysis::reference {
namespace {

std::string SiteText(const SiteReport& site) { return absl::StrCat(site.file, ":", site.line); }

bool IsAdopted(const Memory& memory, Alteration alteration) {
  return memory.external && alteration != Alteration::kAdoptedBuffersCount;
}

void CountTotals(const LaidOutTrace& trace, Alteration alteration, Figures* figures) {
  auto& n = figures->numbers;
  for (const char* name :
       {"allocs", "alloc bytes", "frees", "temporaries", "largest", "adopted", "live at end",
        "bytes live at end", "leaks", "leaked bytes", "resizes"}) {
    n[name] = 0;
  }
  for (size_t i = 0; i < trace.memories.size(); ++i) {
    const Memory& memory = trace.memories[i];
    if (IsAdopted(memory, alteration)) {
      ++n["adopted"];
      continue;
    }
    ++n["allocs"];
    n["resizes"] += static_cast<int64_t>(memory.sizes.size()) - 1;
    int64_t before = 0;
    for (const auto& [from, size] : memory.sizes) {
      if (size > before) n["alloc bytes"] += size - before;
      n["largest"] = std::max(n["largest"], size);
      before = size;
    }
    if (memory.end != kNever) {
      ++n["frees"];
      if (IsTemporary(trace, memory, alteration)) ++n["temporaries"];
      continue;
    }
    const int64_t left = memory.BytesAt(trace.length);
    ++n["live at end"];
    n["bytes live at end"] += left;
    if (!trace.closed) continue;
    ++n["leaks"];
    n["leaked bytes"] += left;
    auto& [leak_bytes, leak_count] = figures->leak_sites[memory.site];
    leak_bytes += left;
    ++leak_count;
  }
}

// Returns its position; -1 where nothing was ever live.
int64_t FindPeak(const LaidOutTrace& trace, Alteration alteration, Figures* figures) {
  int64_t peak = 0;
  int64_t where = -1;
  for (int64_t at = 0; at < trace.length; ++at) {
    int64_t live = 0;
    for (const Memory& memory : trace.memories) {
      if (!IsAdopted(memory, alteration) && memory.LivesAfter(at)) live += memory.BytesAt(at);
    }
    if (live > peak || (alteration == Alteration::kPeakIsTheLast && live == peak && live > 0)) {
      peak = live;
      where = at;
    }
  }
  figures->numbers["peak"] = peak;
  figures->numbers["peak time"] = where < 0 ? 0 : trace.times[static_cast<size_t>(where)];
  if (where < 0) return where;
  for (const Memory& memory : trace.memories) {
    if (IsAdopted(memory, alteration) || !memory.LivesAfter(where)) continue;
    auto& [bytes, count] = figures->peak_sites[memory.site];
    bytes += memory.BytesAt(where);
    ++count;
  }
  return where;
}

// What is fixed for each finding, and for all.
struct Collected {
  std::map<std::pair<std::string, SiteReport>, Fixed> by_finding;
  Fixed all;
};

void CollectHeapRules(const LaidOutTrace& trace, Alteration alteration, int64_t peak_position,
                      Collected* collected, Figures* figures) {
  for (const Growth& growth : Growths(trace, alteration, peak_position)) {
    const std::pair<std::string, SiteReport> key = {
        "repeated-growth", trace.memories[static_cast<size_t>(growth.blocks[0])].site};
    FindingFigures& finding = figures->findings[key];
    ++finding.count;
    for (size_t i = 0; i + 1 < growth.blocks.size(); ++i) {
      const Memory& given_up = trace.memories[static_cast<size_t>(growth.blocks[i])];
      finding.bytes += given_up.BytesAt(given_up.begin);
    }
    collected->by_finding[key].growths.push_back(growth);
    collected->all.growths.push_back(growth);
  }
  const auto add = [&](const std::string& rule, const std::vector<HeapFound>& all) {
    for (const HeapFound& found : all) {
      FindingFigures& finding = figures->findings[{rule, found.site}];
      finding.count += found.count;
      finding.bytes += found.bytes;
    }
  };
  add("short-lived", ShortLived(trace, alteration));
  add("held-idle", HeldIdle(trace, alteration, peak_position));
  add("slack", Slack(trace, alteration, peak_position));
  add("growing", GrowingSites(trace, alteration, peak_position));
}

Collected Collect(const LaidOutTrace& trace, const std::vector<trace::Event>& events,
                  const Rules& rules, int64_t peak_position, Figures* figures) {
  Collected collected;
  auto& n = figures->numbers;
  n["copies"] = n["copy bytes"] = n["redundant"] = n["redundant bytes"] = 0;
  for (const Transfer& copy : trace.transfers) {
    ++n["copies"];
    n["copy bytes"] += copy.bytes;
    const std::string rule = rules.RuleOf(copy);
    if (rule.empty()) continue;
    ++n["redundant"];
    n["redundant bytes"] += copy.bytes;
    FindingFigures& finding = figures->findings[{rule, copy.site}];
    ++finding.count;
    finding.bytes += rules.BytesOf(copy, rule);
    for (Fixed* fixed : {&collected.by_finding[{rule, copy.site}], &collected.all}) {
      if (rules.CanShare(copy, rule)) fixed->copies.push_back(&copy);
      if (rule == "dtype-round-trip") fixed->replaced.emplace_back(copy.source, 0);
      if (rule == "needless-overlap-copy" && rules.IsAll(copy)) {
        fixed->replaced.emplace_back(copy.destination, 0);
      }
    }
  }
  std::map<int64_t, SiteReport> sites;
  for (const trace::Event& event : events) {
    if (const auto* site = std::get_if<trace::SiteDefinition>(&event.body)) {
      sites[site->site.value()] = {std::string(site->file), site->line, std::string(site->function),
                                   std::string(site->label)};
    }
  }
  for (const PinFound& pin : rules.Pins()) {
    const Memory& memory = trace.memories[static_cast<size_t>(pin.memory)];
    const int64_t bytes = memory.BytesAt(memory.begin);
    figures->pins.emplace_back(bytes, pin.used);
    for (const auto& view : trace.views) {
      if (view->id != pin.view) continue;
      const trace::Event& made = events[static_cast<size_t>(view->begin)];
      const std::pair<std::string, SiteReport> key = {"pinned-base", sites[made.site.value()]};
      FindingFigures& finding = figures->findings[key];
      ++finding.count;
      finding.bytes += bytes - pin.used;
      collected.by_finding[key].pins.push_back(pin);
    }
    collected.all.pins.push_back(pin);
  }
  std::sort(figures->pins.begin(), figures->pins.end());
  for (const BufferFound& found : rules.OfBuffers(peak_position)) {
    const SiteReport& site = found.site;
    FindingFigures& finding = figures->findings[{found.rule, site}];
    ++finding.count;
    finding.bytes += found.bytes;
    for (Fixed* fixed : {&collected.by_finding[{found.rule, site}], &collected.all}) {
      if (found.replaced_by) fixed->replaced.emplace_back(found.memory, *found.replaced_by);
      fixed->in_place.insert(fixed->in_place.end(), found.in_place.begin(), found.in_place.end());
      if (found.released_after) fixed->released[found.memory] = *found.released_after;
    }
  }
  for (size_t i = 0; trace.closed && i < trace.memories.size(); ++i) {
    const Memory& memory = trace.memories[i];
    if (memory.end != kNever || memory.external) continue;
    FindingFigures& finding = figures->findings[{"leak", memory.site}];
    ++finding.count;
    finding.bytes += memory.BytesAt(trace.length);
    collected.by_finding[{"leak", memory.site}].leaks.push_back(static_cast<int64_t>(i));
    collected.all.leaks.push_back(static_cast<int64_t>(i));
  }
  return collected;
}

}  // namespace

std::string Figures::ToString() const {
  std::string text;
  for (const auto& [name, number] : numbers) absl::StrAppend(&text, name, " ", number, "\n");
  for (const auto& [site, figures] : peak_sites) {
    absl::StrAppend(&text, "peak at ", SiteText(site), " ", figures.first, " in ", figures.second,
                    "\n");
  }
  for (const auto& [site, figures] : leak_sites) {
    absl::StrAppend(&text, "leak at ", SiteText(site), " ", figures.first, " in ", figures.second,
                    "\n");
  }
  for (const auto& [base, used] : pins) absl::StrAppend(&text, "pin ", base, " by ", used, "\n");
  for (const auto& [key, finding] : findings) {
    absl::StrAppend(&text, key.first, " at ", SiteText(key.second), ": ", finding.count, ", ",
                    finding.bytes, " bytes, saves ", finding.peak_saving_bytes, "\n");
  }
  return text;
}

Figures FiguresOf(const Report& report) {
  Figures figures;
  figures.numbers = {{"allocs", report.totals.alloc_count},
                     {"alloc bytes", report.totals.alloc_bytes},
                     {"frees", report.totals.free_count},
                     {"views", report.totals.view_count},
                     {"ops", report.totals.op_count},
                     {"temporaries", report.totals.temporary_count},
                     {"resizes", report.totals.resize_count},
                     {"largest", report.totals.largest_alloc_bytes},
                     {"adopted", report.totals.external_count},
                     {"live at end", report.totals.live_end_count},
                     {"bytes live at end", report.totals.live_end_bytes},
                     {"threads", report.totals.thread_count},
                     {"leaks", report.leaks.count},
                     {"leaked bytes", report.leaks.bytes},
                     {"copies", report.copies.count},
                     {"copy bytes", report.copies.bytes},
                     {"redundant", report.copies.redundant_count},
                     {"redundant bytes", report.copies.redundant_bytes},
                     {"peak", report.peak.bytes},
                     {"peak time", report.peak.t},
                     {"peak with all fixed", report.what_if.peak_bytes_all_fixed}};
  for (const SiteBytes& site : report.peak.sites) {
    figures.peak_sites[site.site] = {site.bytes, site.count};
  }
  for (const SiteBytes& site : report.leaks.sites) {
    figures.leak_sites[site.site] = {site.bytes, site.count};
  }
  for (const Pin& pin : report.pins) figures.pins.emplace_back(pin.base_bytes, pin.view_bytes);
  std::sort(figures.pins.begin(), figures.pins.end());
  for (const Finding& finding : report.findings) {
    figures.findings[{finding.rule, finding.site}] = {finding.count, finding.bytes,
                                                      finding.peak_saving_bytes};
  }
  return figures;
}

Figures Analyze(const std::vector<trace::Event>& events, Alteration alteration) {
  const LaidOutTrace trace(events);
  const Rules rules(&trace, alteration);
  Figures figures;
  CountTotals(trace, alteration, &figures);
  const int64_t peak_position = FindPeak(trace, alteration, &figures);
  auto& n = figures.numbers;
  n["views"] = trace.counts.contains("views") ? trace.counts.at("views") : 0;
  n["ops"] = trace.counts.contains("ops") ? trace.counts.at("ops") : 0;
  n["threads"] = static_cast<int64_t>(trace.threads.size());
  Collected collected = Collect(trace, events, rules, peak_position, &figures);
  CollectHeapRules(trace, alteration, peak_position, &collected, &figures);
  for (const auto& [key, fixed] : collected.by_finding) {
    const int64_t saving =
        std::max<int64_t>(n["peak"] - PeakWith(trace, rules, fixed, alteration), 0);
    FindingFigures& finding = figures.findings[key];
    finding.peak_saving_bytes = saving;
    if (key.first != "late-free") continue;
    finding.bytes = saving;
    if (saving > 0 && saving >= n["peak"] / 100) continue;
    figures.findings.erase(key);
    for (const auto& [memory, after] : fixed.released) collected.all.released.erase(memory);
  }
  n["peak with all fixed"] = std::min(n["peak"], PeakWith(trace, rules, collected.all, alteration));
  return figures;
}

}  // namespace tidemark::analysis::reference
