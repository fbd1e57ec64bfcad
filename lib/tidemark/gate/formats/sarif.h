// A check's result as SARIF 2.1.0, for code scanning.
//
// Consumes a CheckResult; its consumers are GitHub's code scanning, Azure DevOps and editors.
//
// A result for each failure, at its largest place in the repository, with the other places related to
// it; `primaryLocationLineHash` is the verdict's fingerprint, so that a finding keeps its history while
// lines move. Traces that were refused, and what was not judged, are notifications of the invocation,
// which for a refused trace was not successful.
//
// GitHub refuses documents of more than 25,000 results or 10 MB after gzip: of more, the largest are
// written and a notification counts the rest.
//
// Threading: pure function. Equal results give equal bytes. URIs are relative to the repository's top
// folder, percent-encoded byte by byte.
#ifndef TIDEMARK_GATE_FORMATS_SARIF_H_
#define TIDEMARK_GATE_FORMATS_SARIF_H_

#include <cstddef>
#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

inline constexpr size_t kMaxSarifResults = 25'000;
inline constexpr size_t kMaxSarifGzipBytes = 10'000'000;
inline constexpr size_t kMaxSarifNotifications = 1'000;

std::string SarifText(const CheckResult& result, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_SARIF_H_
