// From code addresses of a trace to functions, files and lines.
//
// Made by Analyze(); asked by Places for the frames of the stacks that the report shows. An address
// is looked up once; a module's files are opened at the first address that its cache lacks, so that
// a report on a known program reads nothing but the cache.
//
// Nothing is asked over the network, whatever DEBUGINFOD_URLS says, unless SymbolOptions has it so.
// Ownership: keeps the files open that it reads. Threading: one thread at a time.
// Errors: none; an address of which nothing is known has no frames, and problems() says why.
//
//   Symbolizer symbolizer({.cache_folder = DefaultSymbolCacheFolder()});
//   size_t module = symbolizer.Module({.path = "/usr/bin/ls", .build_id = "15dfff…"});
//   for (const SourceFrame& frame : symbolizer.At(module, 0x4a31)) …
//   symbolizer.Save();
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_SYMBOLIZER_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_SYMBOLIZER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tidemark/analysis/symbols/code_module.h"
#include "tidemark/analysis/symbols/source_frame.h"
#include "tidemark/analysis/symbols/symbol_cache.h"

namespace tidemark::analysis {

class Debuginfod;
class ModuleFiles;

struct SymbolOptions {
  std::string cache_folder = {};  // empty: no cache
  // Where files with debug info lie: in <root>/.build-id, or in <root> itself.
  std::vector<std::string> debug_roots = {"/usr/lib/debug"};
  // Where the root of the recorded machine's (or container's) files is here: the modules of the
  // trace are looked for below it.
  std::string sysroot = {};
  // Asks the servers of DEBUGINFOD_URLS for debug info that is nowhere else; see DebuginfodUsable.
  bool debuginfod = false;
};

// FailedPrecondition, with what is missing, where debuginfod servers cannot be asked.
absl::Status DebuginfodUsable();

class Symbolizer {
 public:
  explicit Symbolizer(const SymbolOptions& options);
  ~Symbolizer();
  Symbolizer(const Symbolizer&) = delete;
  Symbolizer& operator=(const Symbolizer&) = delete;

  // A number for the module, the same for equal ones.
  size_t Module(const CodeModule& module);

  // `pc` as the module's own symbols count. Valid as long as the Symbolizer.
  const SourceFrames& At(size_t module, uint64_t pc);

  // Writes to the cache what was learned.
  void Save();

  // The modules of which some address has no name, and why.
  struct Problem {
    std::string path;
    SymbolDetail detail = SymbolDetail::kNothing;
    SymbolProblem problem = SymbolProblem::kNone;
    int64_t addresses = 0;  // that were asked for and have no name
  };
  std::vector<Problem> problems() const;

 private:
  struct Known;

  void Prepare(Known* known);
  ModuleFiles& Files(Known* known);
  const SourceFrames& Find(Known* known, uint64_t pc);

  SymbolOptions options_;
  std::unique_ptr<Debuginfod> debuginfod_;  // null: not to be asked
  SymbolCache cache_;
  std::map<CodeModule, size_t> numbers_;
  std::vector<std::unique_ptr<Known>> modules_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_SYMBOLIZER_H_
