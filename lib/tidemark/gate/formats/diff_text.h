// What differs between two traces or baselines, for people and for programs.
//
// Consumes a Comparison; its consumer is `tidemark diff`.
//
// As text: the figures that changed side by side, then for the most important of them the places that
// the difference comes from, with a line for what remains: at most some fifty lines, whatever has
// changed. As JSON, schema "tidemark-diff/1", everything, with at most kMostJsonPlaces places of a
// figure. Names out of traces are cleaned.
//
// Threading: pure functions. Equal comparisons give equal bytes.
//
//   peak_bytes   64 MiB  ->  152 MiB   +88 MiB, +138%
#ifndef TIDEMARK_GATE_FORMATS_DIFF_TEXT_H_
#define TIDEMARK_GATE_FORMATS_DIFF_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tidemark/gate/baseline/comparison.h"
#include "tidemark/gate/formats/format_options.h"

namespace tidemark::gate {

struct Diff {
  std::string base;  // the files
  std::string now;
  Comparison comparison;
};

inline constexpr size_t kMostJsonPlaces = 1000;

std::string DiffText(const Diff& diff, const FormatOptions& options);
std::string DiffMarkdown(const Diff& diff, const FormatOptions& options);
std::string DiffJson(const Diff& diff);

// Scopes whose peak changed: "train/step", and the peaks. Sorted by the difference, largest first.
std::vector<Change> ScopeChanges(const Comparison& comparison);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_DIFF_TEXT_H_
