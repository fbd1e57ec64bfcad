// Pseudonyms for what names code: the files of sources and modules, and functions.
//
// Consumed by the redactor. What the analysis judges by stays so: that a module is installed, the C
// library, an interpreter or the recorder; that a file is Python's, or inside the C++ standard library;
// that a function hands out memory or starts a thread. Names that are published with these are kept whole
// (libc.so.6, operator new, <module>), and the functions of libraries of such a name in the system's folders
// (_PyEval_EvalFrameDefault); all others become "module3.so", "file7.py", "function12".
//
// Memory: O(different names). Ownership: what is returned lives as long as the object.
// Threading: one thread at a time. Errors: none.
#ifndef TIDEMARK_REDACT_PLACE_NAMES_H_
#define TIDEMARK_REDACT_PLACE_NAMES_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "tidemark/redact/pseudonyms.h"

namespace tidemark::redact {

class PlaceNames {
 public:
  // The path of a program or library.
  const std::string& Module(absl::string_view path);
  // The path of a source.
  const std::string& File(absl::string_view path);
  // A function of the module with that path (as it was; empty: unknown).
  const std::string& Function(absl::string_view name, absl::string_view module);
  // A number that is no build id of any file.
  const std::string& BuildId(absl::string_view build_id, absl::string_view module);

  // How many names became others.
  int64_t changed() const { return changed_; }

 private:
  using Names = absl::node_hash_map<std::string, std::string>;

  const std::string& Note(Names* names, absl::string_view key, absl::string_view before,
                          const std::string& name);
  std::string NewModule(absl::string_view path);
  std::string NewFile(absl::string_view path);
  std::string NewFunction(absl::string_view name, absl::string_view module);

  Names modules_;
  Names files_;
  Names functions_;  // by name and module where the module matters
  Names build_ids_;
  absl::flat_hash_set<std::string>
      used_;  // names of modules and of files: no two are given the same
  Pseudonyms module_numbers_{""};
  Pseudonyms file_numbers_{""};
  Pseudonyms function_numbers_{""};
  int64_t changed_ = 0;
};

}  // namespace tidemark::redact

#endif  // TIDEMARK_REDACT_PLACE_NAMES_H_
