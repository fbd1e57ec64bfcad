// The child program's own log of its calls, with which its trace is compared.
//
// Written by the child's modes to standard output; read by tests/malloc/entry_points_test.cc. Uses
// no heap.
//
//   Log("alloc", address, bytes);
#ifndef TIDEMARK_TESTS_MALLOC_CHILD_CALL_LOG_H_
#define TIDEMARK_TESTS_MALLOC_CHILD_CALL_LOG_H_

#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace tidemark::malloc_child {

// One line "VERB ADDRESS BYTES", written at once: what was written before a crash is not lost.
inline void Log(const char* verb, const void* address, size_t bytes) {
  char line[96];
  const int size = std::snprintf(line, sizeof(line), "%s %p %zu\n", verb, address, bytes);
  if (write(STDOUT_FILENO, line, static_cast<size_t>(size)) != size) _exit(120);
}

// Ends the child, with the place as the message, when what a call gave is not right.
inline void Require(bool good, const char* what, int line) {
  if (good) return;
  char text[160];
  const int size = std::snprintf(text, sizeof(text), "child: line %d: %s\n", line, what);
  if (write(STDERR_FILENO, text, static_cast<size_t>(size)) != size) _exit(120);
  _exit(121);
}
#define REQUIRE(condition) ::tidemark::malloc_child::Require((condition), #condition, __LINE__)

}  // namespace tidemark::malloc_child

#endif  // TIDEMARK_TESTS_MALLOC_CHILD_CALL_LOG_H_
