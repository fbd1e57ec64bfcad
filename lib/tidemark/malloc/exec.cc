// The exec functions: they replace the program without running exit handlers, so the trace is
// closed first.
//
// Between vfork and exec the child shares the parent's memory; there, and in an unrecorded child of
// a fork, nothing is closed. Nor is it when the file is not executable: shells and others probe one
// name after the other. If an exec fails all the same, the program goes on unrecorded, which is
// logged.
#include <dlfcn.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include "tidemark/base/scoped_errno.h"
#include "tidemark/malloc/environment_text.h"
#include "tidemark/malloc/startup.h"
#include "tidemark/record/events/heap_events.h"
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
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// Closes the recording around an exec.
class Exec {
 public:
  // `can_succeed`: false if the exec is known to fail.
  explicit Exec(bool can_succeed) {
    if (!can_succeed) return;
    // In a vfork child the recording belongs to the parent.
    record::HeapEvents* const events = Events();
    if (events == nullptr || !events->recording()->IsOfThisProcess()) return;
    CloseRecording();
    closed_ = true;
  }
  // Only reached if the exec failed.
  ~Exec() {
    const ScopedErrno keep_errno;
    if (closed_) PrintLine("an exec failed, and what the program does from now on is not recorded");
  }
  Exec(const Exec&) = delete;
  Exec& operator=(const Exec&) = delete;

 private:
  bool closed_ = false;
};

bool IsProgram(const char* path) {
  struct stat status {};
  const ScopedErrno keep_errno;
  return path != nullptr && stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
         access(path, X_OK) == 0;
}

// Searches PATH as execvp does. Does not allocate: it may be called in a signal handler.
bool IsInPath(const char* name) {
  if (name == nullptr || std::strchr(name, '/') != nullptr) return IsProgram(name);
  const char* folder = FindVariable("PATH");
  if (folder == nullptr) folder = "/bin:/usr/bin";
  while (true) {
    const auto length = static_cast<int>(std::strcspn(folder, ":"));
    char path[PATH_MAX];
    const int size =
        std::snprintf(path, sizeof(path), "%.*s%s%s", length, folder, length > 0 ? "/" : "", name);
    if (size > 0 && static_cast<size_t>(size) < sizeof(path) && IsProgram(path)) return true;
    if (folder[length] == '\0') return false;
    folder += length + 1;
  }
}

}  // namespace
}  // namespace tidemark::malloc_internal

// The interposed functions are global, and all of them stand on that namespace.
using namespace tidemark::malloc_internal;  // NOLINT(google-build-using-namespace)

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT int execve(const char* path, char* const argv[], char* const envp[]) noexcept {
  const Exec exec(IsProgram(path));
  return Next<int(const char*, char* const[], char* const[])>("execve")(path, argv, envp);
}

TIDEMARK_EXPORT int execv(const char* path, char* const argv[]) noexcept {
  const Exec exec(IsProgram(path));
  return Next<int(const char*, char* const[])>("execv")(path, argv);
}

TIDEMARK_EXPORT int execvp(const char* file, char* const argv[]) noexcept {
  const Exec exec(IsInPath(file));
  return Next<int(const char*, char* const[])>("execvp")(file, argv);
}

TIDEMARK_EXPORT int execvpe(const char* file, char* const argv[], char* const envp[]) noexcept {
  const Exec exec(IsInPath(file));
  return Next<int(const char*, char* const[], char* const[])>("execvpe")(file, argv, envp);
}

TIDEMARK_EXPORT int fexecve(int file, char* const argv[], char* const envp[]) noexcept {
  const Exec exec(true);
  return Next<int(int, char* const[], char* const[])>("fexecve")(file, argv, envp);
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
