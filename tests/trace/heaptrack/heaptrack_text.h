// Reads the text of a recording of heaptrack, for tests.
#ifndef TIDEMARK_TESTS_TRACE_HEAPTRACK_HEAPTRACK_TEXT_H_
#define TIDEMARK_TESTS_TRACE_HEAPTRACK_HEAPTRACK_TEXT_H_

#include <memory>
#include <string>

#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/heaptrack/heaptrack_reader.h"

namespace tidemark::trace {

inline ReadResult ReadRecording(const std::string& text, const ReaderOptions& options = {},
                                size_t read_bytes = HeaptrackReader::kReadBytes) {
  HeaptrackReader reader(std::make_unique<StringSource>(text), "h", options, read_bytes);
  return ReadAll(&reader);
}

// The head of a recording, and the comments that interpreting it ends with.
inline constexpr char kHead[] = "v 10400 3\nX prog a b\nI 1000 10\n";
inline constexpr char kTail[] = "# strings: 1\n# ips: 1\n";

inline std::string Interpreted(const std::string& lines) { return kHead + lines + kTail; }
inline std::string Raw(const std::string& lines) {
  return "v 10400 3\nx 9 /bin/prog\nX prog a b\nI 1000 10\nm 1 -\n" + lines;
}

}  // namespace tidemark::trace

#endif  // TIDEMARK_TESTS_TRACE_HEAPTRACK_HEAPTRACK_TEXT_H_
