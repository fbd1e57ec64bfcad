// What the listeners of all test frameworks can be told.
//
// Consumed by memory_listener.h (GoogleTest), catch2_listener.h and doctest_listener.h.
//
// What a listener finds: buffers that a test allocated and that are live at its end. Such are also
//   caches and statics that the first test to use them fills: allocate them before the first test.
#ifndef TIDEMARK_TESTING_MEMORY_LISTENER_OPTIONS_H_
#define TIDEMARK_TESTING_MEMORY_LISTENER_OPTIONS_H_

namespace tidemark::testing {

struct MemoryListenerOptions {
  // A test at whose end a buffer is live that it allocated fails, and so does one that could not be
  // measured. Without, it passes, and the finding is only noted.
  bool fail_on_leak = false;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_MEMORY_LISTENER_OPTIONS_H_
