// A trace that can be read only once (standard input, a pipe), kept so that it can be read again.
//
// Made by Analyze(), which reads a trace twice. Pipes are copied to a file that has no name and
// vanishes with the object; regular files are used as they are.
//
// Ownership: the object keeps the file open; path() is valid while it lives.
// Errors: those of reading the input, and of finding room for the copy: it is put into $TMPDIR, or
//   else /tmp.
#ifndef TIDEMARK_ANALYSIS_SPOOLED_INPUT_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SPOOLED_INPUT_INTERNAL_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace tidemark::analysis {

class SpooledInput {
 public:
  // `path` as OpenTrace takes it; "-" is standard input.
  static absl::StatusOr<SpooledInput> Open(const std::string& path);

  SpooledInput(SpooledInput&& other) noexcept
      : name_(std::move(other.name_)), fd_(std::exchange(other.fd_, -1)) {}
  SpooledInput& operator=(SpooledInput&&) = delete;
  ~SpooledInput();

  // Opens the trace from its beginning, each time.
  std::string path() const;

  // Texts about path(), as texts about what the user named.
  std::string NamedAsGiven(std::string text) const;

 private:
  SpooledInput(std::string name, int fd) : name_(std::move(name)), fd_(fd) {}

  std::string name_;  // as given, or "<stdin>"
  int fd_ = -1;       // of the copy, or -1: name_ is a file
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SPOOLED_INPUT_INTERNAL_H_
