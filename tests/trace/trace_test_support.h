// What the tests of the trace library share: sources and files of text, whole traces at a time, and
// a model of events that knows the list of their fields but none of the library's writers.
#ifndef TIDEMARK_TESTS_TRACE_TRACE_TEST_SUPPORT_H_
#define TIDEMARK_TESTS_TRACE_TRACE_TEST_SUPPORT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "tests/support/random_event.h"
#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/reader.h"

namespace tidemark::trace {

// Gives `text` out in reads of at most `part` bytes.
class StringSource final : public ByteSource {
 public:
  explicit StringSource(std::string text, size_t part = SIZE_MAX);
  absl::StatusOr<size_t> Read(char* into, size_t size) override;

 private:
  const std::string text_;
  const size_t part_;
  size_t at_ = 0;
};

// An event as the JSON object that the contract demands for it. (That the list of the fields is what
// the contract says, contract_test.cc knows.)
nlohmann::json Model(const Event& event);

// All that reading a trace to its end, or to its first error, gave.
struct ReadResult {
  std::vector<nlohmann::json> events;  // as Model
  ReaderStats stats;
  absl::Status status;
};

inline constexpr absl::string_view kTestName = "f.json";  // what messages call text in memory

ReadResult ReadAll(TraceReader* reader);
// Reads text (or compressed bytes) in memory, `read_bytes` at a time, without further threads.
ReadResult ReadText(const std::string& text, const ReaderOptions& options = {},
                    size_t read_bytes = 4096);
ReadResult ReadFile(const std::string& path, const ReaderOptions& options = {});

std::string FileContents(const std::string& path);
void WriteFile(const std::string& path, absl::string_view contents);
// A path in a directory that is this test's own.
std::string TempPath(const std::string& name);

std::string Gzip(const std::string& text);
std::string Zstd(const std::string& text);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TESTS_TRACE_TRACE_TEST_SUPPORT_H_
