// Records the memory events of the process into a trace file for as long as it lives.
//
// Made by the program, or by the library itself when TIDEMARK_TRACE names a file; the file is for
// the tidemark command.
//
// The path's extension chooses the encoding: .tmk, or .json .ndjson .jsonl, each of these with .gz
// or .zst behind it if wanted; %p becomes the process id. While the session lives, PATH.ring beside
// the trace holds what is not yet in it, so that a process that is killed loses nothing.
//
// Ownership: the session owns the file until Close() or its end.
// Threading: events may come from any thread at any time. Close() waits for events under way.
// Errors: never thrown and never printed by Close(). status() is the first failure so far; a
//   session that could not open its file records nothing.
// Fork: the child of a fork does not record; the parent's trace is not disturbed.
//
//   tidemark::Session session({.path = "run.json"});
#ifndef TIDEMARK_RECORD_SESSION_H_
#define TIDEMARK_RECORD_SESSION_H_

#include <memory>
#include <string>

#include "absl/status/status.h"

namespace tidemark {

struct SessionOptions {
  std::string path;
};

class Session {
 public:
  explicit Session(const SessionOptions& options);

  // Closes. A failure that nobody asked Close() for is told in one line on standard error.
  ~Session();

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Ends the recording and writes what is left. Returns the first failure; again when called again.
  absl::Status Close();

  // The first failure so far.
  absl::Status status() const;

  // The file, with %p replaced.
  const std::string& path() const { return path_; }

 private:
  class Impl;

  std::string path_;
  absl::Status status_;
  bool closed_ = false;
  std::unique_ptr<Impl> impl_;  // null once closed
};

}  // namespace tidemark

#endif  // TIDEMARK_RECORD_SESSION_H_
