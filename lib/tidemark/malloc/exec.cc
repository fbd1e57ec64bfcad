// The exec functions: they replace the program without running exit handlers, so the trace is
// closed first.
//
// Between vfork and exec the child shares the parent's memory; there, and in an unrecorded child of
// a fork, nothing is closed. Nor is it when the file is not executable: shells and others probe one
// name after the other. If an exec fails all the same, the program goes on unrecorded, which is
// logged.
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>

#include "tidemark/base/scoped_errno.h"
#include "tidemark/malloc/environment_text.h"
#include "tidemark/malloc/exec_environment.h"
#include "tidemark/malloc/loaded_symbols.h"
#include "tidemark/malloc/startup.h"
#include "tidemark/record/os/program_image.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark::malloc_internal {
namespace {

// The number of an execl's arguments after the first, including the terminator.
size_t CountRest(const char* first, va_list rest) {
  if (first == nullptr) return 0;
  size_t count = 1;
  while (va_arg(rest, const char*) != nullptr) ++count;
  return count;
}

template <class Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(FindNextSymbol(name).address);
}

bool IsProgram(const char* path) {
  struct stat status {};
  const ScopedErrno keep_errno;
  return path != nullptr && stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
         access(path, X_OK) == 0;
}

// Searches PATH as execvp does; false if `name` is not found. Does not allocate: it may be called in
// a signal handler.
bool FindInPath(const char* name, char (&path)[PATH_MAX]) {
  if (name == nullptr) return false;
  const bool is_path = std::strchr(name, '/') != nullptr;
  const char* folder = is_path ? nullptr : FindVariable("PATH");
  if (folder == nullptr) folder = is_path ? "" : "/bin:/usr/bin";
  while (true) {
    const auto length = static_cast<int>(std::strcspn(folder, ":"));
    const int size =
        std::snprintf(path, sizeof(path), "%.*s%s%s", length, folder, length > 0 ? "/" : "", name);
    if (size > 0 && static_cast<size_t>(size) < sizeof(path) && IsProgram(path)) return true;
    if (folder[length] == '\0') return false;
    folder += length + 1;
  }
}

// What runs around an exec: the recording is closed, and the program that takes this one's place is
// told to go on with it.
class Exec {
 public:
  // `path` is null where it is known that the exec fails.
  Exec(const char* path, char* const* environment) noexcept : environment_(environment) {
    if (path == nullptr) return;
    // In a vfork child the recording is its parent's.
    record::Recording* const recording = ProcessRecording();
    if (recording == nullptr || !recording->IsOfThisProcess()) return;
    const record::ProgramImage image = record::ExamineProgram(path);
    // Into one with a malloc of its own the library is loaded, and says that nothing is recorded.
    const bool says_why = image.kind == record::ProgramImage::Kind::kOwnMalloc;
    const char* const why_not = says_why ? nullptr : image.why_not();
    if (why_not == nullptr) {
      const record::SuppressHeap suppress;
      char* const* const passed_on = EnvironmentForExec(environment, recording->file_path());
      if (passed_on != nullptr) environment_ = passed_on;
    }
    CloseRecording();
    closed_ = true;
    if (why_not == nullptr) return;
    const char* const name = image.interpreter[0] != '\0' ? image.interpreter : path;
    PrintLine("the program that takes over is not recorded: " + std::string(name) + " " + why_not);
  }
  // It failed, or this would not be reached.
  ~Exec() {
    const int error = errno;
    if (closed_) PrintLine("an exec failed, and what the program does from now on is not recorded");
    errno = error;
  }
  Exec(const Exec&) = delete;
  Exec& operator=(const Exec&) = delete;

  char* const* environment() const noexcept { return environment_; }

 private:
  char* const* environment_;
  bool closed_ = false;
};

int ExecFile(const char* path, char* const argv[], char* const envp[]) noexcept {
  const Exec exec(IsProgram(path) ? path : nullptr, envp);
  return Next<int(const char*, char* const[], char* const[])>("execve")(path, argv,
                                                                        exec.environment());
}

int ExecInPath(const char* file, char* const argv[], char* const envp[]) noexcept {
  char path[PATH_MAX];
  const Exec exec(FindInPath(file, path) ? path : nullptr, envp);
  return Next<int(const char*, char* const[], char* const[])>("execvpe")(file, argv,
                                                                         exec.environment());
}

}  // namespace
}  // namespace tidemark::malloc_internal

// The interposed functions are global, and all of them stand on that namespace.
using namespace tidemark::malloc_internal;  // NOLINT(google-build-using-namespace)

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT int execve(const char* path, char* const argv[], char* const envp[]) noexcept {
  return ExecFile(path, argv, envp);
}

TIDEMARK_EXPORT int execv(const char* path, char* const argv[]) noexcept {
  return ExecFile(path, argv, environ);
}

TIDEMARK_EXPORT int execvp(const char* file, char* const argv[]) noexcept {
  return ExecInPath(file, argv, environ);
}

TIDEMARK_EXPORT int execvpe(const char* file, char* const argv[], char* const envp[]) noexcept {
  return ExecInPath(file, argv, envp);
}

TIDEMARK_EXPORT int fexecve(int file, char* const argv[], char* const envp[]) noexcept {
  char path[32];
  std::snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
  const Exec exec(fcntl(file, F_GETFD) >= 0 ? path : nullptr, envp);
  return Next<int(int, char* const[], char* const[])>("fexecve")(file, argv, exec.environment());
}

// Collects the variadic arguments into an array on the stack.
// NOLINTBEGIN(bugprone-macro-parentheses): `arguments` is the name that is declared
#define TIDEMARK_COLLECT(arguments, first, rest)                                               \
  va_list counted;                                                                             \
  va_copy(counted, rest);                                                                      \
  const size_t count = CountRest(first, counted);                                              \
  va_end(counted);                                                                             \
  char** const arguments = static_cast<char**>(__builtin_alloca((count + 1) * sizeof(char*))); \
  arguments[0] = const_cast<char*>(first);                                                     \
  for (size_t i = 1; i <= count; ++i) arguments[i] = va_arg(rest, char*)
// NOLINTEND(bugprone-macro-parentheses)

TIDEMARK_EXPORT int execl(const char* path, const char* first, ...) noexcept {
  va_list rest;
  va_start(rest, first);
  TIDEMARK_COLLECT(arguments, first, rest);
  va_end(rest);
  return execv(path, arguments);
}

TIDEMARK_EXPORT int execlp(const char* file, const char* first, ...) noexcept {
  va_list rest;
  va_start(rest, first);
  TIDEMARK_COLLECT(arguments, first, rest);
  va_end(rest);
  return execvp(file, arguments);
}

TIDEMARK_EXPORT int execle(const char* path, const char* first, ...) noexcept {
  va_list rest;
  va_start(rest, first);
  TIDEMARK_COLLECT(arguments, first, rest);
  char** const environment = va_arg(rest, char**);
  va_end(rest);
  return execve(path, arguments, environment);
}
