// Writes a large trace of a known shape.
//
//   tidemark_make_trace KIND EVENTS FILE [live=N] [sites=N] [threads=N]
//
// KIND is heap, grown, leaked, array or steady (bench/analysis/made_trace.h); FILE ends in .tmk,
// .ndjson, .json, these two optionally with .gz or .zst, or .heaptrack.
#include <cstdint>
#include <cstdio>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "bench/analysis/made_trace.h"

namespace {

bool SetOption(absl::string_view option, tidemark::bench::TraceShape* shape) {
  if (absl::ConsumePrefix(&option, "live=")) return absl::SimpleAtoi(option, &shape->live);
  if (absl::ConsumePrefix(&option, "sites=")) return absl::SimpleAtoi(option, &shape->sites);
  if (absl::ConsumePrefix(&option, "threads=")) return absl::SimpleAtoi(option, &shape->threads);
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  tidemark::bench::TraceShape shape;
  bool is_understood = argc >= 4 && absl::SimpleAtoi(argv[2], &shape.events);
  if (is_understood) shape.kind = argv[1];
  if (shape.kind == "array" || shape.kind == "steady") shape.sites = 200;
  for (int i = 4; i < argc; ++i) is_understood = is_understood && SetOption(argv[i], &shape);
  if (!is_understood || shape.live < 1 || shape.sites < 1 || shape.threads < 1) {
    std::fprintf(stderr, "usage: %s KIND EVENTS FILE [live=N] [sites=N] [threads=N]\n", argv[0]);
    return 2;
  }
  const absl::Status made = tidemark::bench::MakeTrace(shape, argv[3]);
  if (made.ok()) return 0;
  std::fprintf(stderr, "%s\n", made.ToString().c_str());
  return 1;
}
