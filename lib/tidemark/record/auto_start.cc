// Recording an unmodified program: when TIDEMARK_TRACE is set, a session runs from before main
// until after the destructors of static objects.
//
// The session starts in a high-priority constructor and ends in the matching destructor, which the
// C library runs after all atexit handlers and static destructors, even when one of them calls
// std::exit.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tidemark/memory/observer.h"
#include "tidemark/record/environment.h"
#include "tidemark/record/heap_host.h"
#include "tidemark/record/session.h"

extern "C" {
// Referenced by --undefined, so that the linker keeps this file; see CMakeLists.txt.
extern const char tidemark_record_auto_start;
const char tidemark_record_auto_start = 1;
}

namespace tidemark {
namespace {

constexpr int kPriority = 101;  // the lowest that is not reserved for the implementation

Session* process_session = nullptr;
MemoryObserver* hosted_events = nullptr;

// If the malloc interposer records this process already, array events go to its trace.
bool JoinHeapRecording() {
  const record::HeapHost* const host = record::FindHeapHost();
  MemoryObserver* const events = host != nullptr ? host->array_events() : nullptr;
  if (events == nullptr) return false;
  if (AttachObserver(events)) hosted_events = events;
  return true;
}

[[gnu::constructor(kPriority)]] void Start() {
  if (JoinHeapRecording()) return;
  const char* path = std::getenv(record::kTraceVariable);
  if (path == nullptr || *path == '\0') return;
  process_session = new Session({.path = path});
  if (const absl::Status status = process_session->status(); !status.ok()) {
    std::fprintf(stderr, "tidemark: nothing is recorded: %s\n",
                 std::string(status.message()).c_str());
    static_cast<void>(process_session->Close());
  }
}

[[gnu::destructor(kPriority)]] void Stop() {
  if (hosted_events != nullptr) DetachObserver(hosted_events);
  delete process_session;
  process_session = nullptr;
}

}  // namespace
}  // namespace tidemark
