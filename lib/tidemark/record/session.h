// Records the process's memory events to a trace file during its lifetime.
//
// Created by the program, or by the library itself when TIDEMARK_TRACE is set; the file is read by
// the tidemark command.
//
// The path's extension selects the encoding: .tmk, or .json .ndjson .jsonl, the latter optionally
// followed by .gz or .zst; %p is replaced by the process id. During the session the ring file
// PATH.ring beside the trace holds events that are not flushed yet, so that a killed process loses
// none.
//
// Ownership: the session owns the file until Close() or its destruction.
// Threading: events may come from any thread at any time. Close() waits for events in progress.
// Errors: never thrown, and never printed by Close(). status() is the first error so far; a session
//   that could not open its file records nothing.
// Fork: the child of a fork does not record; the parent's trace is unaffected.
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
  // Arrays are looked at before they are freed and at every mark, for the rule wide-dtype; also where
  // TIDEMARK_VALUES is 1. Each then takes the time of reading it once. A session that the preloaded
  // recorder hosts goes by the variable alone.
  bool values = false;
};

class Session {
 public:
  explicit Session(const SessionOptions& options);

  // Closes. An error that Close() has not returned is logged in one line on standard error.
  ~Session();

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Ends the recording and flushes. Idempotent: returns the first error, again on every later call.
  absl::Status Close();

  // The first error so far.
  absl::Status status() const;

  // The trace's path, with %p replaced.
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
