// The modes of the child program, selected by its first argument.
//
// Each file of this folder gives a table of its own; main looks a mode up in all of them. A mode
// returns the exit code.
#ifndef TIDEMARK_TESTS_MALLOC_CHILD_MODES_H_
#define TIDEMARK_TESTS_MALLOC_CHILD_MODES_H_

#include <span>

namespace tidemark::malloc_child {

struct Mode {
  const char* name;
  int (*run)(char** arguments);  // the remaining arguments, ends with nullptr
};

std::span<const Mode> EntryPointModes();
std::span<const Mode> FailureModes();
std::span<const Mode> ThreadModes();
std::span<const Mode> ProcessModes();
std::span<const Mode> ExitModes();
std::span<const Mode> SignalModes();
std::span<const Mode> DescriptorModes();
std::span<const Mode> KillModes();
std::span<const Mode> MappingModes();
std::span<const Mode> HostileModes();

// The number at `arguments[i]`, or `otherwise`.
int NumberAt(char** arguments, int i, int otherwise);

}  // namespace tidemark::malloc_child

#endif  // TIDEMARK_TESTS_MALLOC_CHILD_MODES_H_
