// The files that describe the code of one module: the module itself, and those with its debug info.
//
// Opened by Symbolizer when its cache does not know an address; answers with frames.
//
// A file counts only when it has the build id of the trace. Debug info is taken from the module, or
// from a file of the same build id: below the roots of SymbolOptions, where the module's
// .gnu_debuglink says, or from a debuginfod server if those are to be asked. elfutils' own search,
// which asks them always, is not used.
//
// Ownership: owns the files. Threading: one thread at a time. Errors: see problem().
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_MODULE_FILES_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_MODULE_FILES_INTERNAL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tidemark/analysis/symbols/code_module.h"
#include "tidemark/analysis/symbols/debug_info_internal.h"
#include "tidemark/analysis/symbols/debuginfod_internal.h"
#include "tidemark/analysis/symbols/elf_image_internal.h"
#include "tidemark/analysis/symbols/source_frame.h"
#include "tidemark/analysis/symbols/symbol_table_internal.h"
#include "tidemark/analysis/symbols/symbolizer.h"

namespace tidemark::analysis {

class ModuleFiles {
 public:
  // `debuginfod` null: not to be asked.
  ModuleFiles(const CodeModule& module, const SymbolOptions& options, Debuginfod* debuginfod);
  ModuleFiles(const ModuleFiles&) = delete;
  ModuleFiles& operator=(const ModuleFiles&) = delete;

  SymbolDetail detail() const { return detail_; }
  // Why there is not more. kNone with debug info.
  SymbolProblem problem() const { return problem_; }

  // `pc` as the module's own symbols count.
  SourceFrames At(uint64_t pc);

 private:
  void OpenModule(const std::string& path, const std::string& build_id);
  std::unique_ptr<ElfImage> OpenDebugFile(const CodeModule& module) const;
  bool TakeDebugInfo(const ElfImage& image);

  std::vector<std::string> debug_roots_;
  Debuginfod* debuginfod_;
  SymbolDetail detail_ = SymbolDetail::kNothing;
  SymbolProblem problem_ = SymbolProblem::kNone;
  std::unique_ptr<ElfImage> module_;
  std::unique_ptr<ElfImage> debug_file_;
  std::unique_ptr<DebugInfo> debug_info_;
  SymbolTable symbols_;
};

// Where the module of a trace is to be looked for.
std::string LocalPath(const CodeModule& module, const SymbolOptions& options);

// The file of that build id below a root of debug files.
std::string DebugFilePath(const std::string& root, const std::string& build_id);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_MODULE_FILES_INTERNAL_H_
