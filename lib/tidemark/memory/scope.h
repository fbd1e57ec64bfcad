// Named scopes and marks, by which reports refer to the program's phases.
//
// Opened by the user; passed to the observers and written to the trace.
//
// Threading: a scope belongs to the thread that opened it and must end on it; scopes nest.
//
//   Scope epoch("epoch");
//   Mark("weights loaded");
#ifndef TIDEMARK_MEMORY_SCOPE_H_
#define TIDEMARK_MEMORY_SCOPE_H_

#include <string>

#include "tidemark/base/source_location.h"

namespace tidemark {

class Scope {
 public:
  explicit Scope(std::string name, SourceLocation site = SourceLocation::Current());
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  std::string name_;
  SourceLocation site_;
};

void Mark(const std::string& name, SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_SCOPE_H_
