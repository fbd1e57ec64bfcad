// How exports word a frame, and the stacks that a call tree is made of.
//
// Names come out of a trace and are not trusted: control, bidirectional and invisible characters and what
// is not UTF-8 become U+FFFD, and a text that is longer than kMostNameColumns loses its middle.
//
// Threading: pure functions.
//
//   FrameText(site);   // "load (a.cc:10) [input]"
//   FrameName(site);   // "load [input]"
#ifndef TIDEMARK_EXPORTS_FRAME_TEXT_H_
#define TIDEMARK_EXPORTS_FRAME_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/call_tree.h"
#include "tidemark/analysis/model/figures.h"
#include "tidemark/analysis/model/report.h"

namespace tidemark::exports {

inline constexpr size_t kMostNameColumns = 1000;

std::string CleanName(absl::string_view text);

// The function and the label; where there is no function the place. Never empty.
std::string FrameName(const analysis::SiteReport& site);
std::string FrameName(const analysis::CallNode& node);

// The same with file and line.
std::string FrameText(const analysis::SiteReport& site);
std::string FrameText(const analysis::CallNode& node);

// The source file, or "" where none is known.
std::string SourceFile(const analysis::SiteReport& site);

// The nodes from the one below the root to `node`, outermost first; of the root the root alone.
std::vector<size_t> PathTo(const analysis::CallTree& tree, size_t node);

// What whoever reads the figures has to know of them, a sentence each: estimated, cut off, folded.
std::vector<std::string> Caveats(const analysis::Report& report);

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_FRAME_TEXT_H_
