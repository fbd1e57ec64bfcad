// libtidemark_session.so: the recorder for a process that loads it while it runs, as the Python package
// does for `with tidemark.record(...)`. Records what bridges tell (tidemark/bridge/bridge.h): arrays, no
// heap, for malloc cannot be interposed any more.
//
// In a process that `tidemark run` records it has nothing to do: the bridges have found the recorder.
//
// One recording at a time. Threading: the two functions on one thread at a time. Errors: a message.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tidemark/record/bridge_table.h"
#include "tidemark/record/environment.h"
#include "tidemark/record/events/bridge_events.h"
#include "tidemark/record/os/process_info.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark::record {
namespace {

Recording* current = nullptr;

bool Tell(const std::string& text, char* message, size_t room) {
  if (room == 0) return text.empty();
  const size_t size = std::min(text.size(), room - 1);
  std::memcpy(message, text.data(), size);
  message[size] = '\0';
  return text.empty();
}

std::string Begin(const char* path) {
  if (current != nullptr) return "the process is being recorded already";
  RecordingOptions options;
  options.path = ExpandPath(path);
  options.heap = false;
  options.params = ParamsFromText(std::getenv(kParamsVariable));
  Recording* const recording = Recording::Start(options);
  std::string failure = recording->failure();
  if (!failure.empty()) return failure;
  if (!bridge_events.Attach(recording, nullptr)) {
    recording->Close();
    return "the process is being recorded already";
  }
  current = recording;
  return "";
}

std::string End() {
  Recording* const ended = current;
  current = nullptr;
  if (ended == nullptr || !ended->IsOfThisProcess()) return "";
  bridge_events.Detach(ended);
  return ended->Close();
}

}  // namespace
}  // namespace tidemark::record

extern "C" {

// Records to `path` from now on. False, and a message, if that is not possible.
[[gnu::visibility("default")]] bool tidemark_session_begin(const char* path, char* message,
                                                           size_t room) {
  return tidemark::record::Tell(tidemark::record::Begin(path), message, room);
}

// Ends the recording, if there is one. False, and a message, if the trace is not whole.
[[gnu::visibility("default")]] bool tidemark_session_end(char* message, size_t room) {
  return tidemark::record::Tell(tidemark::record::End(), message, room);
}

[[gnu::visibility("default")]] const tm_bridge* tidemark_bridge_v1() {
  return tidemark::record::BridgeTable();
}

}  // extern "C"
