// What a format needs to know besides the result.
//
// Produced by `tidemark check` and `diff`; consumed by the functions of formats.h.
//
// Ownership: values.
#ifndef TIDEMARK_GATE_FORMATS_FORMAT_OPTIONS_H_
#define TIDEMARK_GATE_FORMATS_FORMAT_OPTIONS_H_

#include <string>

namespace tidemark::gate {

struct FormatOptions {
  // Whether the terminal shows more than ASCII. For "text" only: the formats that go into files and
  // to services are UTF-8 by their own definition, whatever the terminal is.
  bool unicode = true;
  // The top folder of the repository, absolute. Paths are written relative to it: services look them
  // up there. Empty: unknown, and absolute paths lose their leading slash only.
  std::string source_root;
};

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_FORMAT_OPTIONS_H_
