#include "tidemark/malloc/startup.h"

#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

#include "tidemark/base/scoped_errno.h"
#include "tidemark/malloc/environment_text.h"
#include "tidemark/malloc/exec_environment.h"
#include "tidemark/malloc/frame_address.h"
#include "tidemark/malloc/own_heap.h"
#include "tidemark/malloc/python_loader.h"
#include "tidemark/malloc/python_objects.h"
#include "tidemark/malloc/real_functions.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/record/bridge_table.h"
#include "tidemark/record/environment.h"
#include "tidemark/record/events/array_events.h"
#include "tidemark/record/events/bridge_events.h"
#include "tidemark/record/events/heap_events.h"
#include "tidemark/record/events/mapping_events.h"
#include "tidemark/record/heap_host.h"
#include "tidemark/record/os/process_info.h"
#include "tidemark/record/os/scoped_signal_blocker.h"
#include "tidemark/record/recording/recording_table.h"

// The C library's registration of exit handlers. Handlers that belong to no library run last.
// NOLINTBEGIN(bugprone-reserved-identifier): names of the C++ ABI
extern "C" int __cxa_atexit(void (*function)(void*), void* argument, void* library);
extern "C" int __cxa_at_quick_exit(void (*function)(void*), void* library);
// NOLINTEND(bugprone-reserved-identifier)

