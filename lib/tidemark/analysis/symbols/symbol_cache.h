// What is known of the code of modules, kept on disk by build id.
//
// Read and written by Symbolizer, so that a second report on a program need not read its debug info
// again, and one of a program that was rebuilt since still has its names.
//
// Ownership: a folder of files, one a module, that belongs to tidemark alone. At most kMostFiles
//   are kept; the oldest go.
// Threading: any number of processes may use one folder: files appear whole, by rename, and of two
//   that are written at once one is lost, which costs time and nothing else.
// Errors: none. A file that is damaged, of another version or not ours counts as absent and is
//   written anew; a folder that cannot be written is no cache.
//
//   SymbolCache cache(DefaultSymbolCacheFolder());
//   std::optional<CachedSymbols> known = cache.Load(build_id);
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_SYMBOL_CACHE_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_SYMBOL_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/symbols/code_module.h"
#include "tidemark/analysis/symbols/source_frame.h"

namespace tidemark::analysis {

struct CachedSymbols {
  SymbolDetail detail = SymbolDetail::kNothing;
  SymbolProblem problem = SymbolProblem::kNone;
  // Of the files that it was taken from: where they are others now, they may tell more.
  std::string files;
  std::map<uint64_t, SourceFrames> frames;  // by pc; empty where nothing is known

  friend bool operator==(const CachedSymbols&, const CachedSymbols&) = default;
};

class SymbolCache {
 public:
  static constexpr size_t kMostFiles = 1024;
  static constexpr size_t kLargestFile = size_t{64} << 20;

  // Empty: no cache.
  explicit SymbolCache(std::string folder) : folder_(std::move(folder)) {}

  std::optional<CachedSymbols> Load(const std::string& build_id) const;
  void Store(const std::string& build_id, const CachedSymbols& symbols) const;
  // Removes the oldest files where there are more than kMostFiles.
  void Prune() const;

 private:
  // Empty where the build id cannot be the name of a file, or there is no cache.
  std::string PathOf(const std::string& build_id) const;

  std::string folder_;
};

// $XDG_CACHE_HOME/tidemark/symbols, else ~/.cache/tidemark/symbols; empty where neither is known.
std::string DefaultSymbolCacheFolder();

// The contents of a cache file. Decode gives nothing for what Encode did not make for this build.
std::string EncodeCachedSymbols(const std::string& build_id, const CachedSymbols& symbols);
std::optional<CachedSymbols> DecodeCachedSymbols(const std::string& build_id,
                                                 absl::string_view bytes);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_SYMBOL_CACHE_H_
