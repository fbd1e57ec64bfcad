// What the tests of the trace library share: sources and files of text, whole traces at a time, and
// a model of events that knows the trace contract but none of the library's tables or writers.
#ifndef TIDEMARK_TESTS_TRACE_TRACE_TEST_SUPPORT_H_
#define TIDEMARK_TESTS_TRACE_TRACE_TEST_SUPPORT_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
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

// An event as the JSON object that the contract demands for it, written field by field.
nlohmann::json Model(const Event& event);

// All that reading a trace to its end, or to its first error, gave.
struct ReadResult {
  std::vector<nlohmann::json> events;  // as Model
  ReaderStats stats;
  absl::Status status;
};

inline constexpr absl::string_view kTestName = "f.json";  // what messages call text in memory

ReadResult ReadAll(TraceReader* reader);
// Reads text (or compressed bytes) in memory, `read_bytes` at a time.
ReadResult ReadText(const std::string& text, const ReaderOptions& options = {},
                    size_t read_bytes = 4096);
ReadResult ReadFile(const std::string& path, const ReaderOptions& options = {});

std::string FileContents(const std::string& path);
void WriteFile(const std::string& path, absl::string_view contents);
// A path in a directory that is this test's own.
std::string TempPath(const std::string& name);

std::string Gzip(const std::string& text);
std::string Zstd(const std::string& text);

// Random events of every kind, with each optional key there or not.
class EventGenerator {
 public:
  explicit EventGenerator(uint32_t seed) : random_(seed) {}

  static constexpr int kKinds = 20;

  // The event borrows from the generator. `kind` is an index of EventBody.
  Event Make(int kind);
  Event Make() { return Make(Below(kKinds)); }

  // Valid UTF-8 of up to 40 characters, with whatever JSON has to escape. May be empty.
  std::string RandomText();
  int64_t RandomInteger();
  int Below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
  bool Flip() { return Below(2) == 0; }

 private:
  EventBody MakeDefinition(int kind);
  EventBody MakeArrayEvent(int kind);
  EventBody MakeOther(int kind);
  absl::string_view Text();          // any
  absl::string_view OptionalText();  // empty half of the time
  std::optional<int64_t> OptionalInteger();
  std::optional<uint64_t> OptionalAddress();
  std::optional<bool> OptionalBool();
  std::optional<Dimensions> OptionalDimensions(bool may_be_negative);
  BufferName Buffer();
  template <class Id>
  Id SomeId();
  template <class Id>
  Id OptionalId();

  std::mt19937 random_;
  std::deque<std::string> texts_;
  std::deque<std::vector<int64_t>> integers_;
  std::deque<std::vector<ViewId>> ids_;
  std::deque<std::vector<absl::string_view>> views_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TESTS_TRACE_TRACE_TEST_SUPPORT_H_
