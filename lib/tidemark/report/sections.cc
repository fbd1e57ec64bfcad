#include "tidemark/report/sections.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/section_parts_internal.h"
#include "tidemark/report/site_column.h"
#include "tidemark/report/sparkline.h"
#include "tidemark/report/trace_words.h"

namespace tidemark::report {
namespace {

constexpr size_t kFirstSites = 5;
constexpr size_t kFirstChurn = 4;
constexpr size_t kMostUnnamed = 5;  // modules for each reason
constexpr size_t kModuleWidth = 36;
constexpr size_t kTypeStart = 28;  // of objects
constexpr size_t kTypeWidth = 30;
constexpr size_t kCallerWidth = 48;  // the most that one caller takes

// How many callers all call paths of the place have in common.
size_t CommonCallers(const analysis::SiteBytes& entry) {
  size_t common = entry.callers.size();
  for (const analysis::CallPath& path : entry.paths) {
    const auto differs = std::mismatch(entry.callers.begin(), entry.callers.end(),
                                       path.callers.begin(), path.callers.end());
    common = std::min(common, static_cast<size_t>(differs.first - entry.callers.begin()));
  }
  return common;
}

}  // namespace

Sections::Sections(const analysis::Report& report, const TextOptions& options)
    : report_(report), options_(options) {
  for (const analysis::Finding& finding : report.findings) {
    if (!finding.allowed.empty()) {
      allowed_.push_back(&finding);
    } else if (!IsLeak(finding)) {
      fixes_.push_back(&finding);
    }
  }
}

std::string Sections::Clean(const std::string& text) const {
  return CleanForDisplay(text, options_.unicode);
}

std::string Sections::Estimated(const std::string& figure) const {
  return report_.trace.sample_bytes > 0 ? absl::StrCat("~", figure) : figure;
}

std::string Sections::Buffers(int64_t count) const {
  return Estimated(Counted(count, "buffer", "buffers"));
}

std::vector<Line> Sections::Header() const {
  const analysis::TraceSummary& trace = report_.trace;
  const std::string dot = options_.unicode ? " · " : " - ";
  std::string figures = Counted(trace.events, "event", "events");
  if (report_.totals.thread_count > 0) {  // else no event says which thread it was on
    absl::StrAppend(&figures, dot, Counted(report_.totals.thread_count, "thread", "threads"));
  }
  absl::StrAppend(&figures, dot, DurationText(trace.duration_ns));
  std::string name = Clean(trace.program);
  const std::string files = Clean(absl::StrJoin(trace.files, ", "));
  if (!files.empty()) absl::StrAppend(&name, name.empty() ? "" : "  ", files);
  constexpr size_t kName = 10;       // where the name starts
  constexpr size_t kLeastName = 12;  // fewer columns say nothing
  const size_t figures_width = DisplayWidth(figures) + 2;
  Line first = Line().Add("tidemark", Style::kHeading).PadTo(kName);
  std::vector<Line> lines;
  if (kName + kLeastName + figures_width <= width()) {
    first.Add(ElideMiddle(name, width() - kName - figures_width, options_.unicode));
    lines.push_back(first.PadTo(width() - figures_width + 2).Add(figures, Style::kFaint));
  } else {
    lines.push_back(first.Add(ElideMiddle(name, width() - kName, options_.unicode)));
    lines.push_back(Note(figures));
  }
  if (trace.sample_bytes > 0) {
    lines.push_back(Note(absl::StrCat("~ marks estimates: one heap allocation every ",
                                      BytesText(trace.sample_bytes), " on average was recorded")));
  }
  const auto warn = [&](std::string text) {
    lines.push_back(Line().Add("warning: ", Style::kWarning).Add(std::move(text)));
  };
  if (trace.truncated) {
    warn(TruncatedWords());
  }
  if (trace.lost_events > 0) {
    warn(LostWords(trace));
  }
  int64_t anomalies = 0;
  for (const auto& [kind, anomaly] : trace.anomalies) anomalies += anomaly.count;
  if (anomalies > 0) {
    warn(absl::StrCat(Counted(anomalies, "anomaly", "anomalies"),
                      " in the trace, see the end of this report"));
  }
  if (trace.bad_lines_skipped > 0) {
    warn(absl::StrCat(Counted(trace.bad_lines_skipped, "bad line", "bad lines"),
                      " skipped, see the end of this report"));
  }
  if (trace.unknown_events_skipped > 0) {
    warn(absl::StrCat(UnknownEventsWords(trace), " skipped"));
  }
  return lines;
}

void Sections::AppendSites(const analysis::SiteBytes* first, size_t count, int64_t whole,
                           RowStyle look, std::vector<Line>* lines) const {
  // Many buffers make the column of places begin later, for all rows alike.
  size_t place = kPlaceStart;
  for (size_t i = 0; i < count; ++i) {
    place = std::max(place, kCountStart + DisplayWidth(Buffers(first[i].count)) + 1);
  }
  for (size_t i = 0; i < count; ++i) {
    const analysis::SiteBytes& entry = first[i];
    AppendPlace(entry.site, Figures(entry.bytes, whole, entry.count, place, look.style), lines);
    if (look.callers) AppendCallers(entry, lines);
  }
}

Line Sections::Figures(int64_t bytes, int64_t whole, int64_t count, size_t place,
                       Style style) const {
  Line line;
  line.AddRight(Estimated(BytesText(bytes)), kBytesEnd, style);
  line.AddRight(ShareText(bytes, whole), kShareEnd, Style::kFaint);
  return line.PadTo(kCountStart).Add(Buffers(count)).PadTo(place - 1).Add(" ");
}

void Sections::AppendPlace(const analysis::SiteReport& site, Line line,
                           std::vector<Line>* lines) const {
  const size_t used = line.width();
  const size_t room = width() > used ? width() - used : 0;
  lines->push_back(line.Add(SiteColumn(site, room, options_.unicode), Style::kName));
}

std::string Sections::PartsText(const analysis::SiteBytes& entry, size_t common,
                                const std::string& arrow) const {
  constexpr size_t kMostParts = 2;
  constexpr size_t kPartWidth = 28;
  // By the caller that makes the difference, the largest first; empty: nobody, or unknown.
  std::vector<std::pair<std::string, int64_t>> parts;
  int64_t rest = entry.bytes;
  for (const analysis::CallPath& path : entry.paths) {
    std::string caller = "nobody";
    if (path.callers.size() > common) {
      const analysis::SiteReport& site = path.callers[common];
      caller = site.function.empty() ? CallerText(site, options_.unicode) : Clean(site.function);
    }
    const auto same = std::find_if(parts.begin(), parts.end(),
                                   [&](const auto& part) { return part.first == caller; });
    if (same != parts.end()) {
      same->second += path.bytes;
    } else {
      parts.emplace_back(caller, path.bytes);
    }
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  const size_t shown = std::min(parts.size(), kMostParts);
  for (size_t i = 0; i < shown; ++i) {
    rest -= parts[i].second;
    absl::StrAppend(&text, text.empty() ? arrow : "; ",
                    ElideMiddle(parts[i].first, kPartWidth, options_.unicode), " ",
                    Estimated(BytesText(parts[i].second)));
  }
  if (rest > 0) absl::StrAppend(&text, "; others ", Estimated(BytesText(rest)));
  return text;
}

void Sections::AppendCallers(const analysis::SiteBytes& entry, std::vector<Line>* lines) const {
  const std::string arrow = options_.unicode ? "← " : "<- ";
  std::string chain;
  const size_t room = width() > kCountStart ? width() - kCountStart : 0;
  const size_t common = CommonCallers(entry);
  for (size_t i = 0; i < common; ++i) {
    const std::string link =
        absl::StrCat(chain.empty() ? "" : " ", arrow,
                     ElideMiddle(CallerText(entry.callers[i], options_.unicode), kCallerWidth,
                                 options_.unicode));
    if (DisplayWidth(chain) + DisplayWidth(link) > room) break;
    chain += link;
  }
  if (entry.paths.size() > 1) {
    const std::string parts = PartsText(entry, common, arrow);
    if (DisplayWidth(chain) + 1 + DisplayWidth(parts) > room && !chain.empty()) {
      lines->push_back(Line().PadTo(kCountStart).Add(std::move(chain), Style::kFaint));
      chain.clear();
    }
    absl::StrAppend(&chain, chain.empty() ? "" : " ", ElideEnd(parts, room, options_.unicode));
  }
  if (!chain.empty()) {
    lines->push_back(Line().PadTo(kCountStart).Add(std::move(chain), Style::kFaint));
  }
}

std::string Sections::WhyNoPeak() const {
  const analysis::Totals& totals = report_.totals;
  if (totals.alloc_count > 0) {
    return absl::StrCat(Counted(totals.alloc_count, "allocation", "allocations"), ", ",
                        totals.alloc_count == 1 ? "of no bytes" : "all of no bytes");
  }
  if (totals.external_count > 0) {
    return absl::StrCat("nothing was allocated; ",
                        Counted(totals.external_count, "buffer", "buffers"), " of ",
                        BytesText(totals.external_bytes), " adopted, not counted");
  }
  return "nothing was ever allocated";
}

std::vector<Line> Sections::Peak() const {
  const analysis::Peak& peak = report_.peak;
  std::vector<Line> lines;
  Line heading;
  heading.Add("PEAK", Style::kHeading).Add("   ");
  heading.Add(Estimated(BytesText(peak.bytes)), Style::kHeading);
  if (peak.bytes == 0) {
    lines.push_back(heading.Add(absl::StrCat("  ", WhyNoPeak())));
    return lines;
  }
  if (report_.trace.sample_bytes > 0) {
    heading.Add(
        absl::StrCat(options_.unicode ? " ±" : " +-", ShareText(peak.standard_error, peak.bytes)));
  }
  heading.Add(absl::StrCat(" in ", Buffers(peak.buffers), " at ", DurationText(peak.t)));
  if (peak.sites.size() > kFirstSites) {
    heading.Add(absl::StrCat("; the largest ", kFirstSites, " of ",
                             CountText(static_cast<int64_t>(peak.sites.size())), " sites:"));
  } else {
    heading.Add(peak.sites.size() == 1 ? ", all from one site:" : ", by site:");
  }
  lines.push_back(std::move(heading));
  AppendSites(peak.sites.data(), std::min(peak.sites.size(), kFirstSites), peak.bytes,
              {.style = Style::kPlain, .callers = true}, &lines);
  const Sparkline spark = DrawSparkline(report_.timeline, peak.t, report_.trace.duration_ns,
                                        width() - 4, options_.unicode);
  if (!spark.axis.empty()) {
    lines.push_back(
        Line().Add("  ").Add(spark.before).Add(spark.peak, Style::kError).Add(spark.after));
    lines.push_back(Line().Add("  ").Add(spark.axis, Style::kFaint));
  }
  return lines;
}

std::vector<Line> Sections::Objects() const {
  const std::vector<analysis::ObjectBytes>& objects = report_.objects;
  std::vector<Line> lines;
  if (objects.empty()) return lines;
  analysis::ObjectBytes sum;
  for (const analysis::ObjectBytes& entry : objects) {
    sum.peak_bytes += entry.peak_bytes;
    sum.peak_count += entry.peak_count;
    sum.end_bytes += entry.end_bytes;
    sum.end_count += entry.end_count;
  }
  const auto figures = [this](int64_t bytes, int64_t count) {
    return absl::StrCat(Estimated(BytesText(bytes)), " in ",
                        Estimated(Counted(count, "object", "objects")));
  };
  // They are sorted by what was live at the peak.
  const size_t shown = static_cast<size_t>(
      std::find_if(objects.begin(),
                   objects.begin() + static_cast<ptrdiff_t>(std::min(objects.size(), kFirstSites)),
                   [](const analysis::ObjectBytes& entry) { return entry.peak_bytes == 0; }) -
      objects.begin());
  const std::string at_end =
      sum.end_count > 0 ? absl::StrCat(", ", figures(sum.end_bytes, sum.end_count), " at the end")
                        : "";
  const std::string text =
      absl::StrCat(figures(sum.peak_bytes, sum.peak_count), " at the peak", at_end,
                   "; the rest is memory of theirs, as lists' items, or no object's:");
  AppendParagraph("OBJECTS", text, Style::kPlain, &lines);
  size_t type_width = 0;
  for (size_t i = 0; i < shown; ++i) {
    type_width = std::max(type_width, DisplayWidth(Clean(objects[i].type)));
  }
  type_width = std::min(type_width, kTypeWidth);
  for (size_t i = 0; i < shown; ++i) {
    const analysis::ObjectBytes& entry = objects[i];
    Line line;
    line.AddRight(Estimated(BytesText(entry.peak_bytes)), kBytesEnd);
    line.AddRight(ShareText(entry.peak_bytes, report_.peak.bytes), kShareEnd, Style::kFaint);
    line.PadTo(kCountStart).Add(Estimated(CountText(entry.peak_count))).PadTo(kTypeStart - 1);
    line.Add(" ").Add(ElideMiddle(Clean(entry.type), kTypeWidth, options_.unicode), Style::kName);
    AppendPlace(entry.site, line.PadTo(kTypeStart + type_width).Add("  "), &lines);
  }
  return lines;
}

std::vector<Line> Sections::ProcessMemory() const {
  std::vector<Line> lines;
  const analysis::ProcessMemory& memory = report_.process_memory;
  if (memory.samples == 0) return lines;
  const std::string dot = options_.unicode ? " · " : " - ";
  std::string text =
      absl::StrCat(BytesText(memory.resident_bytes), " resident at most, at ",
                   DurationText(memory.t), ": ", Estimated(BytesText(memory.live_bytes)), " live",
                   dot, BytesText(memory.file_bytes), " of files", dot);
  const int64_t rest = memory.resident_bytes - memory.file_bytes - memory.live_bytes;
  if (rest >= 0) {
    absl::StrAppend(&text, Estimated(BytesText(rest)), " neither (allocator, stacks, globals)");
  } else {
    absl::StrAppend(&text, "at least ", Estimated(BytesText(-rest)),
                    " of the live ones not resident (untouched or swapped)");
  }
  if (memory.swap_bytes > 0) absl::StrAppend(&text, dot, BytesText(memory.swap_bytes), " swapped");
  // What a program maps itself is among the rest, and may be nearly all of it.
  const bool much = rest > memory.resident_bytes / 4;
  if (much && report_.trace.heap_only && !report_.trace.mappings_recorded) {
    absl::StrAppend(&text, dot, "mmap was not recorded (tidemark run --mmap)");
  }
  AppendParagraph("MEMORY", text, Style::kPlain, &lines);
  return lines;
}

void Sections::AppendParagraph(const char* heading, const std::string& text, Style style,
                               std::vector<Line>* lines) const {
  constexpr size_t kStart = 8;
  const size_t room = width() > 2 * kStart ? width() - kStart : width();
  bool first = true;
  for (const std::string& row : WrapWords(text, room)) {
    Line line;
    if (std::exchange(first, false)) line.Add(heading, Style::kHeading);
    lines->push_back(line.PadTo(kStart).Add(row, style));
  }
}

std::vector<Line> Sections::FailedAllocations() const {
  std::vector<Line> lines;
  const analysis::FailedAllocations& failed = report_.failed_allocations;
  if (failed.count == 0) return lines;
  const std::string text = absl::StrCat(
      Counted(failed.count, "allocation", "allocations"), " failed",
      failed.count == 1 ? ": " : "; where most was live: ", BytesText(failed.bytes), " at ",
      DurationText(failed.t), ", beside ", Estimated(BytesText(failed.live_bytes)), " live");
  AppendParagraph("OOM", text, Style::kError, &lines);
  AppendPlace(failed.site, Line().PadTo(8).Add("asked for by "), &lines);
  const size_t shown = std::min(failed.holders.size(), kFirstSites);
  if (shown > 0) lines.push_back(Line().PadTo(8).Add("while the memory was held by:"));
  for (size_t i = 0; i < shown; ++i) {
    const analysis::MemoryHolder& holder = failed.holders[i];
    Line line = Figures(holder.bytes, failed.live_bytes, holder.count, kPlaceStart, Style::kPlain);
    if (!holder.dtype.empty()) {
      line.Add(Clean(absl::StrCat(holder.dtype, " (", absl::StrJoin(holder.shape, ", "), ")  ")));
    }
    AppendPlace(holder.site, std::move(line), &lines);
  }
  return lines;
}

std::vector<Line> Sections::Churn() const {
  const analysis::Totals& totals = report_.totals;
  std::vector<Line> lines;
  std::vector<const analysis::SiteBytes*> sites;
  for (const analysis::SiteBytes& entry : report_.origins.allocs) sites.push_back(&entry);
  if (sites.empty()) return lines;
  std::stable_sort(sites.begin(), sites.end(),
                   [](const analysis::SiteBytes* a, const analysis::SiteBytes* b) {
                     return a->count > b->count;
                   });
  std::string text =
      absl::StrCat(Estimated(Counted(totals.alloc_count, "allocation", "allocations")), " of ",
                   Estimated(BytesText(totals.alloc_bytes)), " in all");
  if (totals.temporary_count > 0 && report_.trace.sample_bytes == 0) {
    absl::StrAppend(&text, ", ", ShareText(totals.temporary_count, totals.alloc_count),
                    " temporary");
  }
  lines.push_back(Line()
                      .Add("CHURN", Style::kHeading)
                      .Add(absl::StrCat("  ", text, sites.size() == 1 ? ":" : "; the most by:")));
  // Samples do not show what was allocated between a buffer's beginning and its end.
  std::map<analysis::SiteReport, int64_t> temporaries;
  if (report_.trace.sample_bytes == 0) {
    for (const analysis::SiteBytes& entry : report_.origins.temporaries) {
      temporaries[entry.site] = entry.count;
    }
  }
  constexpr size_t kTemporaryStart = 28;
  constexpr size_t kPlaceBeyond = 40;
  const size_t shown = std::min(sites.size(), kFirstChurn);
  for (size_t i = 0; i < shown; ++i) {
    const analysis::SiteBytes& entry = *sites[i];
    Line line;
    line.AddRight(absl::StrCat(Estimated(CountText(entry.count)), "x"), kBytesEnd);
    line.AddRight(ShareText(entry.count, totals.alloc_count), kShareEnd, Style::kFaint);
    line.PadTo(kCountStart).Add(Estimated(BytesText(entry.bytes)));
    const auto temporary = temporaries.find(entry.site);
    if (temporary != temporaries.end()) {
      line.PadTo(kTemporaryStart - 1).Add(" ");
      line.AddRight(ShareText(temporary->second, entry.count), kTemporaryStart + 5);
      line.Add(" temp", Style::kFaint);
    }
    line.PadTo((temporaries.empty() ? kPlaceStart : kPlaceBeyond) - 1).Add(" ");
    AppendPlace(entry.site, std::move(line), &lines);
  }
  return lines;
}

std::string Sections::CopiesText() const {
  const analysis::Copies& copies = report_.copies;
  const std::string dot = options_.unicode ? " · " : " - ";
  std::string text = absl::StrCat(dot, Counted(report_.totals.view_count, "view", "views"), dot,
                                  Counted(copies.count, "copy", "copies"));
  if (copies.count == 0) return text;
  absl::StrAppend(&text, " ", BytesText(copies.bytes), " (");
  if (copies.redundant_count > 0) {
    absl::StrAppend(&text, copies.redundant_count, " needless, ", BytesText(copies.redundant_bytes),
                    ")");
  } else {
    absl::StrAppend(&text, "none needless)");
  }
  return text;
}

std::vector<Line> Sections::Totals() const {
  const analysis::Totals& totals = report_.totals;
  const std::string dot = options_.unicode ? " · " : " - ";
  std::string text = absl::StrCat(
      Estimated(Counted(totals.alloc_count, "allocation", "allocations")), " ",
      Estimated(BytesText(totals.alloc_bytes)), " (largest ",
      report_.trace.sample_bytes > 0 ? "recorded " : "", BytesText(totals.largest_alloc_bytes));
  // Samples do not show what was allocated between a buffer's beginning and its end.
  if (report_.trace.sample_bytes == 0) {
    absl::StrAppend(&text, ", ", Counted(totals.temporary_count, "temporary", "temporaries"));
  }
  absl::StrAppend(&text, ")", report_.trace.heap_only ? "" : CopiesText());
  if (totals.op_count > 0) absl::StrAppend(&text, dot, Counted(totals.op_count, "op", "ops"));
  if (totals.external_count > 0) {
    absl::StrAppend(&text, dot, totals.external_count, " adopted ",
                    BytesText(totals.external_bytes), ", not counted above");
  }
  std::vector<Line> lines;
  AppendParagraph("TOTALS", text, Style::kFaint, &lines);
  return lines;
}

std::vector<Line> Sections::Irregularities() const {
  std::vector<Line> lines;
  const analysis::TraceSummary& trace = report_.trace;
  for (const auto& [kind, anomaly] : trace.anomalies) {
    if (anomaly.count == 0) continue;
    if (lines.empty()) {
      lines.emplace_back();
      lines.push_back(
          Line().Add("ANOMALIES", Style::kHeading).Add("  the trace contradicts itself"));
    }
    Line line;
    line.AddRight(CountText(anomaly.count), kBytesEnd);
    line.Add("  ").Add(Clean(kind), Style::kWarning).PadTo(kPlaceStart).Add("  ");
    std::vector<std::string> sites;
    for (const analysis::SiteReport& site : anomaly.first_sites) {
      sites.push_back(SiteColumn(site, width(), options_.unicode));
    }
    lines.push_back(line.Add(absl::StrJoin(sites, ", ")));
  }
  if (!trace.first_bad_lines.empty()) {
    lines.emplace_back();
    lines.push_back(Line().Add("SKIPPED", Style::kHeading).Add("  the first of the bad lines"));
    for (const std::string& message : trace.first_bad_lines) {
      lines.push_back(Note(Clean(message), Style::kPlain));
    }
  }
  return lines;
}

std::vector<Line> Sections::Symbols() const {
  std::vector<Line> lines;
  const std::vector<analysis::UnnamedCode>& unnamed = report_.trace.unnamed_code;
  if (unnamed.empty()) return lines;
  lines.emplace_back();
  lines.push_back(Line().Add("SYMBOLS", Style::kHeading).Add("  some code has no name"));
  // Each reason once, in the order of the first module that has it.
  std::vector<std::string> reasons;
  for (const analysis::UnnamedCode& entry : unnamed) {
    if (std::find(reasons.begin(), reasons.end(), entry.reason) == reasons.end()) {
      reasons.push_back(entry.reason);
    }
  }
  for (const std::string& reason : reasons) {
    std::vector<std::string> names;
    int64_t more = 0;
    for (const analysis::UnnamedCode& entry : unnamed) {
      if (entry.reason != reason) continue;
      if (names.size() == kMostUnnamed) {
        ++more;
        continue;
      }
      const std::string name = Clean(entry.module.substr(entry.module.rfind('/') + 1));
      names.push_back(ElideMiddle(name, kModuleWidth, options_.unicode));
    }
    const std::string text =
        absl::StrCat(Clean(reason), ": ", absl::StrJoin(names, ", "),
                     more > 0 ? absl::StrCat(" and ", CountText(more), " more") : "");
    for (std::string& row : WrapWords(text, width() - 2)) {
      lines.push_back(Note(std::move(row), Style::kPlain));
    }
  }
  AppendDebugPackages(&lines);
  return lines;
}

void Sections::AppendDebugPackages(std::vector<Line>* lines) const {
  std::vector<std::string> packages;
  bool stripped = false;
  for (const analysis::UnnamedCode& entry : report_.trace.unnamed_code) {
    stripped = stripped || entry.stripped;
    if (entry.package.empty()) continue;
    const std::string name = Clean(entry.package);
    if (std::find(packages.begin(), packages.end(), name) == packages.end()) {
      packages.push_back(name);
    }
  }
  if (!stripped) return;
  std::string text;
  if (packages.empty()) {
    text = "names come with debug info: --debuginfod downloads it, --debug-dir says where it is";
  } else {
    const size_t more = packages.size() - std::min(packages.size(), kMostUnnamed);
    packages.resize(packages.size() - more);
    text = absl::StrCat("to have names, install ", absl::StrJoin(packages, ", "),
                        more > 0 ? absl::StrCat(" and ", more, " more like these") : "",
                        " (or say --debuginfod)");
  }
  for (std::string& row : WrapWords(text, width() - 2)) {
    lines->push_back(Note(std::move(row), Style::kFaint));
  }
}

}  // namespace tidemark::report
