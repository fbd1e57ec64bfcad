// How severities and confidences are called, in JSON, in tables and in explanations.
//
// Threading: pure functions.
#ifndef TIDEMARK_REPORT_FINDING_WORDS_H_
#define TIDEMARK_REPORT_FINDING_WORDS_H_

#include "tidemark/analysis/model/report.h"

namespace tidemark::report {

inline const char* SeverityName(analysis::Severity severity) {
  switch (severity) {
    case analysis::Severity::kError:
      return "error";
    case analysis::Severity::kWarning:
      return "warning";
    case analysis::Severity::kNote:
      return "note";
  }
  return "note";
}

inline const char* ConfidenceName(analysis::Confidence confidence) {
  return confidence == analysis::Confidence::kCertain ? "certain" : "likely";
}

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_FINDING_WORDS_H_
