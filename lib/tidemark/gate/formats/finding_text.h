// The words for a verdict that all formats share: its name, its headline, and what explains it.
//
// Consumes verdicts; its consumers are the formats of files and services (UTF-8).
//
// Names out of traces are cleaned for display and shortened; what is returned holds no control
// characters, and lines are separate strings. Markup is escaped by each format.
//
// Threading: pure functions. Equal verdicts give equal words.
//
//   FindingName(v)      "peak_bytes <= 64MiB"
//   FindingHeadline(v)  "peak_bytes went from 64 MiB (...) to 152 MiB (...) (+88 MiB, +138%)"
//   FindingDetails(v)   {"limit: peak_bytes <= 64MiB, set by tidemark.json", "+88 MiB  a.cc:12  load",
//                        "look closer: tidemark report run.tmk", ...}
#ifndef TIDEMARK_GATE_FORMATS_FINDING_TEXT_H_
#define TIDEMARK_GATE_FORMATS_FINDING_TEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

// Cleaned, and shortened in its middle if it is longer than a line or two.
std::string ShortText(absl::string_view text);

// What a person calls the test; "(unnamed)" for an empty name.
std::string TestName(absl::string_view test);

std::string FindingName(const Verdict& verdict);
std::string FindingHeadline(const Verdict& verdict);
std::vector<std::string> FindingDetails(const Verdict& verdict, const FormatOptions& options);

// "+88 MiB", "-3".
std::string SignedValueText(MetricUnit unit, int64_t value);

// after - before as text, with the percentage: "+88 MiB, +138%"; from zero "+88 MiB, new".
std::string ChangeText(const Verdict& verdict);

// "+88 MiB  src/a.cc:12  load (in train/step; array float64; new)".
std::string ContributionText(const Contribution& contribution, MetricUnit unit,
                             const FormatOptions& options);

// "+3 MiB  in 17 other places"; empty where the contributions are all there is.
std::string RemainderText(const Verdict& verdict);

// "4 of 10 checks failed, 1 not judged, 1 trace refused".
std::string SummaryText(const CheckResult& result);

// The failed ones: errors before warnings before notes, of each the largest first.
std::vector<const Verdict*> FailuresLargestFirst(const CheckResult& result);
std::vector<const Verdict*> NotJudged(const CheckResult& result);

// Something was judged, nothing failed, and nothing was left out.
bool IsClean(const CheckResult& result);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_FINDING_TEXT_H_
