#include "tidemark/symbol_flags.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/symbols/symbol_cache.h"
#include "tidemark/base/status.h"

namespace tidemark::cli {
namespace {

absl::Status CheckFolder(const std::string& verb, const std::string& option,
                         const std::string& folder) {
  std::error_code ignored;
  if (std::filesystem::is_directory(folder, ignored)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(verb, ": ", option, ": there is no folder '", folder, "'"));
}

}  // namespace

void SymbolFlags::Declare(CommandLine* line) {
  line->Flag("--no-symbols", &no_symbols_, "do not look for the names of code: libfoo.so+0x1234");
  line->Option("--debug-dir", &debug_folders_,
               "look in DIR first for files with debug info; may be given several times");
  line->Option("--sysroot", &sysroot_,
               "look for programs and libraries below DIR, the recorded container's root");
  line->Flag("--debuginfod", &debuginfod_,
             "ask the servers of DEBUGINFOD_URLS for debug info that is not here");
}

absl::Status SymbolFlags::Apply(const CommandLine& line, analysis::AnalyzeOptions* options) const {
  const std::string& verb = line.verb();
  for (const char* const where : {"--debug-dir", "--sysroot", "--debuginfod"}) {
    TIDEMARK_RETURN_IF_ERROR(line.Exclude("--no-symbols", where));
  }
  options->use_symbols = !no_symbols_;
  analysis::SymbolOptions& symbols = options->symbols;
  symbols.cache_folder = analysis::DefaultSymbolCacheFolder();
  if (!sysroot_.empty()) {
    TIDEMARK_RETURN_IF_ERROR(CheckFolder(verb, "--sysroot", sysroot_));
    std::error_code ignored;
    symbols.sysroot = std::filesystem::absolute(sysroot_, ignored).string();
    for (std::string& root : symbols.debug_roots) root = absl::StrCat(symbols.sysroot, root);
  }
  for (const std::string& folder : debug_folders_) {
    TIDEMARK_RETURN_IF_ERROR(CheckFolder(verb, "--debug-dir", folder));
  }
  symbols.debug_roots.insert(symbols.debug_roots.begin(), debug_folders_.begin(),
                             debug_folders_.end());
  if (debuginfod_) {
    if (const absl::Status usable = analysis::DebuginfodUsable(); !usable.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(verb, ": --debuginfod: ", usable.message()));
    }
  }
  symbols.debuginfod = debuginfod_;
  return absl::OkStatus();
}

}  // namespace tidemark::cli