namespace tidemark::malloc_internal {

constinit std::atomic<record::Recording*> process_recording{nullptr};
constinit std::atomic<record::HeapEvents*> heap_events{nullptr};
constinit std::atomic<record::MappingEvents*> mapping_events{nullptr};
constinit std::atomic<bool> ready{false};

namespace {

using record::HeapEvents;
using record::OlderBlocks;
using record::Recording;
using record::RecordingOptions;
using record::SuppressHeap;

// Of the one recording, for as long as the process has one.
constinit record::ArrayEvents* array_events = nullptr;
constinit std::mutex current_mutex;  // held while a recording starts or ends

// How the children of forks are recorded; null: they are not. Never destroyed. Kept, for a program may
// empty its environment.
struct Following {
  std::string pattern;  // of their traces' paths
  RecordingOptions options;
};
constinit Following* following = nullptr;
constinit std::atomic<bool> starting{false};

// "run.json" and 1234 give "run.1234.json"; "run.ndjson.zst" gives "run.1234.ndjson.zst".
std::string WithPid(const std::string& path, const std::string& pid) {
  const size_t name = path.rfind('/') + 1;  // npos + 1 is 0
  size_t dot = path.rfind('.');
  if (dot == std::string::npos || dot < name) return path + "." + pid;
  const std::string last = path.substr(dot);
  if (last == ".gz" || last == ".zst") {
    const size_t before = path.rfind('.', dot - 1);
    if (before != std::string::npos && before >= name) dot = before;
  }
  return path.substr(0, dot) + "." + pid + path.substr(dot);
}

bool Exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

// A path of its own for a process that follows a recorded one: a forked child, or an exec'ed
// program. `pattern` may have the pid already.
std::string PathForFollower(const std::string& pattern) {
  const std::string pid = std::to_string(getpid());
  const std::string path = record::ExpandPath(pattern);
  const bool has_pid = record::ExpandPath(pattern, getpid() + 1) != path;
  std::string own = has_pid ? path : WithPid(path, pid);
  for (int i = 2; Exists(own); ++i) {
    own = WithPid(path, (has_pid ? "" : pid + "-") + std::to_string(i));
  }
  return own;
}

// Starts and publishes the recording. An error message, or "".
std::string StartRecording(const RecordingOptions& options, BufferId last_old_buffer,
                           ViewId last_old_view, OlderBlocks older_blocks = OlderBlocks::kUnknown) {
  Recording* const recording = Recording::Start(options);
  std::string failure = recording->failure();
  if (!failure.empty()) return failure;
  process_recording.store(recording, std::memory_order_release);
  array_events =
      new record::ArrayEvents(recording, last_old_buffer, last_old_view,
                              record::ValuesFromText(FindVariable(record::kValuesVariable)));
  if (!options.heap) {
    if (!options.delayed) record::bridge_events.Attach(recording, nullptr);
    return "";
  }
  auto* const events = new HeapEvents(recording, record::StackModeFromText(options.stacks),
                                      older_blocks, real.malloc_usable_size);
  if (options.delayed) events->SetRecording(false);
  if (options.maps) {
    mapping_events.store(new record::MappingEvents(events), std::memory_order_release);
  }
  heap_events.store(events, std::memory_order_release);
  if (!options.delayed) record::bridge_events.Attach(recording, events);
  return "";
}

// Whether the process is a Python interpreter, and its arrays are to be recorded.
bool RecordsPython() { return FindVariable(record::kNumpyVariable) != nullptr && IsPython(); }

RecordingOptions OptionsFromEnvironment(const std::string& path) {
  RecordingOptions options;
  options.path = path;
  options.preloaded = true;
  options.heap = record::HeapFromText(FindVariable(record::kHeapVariable), RecordsPython());
  options.maps = record::MapsFromText(FindVariable(record::kMapsVariable));
  options.on_full = record::OnFullFromText(FindVariable(record::kOnFullVariable));
  options.sample_bytes = record::SampleFromText(FindVariable(record::kSampleVariable));
  options.params = record::ParamsFromText(FindVariable(record::kParamsVariable));
  if (const char* const run = FindVariable(record::kRunVariable)) options.run = run;
  if (const char* const folder = FindVariable(record::kRingDirVariable)) {
    options.slot_folder = folder;
  }
  options.stacks =
      record::StackModeName(record::StackModeFromText(FindVariable(record::kStacksVariable)));
  return options;
}

void PreparePythonFromEnvironment() {
  const char* const library = FindVariable(record::kPythonVariable);
  if (library == nullptr) return;
  const char* const project = FindVariable(record::kProjectVariable);
  PreparePython({.library = library,
                 .project = project == nullptr ? "" : project,
                 .numpy = FindVariable(record::kNumpyVariable) != nullptr,
                 .objects = FindVariable(record::kObjectsVariable) != nullptr});
}

std::string CloseCurrent() {
  // A signal handler that interrupted the recorder ends the program: the slot file keeps the rest.
  if (Recording::IsInside()) return "";
  // A child of a raw clone, which ran no atfork handlers: the recording is its parent's, and locks
  // may be held by threads that do not exist here.
  Recording* const recording = ProcessRecording();
  if (recording == nullptr || !recording->IsOfThisProcess()) return "";
  const SuppressHeap suppress;
  const record::ScopedSignalBlocker quiet;
  const std::lock_guard lock(current_mutex);
  if (ProcessRecording() == nullptr) return "";
  process_recording.store(nullptr, std::memory_order_release);
  process_recording.store(nullptr, std::memory_order_release);
  heap_events.store(nullptr, std::memory_order_release);
  mapping_events.store(nullptr, std::memory_order_release);
  record::bridge_events.Detach(recording);
  return recording->Close();
}

void CloseAtExit(void* /*argument*/) {
  TellOfNoNumpy();
  ForgetKeptArrays();
  CloseRecording();
}

void StartInForkChild();

// ---- Recording a part of the process's life. ----

void HandleSignal(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

// From now on, or from now on not; also in a signal handler.
void SetRecording(bool on) {
  Recording* const recording = ProcessRecording();
  if (recording == nullptr) return;
  HeapEvents* const events = Events();
  if (events != nullptr) events->SetRecording(on);
  if (on) {
    record::bridge_events.Attach(recording, events);
  } else {
    record::bridge_events.Detach(recording);
  }
}

void ToggleOnSignal(int /*signal*/) { SetRecording(!record::bridge_events.is_attached()); }

void MarkOnSignal(int /*signal*/) {
  if (HeapEvents* const events = Events()) {
    events->Record(trace::Mark{.name = "signal"}, TIDEMARK_FRAME);
  }
}

// Children of this process are not recorded, and neither they nor the program see tidemark's
// variables.
void HideFromProgram() {
  for (const char* const variable : record::kVariables) RemoveVariable(variable);
  RemoveFromPreload(kLibraryName);
}

void StartFromEnvironment() {
  const SuppressHeap suppress;
  char* const trace = FindVariable(record::kTraceVariable);
  if (trace == nullptr || *trace == '\0') return;
  char* const follow = FindVariable(record::kFollowVariable);
  const bool is_told_of_exec = FindVariable(record::kExecVariable) != nullptr;
  std::string path = TraceFromExec();
  // The program that was to go on with the recording did not load this library; what it starts is
  // none of the recorded process's doing.
  const bool is_of_other_process = is_told_of_exec && path.empty() && follow == nullptr;
  RemoveVariable(record::kExecVariable);
  RememberEnvironment();
  if (path.empty()) {
    const bool follows = follow != nullptr && *follow == 'x';
    path = follows ? PathForFollower(trace) : record::ExpandPath(trace);
  }
  RecordingOptions options = OptionsFromEnvironment(path);
  options.delayed = FindVariable(record::kDelayVariable) != nullptr;
  std::string failure = "the program has a malloc of its own";
  if (is_of_other_process) {
    failure.clear();
  } else if (!ProgramHasOwnMalloc()) {
    const std::lock_guard lock(current_mutex);
    failure = StartRecording(options, {}, {},
                             options.delayed ? OlderBlocks::kIgnored : OlderBlocks::kUnknown);
    record::RecordingTable::SetForkChildHook(&StartInForkChild);
    if (failure.empty()) {
      PreparePythonFromEnvironment();
      if (options.delayed) HandleSignal(SIGUSR2, &ToggleOnSignal);
      if (const char* const mark = FindVariable(record::kMarkVariable)) {
        HandleSignal(std::atoi(mark), &MarkOnSignal);
      }
    }
  }
  if (!failure.empty()) PrintLine("nothing is recorded: " + failure);
  if (follow == nullptr) {
    HideFromProgram();
  } else {
    following = new Following{.pattern = trace, .options = options};
    *follow = 'x';  // the first process uses the path as given; its followers see this mark
  }
}

// The child of a fork gets a trace of its own under --follow-children, else none.
void StartInForkChild() {
  const SuppressHeap suppress;
  process_recording.store(nullptr, std::memory_order_release);
  heap_events.store(nullptr, std::memory_order_release);
  mapping_events.store(nullptr, std::memory_order_release);
  record::bridge_events.ForgetAfterFork();
  new (&current_mutex) std::mutex;  // its owner does not exist here
  array_events = nullptr;
  if (following == nullptr) return;
  RecordingOptions options = following->options;
  options.path = PathForFollower(following->pattern);
  const std::string failure = StartRecording(options, {}, {}, OlderBlocks::kInherited);
  if (!failure.empty()) PrintLine("nothing is recorded: " + failure);
}

// Runs before the program's constructors, in case nothing has allocated before.
[[gnu::constructor(101)]] void Initialise() {
  MakeReady();
  WaitForNumpy();
}

// ---- For programs that link the recorder. ----

// The program has ids of its own: those that this library gives are beyond them.
void LeaveIdsToProgram() {
  static const bool left = [] {
    constexpr int64_t kIdsOfProgram = int64_t{1} << 40;
    NewBufferIds(kIdsOfProgram);
    NewViewIds(kIdsOfProgram);
    return true;
  }();
  static_cast<void>(left);
}

MemoryObserver* HostArrayEvents() {
  LeaveIdsToProgram();
  const std::lock_guard lock(current_mutex);
  return ProcessRecording() != nullptr ? array_events : nullptr;
}

void CopyMessage(const std::string& text, char* message, size_t size) {
  if (size == 0) return;
  const size_t length = std::min(text.size(), size - 1);
  std::memcpy(message, text.data(), length);
  message[length] = '\0';
}

MemoryObserver* HostStart(const char* path, int64_t last_old_buffer, int64_t last_old_view,
                          char* message, size_t message_size) {
  const SuppressHeap suppress;
  LeaveIdsToProgram();
  const std::lock_guard lock(current_mutex);
  if (ProcessRecording() != nullptr) {
    CopyMessage("the process is being recorded already", message, message_size);
    return nullptr;
  }
  const std::string failure = StartRecording(OptionsFromEnvironment(path),
                                             BufferId(last_old_buffer), ViewId(last_old_view));
  CopyMessage(failure, message, message_size);
  return failure.empty() ? array_events : nullptr;
}

bool HostClose(char* message, size_t message_size) {
  const SuppressHeap suppress;
  const std::string failure = CloseCurrent();
  CopyMessage(failure, message, message_size);
  return failure.empty();
}

uint32_t* HostSuppressed() { return &record::this_thread.suppressed; }

}  // namespace

void PrintLine(const std::string& text) {
  const std::string line = "tidemark: " + text + "\n";
  if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;  // nowhere to log it
}

bool MakeReady() noexcept {
  if (!Resolve()) return false;
  // The loader's allocations before the C library is initialised are not recorded.
  if (environ == nullptr || starting.exchange(true, std::memory_order_acq_rel)) return true;
  const ScopedErrno keep_errno;
  // With no library given, it runs after the destructors of all libraries.
  __cxa_atexit(&CloseAtExit, nullptr, nullptr);
  __cxa_at_quick_exit(&CloseAtExit, nullptr);
  // Registered before the recorder's own handlers: prepare handlers run in reverse order.
  pthread_atfork(&LockOwnHeap, &UnlockOwnHeap, &UnlockOwnHeap);
  StartFromEnvironment();
  ready.store(true, std::memory_order_release);
  return true;
}

void TellOfNoNumpy() noexcept {
  const Recording* const recording = ProcessRecording();
  const bool is_empty = recording != nullptr && recording->IsOfThisProcess() &&
                        !recording->options().heap && HasSeenNoNumpy();
  if (!is_empty) return;
  const SuppressHeap suppress;
  PrintLine("the program imported no NumPy, so nothing is recorded; --heap records its heap");
}

void CloseRecording() noexcept {
  TellLiveObjects();
  const std::string failure = CloseCurrent();
  const SuppressHeap suppress;
  if (!failure.empty()) PrintLine("the trace is not whole: " + failure);
}

}  // namespace tidemark::malloc_internal

extern "C" [[gnu::visibility("default")]] const tidemark::record::HeapHost*
tidemark_heap_host_v3() {
  static constexpr tidemark::record::HeapHost kHost = {
      .array_events = &tidemark::malloc_internal::HostArrayEvents,
      .start = &tidemark::malloc_internal::HostStart,
      .close = &tidemark::malloc_internal::HostClose,
      .suppressed = &tidemark::malloc_internal::HostSuppressed,
      .bridge = &tidemark::record::BridgeTable,
      .clock = &tidemark::ScaleOfClock,
  };
  return &kHost;
}

extern "C" [[gnu::visibility("default")]] const tm_bridge* tidemark_bridge_v1() {
  return tidemark::record::BridgeTable();
}

// For programs that were started with --delay-start; a program declares them weak and calls them if
// they are there.
extern "C" [[gnu::visibility("default")]] void tidemark_start() {
  tidemark::malloc_internal::SetRecording(true);
}

extern "C" [[gnu::visibility("default")]] void tidemark_stop() {
  tidemark::malloc_internal::SetRecording(false);
}
