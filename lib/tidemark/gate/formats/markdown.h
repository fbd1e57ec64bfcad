// A check's result as Markdown: the summary of a CI job, or a comment on a pull request.
//
// Consumes a CheckResult; its consumer is whoever reviews the change.
//
// The first line is kMarkdownMarker, which is not shown: a job finds its comment by it and updates it
// instead of writing another one. A table has the first kMaxMarkdownFindings failures; below it each
// has its contributions and the commands, until the text is as long as a comment may be; the rest is
// counted. Names are shown as code, and none of their characters works as markup, mention or link.
//
// Threading: pure function. Equal results give equal bytes.
#ifndef TIDEMARK_GATE_FORMATS_MARKDOWN_H_
#define TIDEMARK_GATE_FORMATS_MARKDOWN_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

inline constexpr absl::string_view kMarkdownMarker = "<!-- tidemark -->";
inline constexpr size_t kMaxMarkdownFindings = 20;
// A comment on GitHub holds 65,536 characters.
inline constexpr size_t kMaxMarkdownBytes = 65'000;

std::string MarkdownText(const CheckResult& result, const FormatOptions& options);

// Cleaned text as Markdown that shows exactly it, also in a table.
std::string MarkdownCode(absl::string_view text);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_MARKDOWN_H_
