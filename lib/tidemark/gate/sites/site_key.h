// What a place is recognised by in the traces of other commits and other compilers.
//
// Produced from the usage of a report; consumed by baselines and comparisons.
//
// A key has no line and no path of the machine: the file is relative to the repository that it is in,
// and the function is spelled one way (function_key.h). A label that the program gave is all the key
// there is of its place. Texts are cleaned for display, so that a key survives being written as JSON.
//
// The repository is the nearest folder above the file that has a `.git`; where the file is not on
// this machine, the usual places of builds are taken off (/home/runner/work/x/x/, /build/x/). Files
// of the system stay as they are; of code without a source file, the file's name of its module stands.
//
// Ownership: values. Threading: SiteKeys remembers what it found out: one thread at a time.
// Errors: none.
//
//   SiteKeys keys({.repository = FindRepository(".")});
//   SiteKey key = keys.Of(usage.site, usage.kind, usage.dtype, usage.scope);
#ifndef TIDEMARK_GATE_SITES_SITE_KEY_H_
#define TIDEMARK_GATE_SITES_SITE_KEY_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"

namespace tidemark::gate {

struct SiteKey {
  std::string file;
  std::string function;
  std::string label;  // with one, file and function are empty
  std::string kind;
  std::string dtype;
  std::string scope;

  // NOLINTNEXTLINE(modernize-use-nullptr): a zero that the compiler writes
  friend auto operator<=>(const SiteKey&, const SiteKey&) = default;
};

// Whether the file is one of the system's: below /usr/include, /usr/lib and the like.
bool IsSystemFile(absl::string_view file);

// A file of the user's: where it is below which folder. No root: it is not known to be below one.
struct RepositoryFile {
  std::string root;
  std::string file;
};

// The nearest folder from `path` upwards that has a `.git`; empty: none.
std::string FindRepository(const std::string& path);

class SiteKeys {
 public:
  struct Options {
    std::string repository = {};  // files below it, and relative ones, are taken to be its own
  };

  SiteKeys() = default;
  explicit SiteKeys(Options options);

  SiteKey Of(const analysis::SiteReport& site, const std::string& kind, const std::string& dtype,
             const std::string& scope);

  const RepositoryFile& FileOf(const std::string& file);

 private:
  RepositoryFile Find(const std::string& file);

  Options options_;
  std::map<std::string, RepositoryFile> files_;
  std::map<std::string, std::string> repositories_;  // by folder
  std::map<std::string, std::string> functions_;
};

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_SITES_SITE_KEY_H_
