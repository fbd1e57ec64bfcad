#include "tests/report/sample_reports.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tidemark::report {

using analysis::Report;
using analysis::SiteReport;

Report SmallReport() {
  Report report;
  const SiteReport load = {"a.cc", 10, "load", ""};
  const SiteReport work = {"a.cc", 20, "work", "stage"};
  report.trace = {.files = {"run.json"},
                  .program = "example",
                  .events = 8,
                  .duration_ns = 700,
                  .first_bad_lines = {},
                  .anomalies = {{"dead_view", {}},
                                {"double_free", {}},
                                {"duplicate_buffer", {}},
                                {"end_mismatch", {}},
                                {"unknown_drop", {}},
                                {"unknown_free", {}},
                                {"unmatched_scope_end", {}}}};
  report.totals = {.alloc_count = 2,
                   .alloc_bytes = 16000,
                   .free_count = 1,
                   .view_count = 1,
                   .copy_count = 1,
                   .copy_bytes = 8000,
                   .largest_alloc_bytes = 8000,
                   .live_end_count = 1,
                   .live_end_bytes = 8000,
                   .thread_count = 1};
  report.peak = {16000, 300, 2, {{load, 8000, 1}, {work, 8000, 1}}};
  report.copies = {1, 8000, 1, 8000};
  report.leaks = {1, 8000, {{load, 8000, 1}}};
  report.findings = {{.rule = "unmodified-copy",
                      .severity = analysis::Severity::kWarning,
                      .site = work,
                      .count = 1,
                      .bytes = 8000,
                      .peak_saving_bytes = 8000,
                      .message = "neither side was written",
                      .advice = "take a view, or pass it by reference",
                      .evidence = {{2, 1, 3, 310}}},
                     {.rule = "leak",
                      .severity = analysis::Severity::kError,
                      .category = analysis::Category::kLeak,
                      .site = load,
                      .count = 1,
                      .bytes = 8000,
                      .peak_saving_bytes = 0,
                      .message = "never freed",
                      .advice = "release it: view 2 still holds it",
                      .evidence = {{1, 0, 2, 100}}}};
  report.what_if.peak_bytes_all_fixed = 8000;
  report.timeline = {100, {0, 8000, 8000, 16000, 16000, 8000, 8000, 8000}};
  return report;
}

Report CleanReport() {
  Report report = SmallReport();
  report.copies = {1, 8000, 0, 0};
  report.totals.live_end_count = 0;
  report.totals.live_end_bytes = 0;
  report.leaks = {};
  report.findings.clear();
  report.what_if.peak_bytes_all_fixed = report.peak.bytes;
  return report;
}

Report HeapReport() {
  const std::string app = "/usr/bin/app";
  const std::string library = "/usr/lib/libfoo.so.3";
  const SiteReport load = {"/src/load.cc", 10, "Load", "", app};
  const SiteReport foo = {library, 0, "foo_open", "", library};
  const SiteReport nameless = {library, 0, "libfoo.so.3+0x1234", "", library};
  const std::vector<SiteReport> callers = {{"/src/open.cc", 20, "Open", "", app},
                                           {library, 0, "", "", library}};
  Report report;
  report.trace.files = {"run.tmk"};
  report.trace.program = "app";
  report.trace.events = 40000;
  report.trace.duration_ns = 700;
  report.trace.heap_only = true;
  report.trace.unnamed_code = {{library, "no symbols", 3}};
  report.totals.alloc_count = 30000;
  report.totals.alloc_bytes = 90 << 20;
  report.totals.largest_alloc_bytes = 1 << 20;
  report.totals.temporary_count = 12;
  report.totals.live_end_count = 1;
  report.totals.live_end_bytes = 1 << 20;
  report.totals.thread_count = 1;
  report.peak = {3 << 20,
                 300,
                 10003,
                 {{load, 2 << 20, 10000, callers}, {foo, 1 << 19, 2}, {nameless, 1 << 19, 1}}};
  report.leaks = {1, 1 << 20, {{foo, 1 << 20, 1, {report.peak.sites[0].site}}}};
  report.origins.allocs = {{load, 80 << 20, 1000, callers}, {foo, 10 << 20, 29000}};
  report.findings = {{.rule = "leak",
                      .severity = analysis::Severity::kError,
                      .category = analysis::Category::kLeak,
                      .site = foo,
                      .count = 1,
                      .bytes = 1 << 20,
                      .message = "never freed",
                      .advice = "free what is made here",
                      .evidence = {}}};
  report.what_if.peak_bytes_all_fixed = report.peak.bytes;
  return report;
}

Report BigReport(int sites, int findings, int leaks) {
  Report report = SmallReport();
  const std::string folder = "src/applications/imaging/pipeline/stages/normalisation/";
  const auto site = [&](int i) {
    return SiteReport{absl::StrCat(folder, "stage_number_", i, ".cc"), 100 + i,
                      absl::StrCat("RunStage<float, ", i, ">::operator()"), ""};
  };
  const int64_t mib = int64_t{1} << 20;
  report.peak = {sites * 10 * mib, 400, sites * 3, {}};
  for (int i = 0; i < sites; ++i) report.peak.sites.push_back({site(i), 10 * mib, 3});
  report.findings.clear();
  for (int i = 0; i < findings; ++i) {
    report.findings.push_back(
        {.rule = i % 2 == 0 ? "unmodified-copy" : "needless-overlap-copy",
         .severity = i % 3 == 2 ? analysis::Severity::kNote : analysis::Severity::kWarning,
         .confidence = i % 4 == 3 ? analysis::Confidence::kLikely : analysis::Confidence::kCertain,
         .site = site(i),
         .count = 1000 + i,
         .bytes = (findings - i) * mib,
         .peak_saving_bytes = i < findings / 2 ? (findings - i) * mib : 0,
         .message = "neither side was written while the copy lived",
         .advice = absl::StrCat("take a view, advice number ", i),
         .evidence = {}});
  }
  report.leaks = {};
  for (int i = 0; i < leaks; ++i) {
    report.leaks.sites.push_back({site(i), (leaks - i) * mib, 2});
    report.leaks.bytes += (leaks - i) * mib;
    report.leaks.count += 2;
    report.findings.push_back({.rule = "leak",
                               .severity = analysis::Severity::kError,
                               .category = analysis::Category::kLeak,
                               .site = site(i),
                               .count = 2,
                               .bytes = (leaks - i) * mib,
                               .message = "never freed",
                               .advice = "release it when it is no longer used",
                               .evidence = {}});
  }
  report.what_if.peak_bytes_all_fixed = report.peak.bytes - mib;
  return report;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace tidemark::report
