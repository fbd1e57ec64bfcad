// Writes random traces to files, for comparing the reports of two builds of the program
// (bench/analysis/compare_reports.py).
//
//   tidemark_write_random_traces FOLDER COUNT
//
// Two of three are legal; every other one is binary.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/analysis/trace_generator.h"
#include "tests/analysis/trace_script.h"
#include "tidemark/trace/writer.h"

namespace {

absl::Status WriteTrace(const tidemark::analysis::TraceScript& script, const std::string& path) {
  absl::StatusOr<std::unique_ptr<tidemark::trace::TraceWriter>> writer =
      tidemark::trace::CreateTrace(path);
  if (!writer.ok()) return writer.status();
  for (const tidemark::trace::Event& event : script.events()) {
    const absl::Status written = (*writer)->Write(event);
    if (!written.ok()) return written;
  }
  return (*writer)->Close();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s FOLDER COUNT\n", argv[0]);
    return 2;
  }
  for (int64_t i = 1; i <= std::atoll(argv[2]); ++i) {
    const auto seed = static_cast<uint64_t>(i);
    const absl::Status written = WriteTrace(
        i % 3 == 0 ? tidemark::analysis::RandomIllegalTrace(seed, 1 + static_cast<int>(i % 12))
                   : tidemark::analysis::RandomLegalTrace(seed),
        absl::StrCat(argv[1], "/random", i, i % 2 == 0 ? ".tmk" : ".ndjson"));
    if (!written.ok()) {
      std::fprintf(stderr, "%s\n", written.ToString().c_str());
      return 1;
    }
  }
  return 0;
}
