// The program that the interposer's tests record. Its first argument says what it does.
//
// It links nothing of tidemark: the interposer is preloaded into it, as into any program.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {

int NumberAt(char** arguments, int i, int otherwise) {
  for (int at = 0; at <= i; ++at) {
    if (arguments[at] == nullptr) return otherwise;
  }
  return std::atoi(arguments[i]);
}

}  // namespace tidemark::malloc_child

int main(int argc, char** argv) {
  using namespace tidemark::malloc_child;  // NOLINT(google-build-using-namespace): main is global
  const char* name = argc > 1 ? argv[1] : "";
  for (const auto modes :
       {EntryPointModes(), FailureModes(), ThreadModes(), ProcessModes(), ExitModes(),
        SignalModes(), DescriptorModes(), KillModes(), MappingModes(), HostileModes()}) {
    for (const Mode& mode : modes) {
      if (std::strcmp(mode.name, name) == 0) return mode.run(argv + 2);
    }
  }
  std::fprintf(stderr, "child: there is no mode '%s'\n", name);
  return 122;
}
