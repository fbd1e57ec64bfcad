// The functions that end a process without its exit handlers: the trace is closed first.
//
// In a vfork child, and in any child whose trace is its parent's, nothing is closed.
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "tidemark/malloc/python_loader.h"
#include "tidemark/malloc/startup.h"

namespace tidemark::malloc_internal {
namespace {

[[noreturn]] void End(int status) noexcept {
  TellOfNoNumpy();
  EndPython();
  CloseRecording();
  while (true) syscall(SYS_exit_group, status);
}

}  // namespace
}  // namespace tidemark::malloc_internal

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT void _exit(int status) { tidemark::malloc_internal::End(status); }
TIDEMARK_EXPORT void _Exit(int status) noexcept { tidemark::malloc_internal::End(status); }
