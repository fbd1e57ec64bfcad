// Where in the repository a finding is shown.
//
// Consumes sites as traces have them, with absolute or relative paths; its consumers are the formats
// that services attach to lines of files.
//
// A place always has a path, because services refuse findings without one: where no source file is
// known it is the file that set the bound, else the trace.
//
// Paths are never absolute and never lead out of the repository: what is outside of it loses its
// leading "/" and "..", so that "/usr/include/c++/12/vector" is "usr/include/c++/12/vector", which no
// file of the repository is called.
//
// Threading: pure functions. Bytes of names are kept: each format escapes them.
#ifndef TIDEMARK_GATE_FORMATS_SOURCE_PLACE_H_
#define TIDEMARK_GATE_FORMATS_SOURCE_PLACE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

struct Place {
  std::string path;   // relative, not empty
  int64_t line = 1;   // at least 1
  bool exact = true;  // false: it is the file of the bound or the trace
};

// Relative to `source_root`. Empty if `path` is empty or names nothing.
std::string RelativePath(absl::string_view path, absl::string_view source_root);

// Whether the site names a line of source rather than a program or library only.
bool HasSource(const analysis::SiteReport& site);

Place PlaceOfSite(const analysis::SiteReport& site, const FormatOptions& options);

// The largest contribution in the repository, or who called it from there; else the largest with a source; else the file that set
// the bound; else the trace.
Place PlaceOfVerdict(const Verdict& verdict, const FormatOptions& options);

Place PlaceOfTrace(absl::string_view trace, const FormatOptions& options);

// "src/a.cc:12  load  [label]", cleaned and elided, for people.
std::string SiteText(const analysis::SiteReport& site, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_SOURCE_PLACE_H_
