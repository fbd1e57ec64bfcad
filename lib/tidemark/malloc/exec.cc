// The exec functions: they end the program without its exit handlers, so the trace is closed first.
//
// Between vfork and exec the child runs on the parent's memory; there, and in the silent child of a
// fork, nothing is closed. Should an exec fail, the program goes on unrecorded.
#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstddef>

#include "tidemark/malloc/startup.h"

namespace tidemark::malloc_internal {
namespace {

constexpr size_t kMaxArguments = 4096;

// The arguments of an execl, as an array. False when there are too many.
bool Collect(char* first, va_list rest, char* (&arguments)[kMaxArguments]) {
  arguments[0] = first;
  for (size_t i = 1; arguments[i - 1] != nullptr; ++i) {
    if (i == kMaxArguments) return false;
    arguments[i] = va_arg(rest, char*);
  }
  return true;
}

template <class Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

void CloseBeforeExec() {
  // In a vfork child the recording is its parent's.
  record::HeapEvents* const events = Events();
  if (events != nullptr && events->recording()->IsOfThisProcess()) CloseRecording();
}

int TooMany() {
  errno = E2BIG;
  return -1;
}

}  // namespace
}  // namespace tidemark::malloc_internal

using namespace tidemark::malloc_internal;

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT int execve(const char* path, char* const argv[], char* const envp[]) noexcept {
  CloseBeforeExec();
  return Next<int(const char*, char* const[], char* const[])>("execve")(path, argv, envp);
}

TIDEMARK_EXPORT int execv(const char* path, char* const argv[]) noexcept {
  CloseBeforeExec();
  return Next<int(const char*, char* const[])>("execv")(path, argv);
}

TIDEMARK_EXPORT int execvp(const char* file, char* const argv[]) noexcept {
  CloseBeforeExec();
  return Next<int(const char*, char* const[])>("execvp")(file, argv);
}

TIDEMARK_EXPORT int execvpe(const char* file, char* const argv[], char* const envp[]) noexcept {
  CloseBeforeExec();
  return Next<int(const char*, char* const[], char* const[])>("execvpe")(file, argv, envp);
}

TIDEMARK_EXPORT int fexecve(int file, char* const argv[], char* const envp[]) noexcept {
  CloseBeforeExec();
  return Next<int(int, char* const[], char* const[])>("fexecve")(file, argv, envp);
}

TIDEMARK_EXPORT int execl(const char* path, const char* first, ...) noexcept {
  char* arguments[kMaxArguments];
  va_list rest;
  va_start(rest, first);
  const bool collected = Collect(const_cast<char*>(first), rest, arguments);
  va_end(rest);
  return collected ? execv(path, arguments) : TooMany();
}

TIDEMARK_EXPORT int execlp(const char* file, const char* first, ...) noexcept {
  char* arguments[kMaxArguments];
  va_list rest;
  va_start(rest, first);
  const bool collected = Collect(const_cast<char*>(first), rest, arguments);
  va_end(rest);
  return collected ? execvp(file, arguments) : TooMany();
}

TIDEMARK_EXPORT int execle(const char* path, const char* first, ...) noexcept {
  char* arguments[kMaxArguments];
  va_list rest;
  va_start(rest, first);
  const bool collected = Collect(const_cast<char*>(first), rest, arguments);
  char** const environment = va_arg(rest, char**);
  va_end(rest);
  return collected ? execve(path, arguments, environment) : TooMany();
}
