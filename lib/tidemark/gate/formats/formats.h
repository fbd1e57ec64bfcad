// The formats that a check's result can be written in: the table that --format reads.
//
// Consumed by `tidemark check` for its option, its help and its messages. A new format is a file
// beside these and a row in formats.cc.
//
// Threading: constants and pure functions.
//
//   const CheckFormat* format = FindCheckFormat("sarif");
//   if (format != nullptr) std::string document = format->render(result, options);
#ifndef TIDEMARK_GATE_FORMATS_FORMATS_H_
#define TIDEMARK_GATE_FORMATS_FORMATS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

struct CheckFormat {
  absl::string_view name;
  absl::string_view meaning;  // one line, for help
  std::string (*render)(const CheckResult& result, const FormatOptions& options);
};

absl::Span<const CheckFormat> CheckFormats();

// Null where there is none of that name.
const CheckFormat* FindCheckFormat(absl::string_view name);

std::vector<std::string> CheckFormatNames();

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_FORMATS_H_
