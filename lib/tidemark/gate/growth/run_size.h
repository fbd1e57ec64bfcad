// What size of its input each of several traces was recorded with: the n of `--by`.
//
// Used by `tidemark fit` and for slope() metrics; the sizes go into growth laws (growth_law.h).
//
// There are three places where n may stand:
//   by "largest-array": the elements of the largest array of the trace;
//   by "file": the last number in the file's name: run-1000.tmk, run_1e6.json, sort-10k.tmk (k, M
//     and G are thousands, millions and billions);
//   by any other NAME: the parameter of that name that the recording was given (tidemark run --param
//     n=1000). Where no trace has any, what follows NAME in the files' names: run-n1000.tmk, n=1000.tmk.
//
// Threading: pure functions.
// Errors: InvalidArgument, naming the trace without a size and how to give it.
//
//   absl::StatusOr<std::vector<double>> sizes = RunSizes("n", {{"n1000.tmk", &report}, ...});
#ifndef TIDEMARK_GATE_GROWTH_RUN_SIZE_H_
#define TIDEMARK_GATE_GROWTH_RUN_SIZE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/model/report.h"

namespace tidemark::gate {

inline constexpr absl::string_view kByLargestArray = "largest-array";
inline constexpr absl::string_view kByFile = "file";

struct SizedTrace {
  std::string trace;  // the file
  const analysis::Report* report = nullptr;
};

// A name that --by and slope() take: letters, digits and '_', no digit first; or one of the two
// above.
bool IsSizeName(absl::string_view by);

// In the order of `traces`.
absl::StatusOr<std::vector<double>> RunSizes(absl::string_view by,
                                             absl::Span<const SizedTrace> traces);

// The last number in the name of the file, without its extension.
std::optional<double> SizeInFileName(absl::string_view path);
// The number that follows `name` there: n1000, n=1000, n_1000, n-1000.
std::optional<double> SizeInFileName(absl::string_view path, absl::string_view name);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_GROWTH_RUN_SIZE_H_
