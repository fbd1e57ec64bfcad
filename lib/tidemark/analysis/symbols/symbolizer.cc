#include "tidemark/analysis/symbols/symbolizer.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/symbols/debuginfod_internal.h"
#include "tidemark/analysis/symbols/module_files_internal.h"

namespace tidemark::analysis {
namespace {

std::string FileState(const std::string& path) {
  struct stat status = {};
  if (path.empty() || stat(path.c_str(), &status) != 0) return "-";
  return absl::StrCat(status.st_size, ".", status.st_mtim.tv_sec, ".", status.st_mtim.tv_nsec);
}

// Changes when a file that may describe the module appears, disappears or is replaced.
std::string FilesOf(const CodeModule& module, const SymbolOptions& options) {
  const std::string path = LocalPath(module, options);
  const size_t slash = path.rfind('/');
  std::string hidden = path;
  if (slash != std::string::npos) hidden.insert(slash, "/.debug");
  std::string files = absl::StrCat(FileState(path), " ", FileState(path + ".debug"), " ",
                                   FileState(hidden + ".debug"));
  for (const std::string& root : options.debug_roots) {
    absl::StrAppend(&files, " ", FileState(DebugFilePath(root, module.build_id)), " ",
                    FileState(root));
  }
  return files;
}

bool HasNames(const SourceFrames& frames) {
  return std::any_of(frames.begin(), frames.end(),
                     [](const SourceFrame& frame) { return !frame.function.empty(); });
}

}  // namespace

struct Symbolizer::Known {
  CodeModule module;
  bool prepared = false;
  CachedSymbols symbols;                    // read from the cache, and to be kept there
  bool changed = false;                     // since
  std::map<uint64_t, SourceFrames> unkept;  // found when the files had less than the cache
  std::unique_ptr<ModuleFiles> files;
  int64_t nameless = 0;
};

Symbolizer::Symbolizer(const SymbolOptions& options)
    : options_(options),
      debuginfod_(options.debuginfod ? std::make_unique<Debuginfod>() : nullptr),
      cache_(options.cache_folder) {}

Symbolizer::~Symbolizer() = default;

size_t Symbolizer::Module(const CodeModule& module) {
  auto [it, inserted] = numbers_.try_emplace(module, modules_.size());
  if (inserted) {
    modules_.push_back(std::make_unique<Known>());
    modules_.back()->module = module;
  }
  return it->second;
}

ModuleFiles& Symbolizer::Files(Known* known) {
  if (known->files == nullptr) {
    known->files = std::make_unique<ModuleFiles>(known->module, options_, debuginfod_.get());
  }
  return *known->files;
}

void Symbolizer::Prepare(Known* known) {
  known->prepared = true;
  const std::string files = FilesOf(known->module, options_);
  if (std::optional<CachedSymbols> cached = cache_.Load(known->module.build_id)) {
    // Debug info of a build id never changes. Where there was less, there may be more now; and
    // where there is nothing now, the cache is what is left of the module.
    const bool same_files = cached->files == files && debuginfod_ == nullptr;
    if (cached->detail == SymbolDetail::kDebugInfo || same_files ||
        Files(known).detail() < cached->detail) {
      known->symbols = *std::move(cached);
      return;
    }
  }
  known->symbols.detail = Files(known).detail();
  known->symbols.problem = Files(known).problem();
  known->symbols.files = files;
}

const SourceFrames& Symbolizer::At(size_t module, uint64_t pc) {
  Known& known = *modules_[module];
  if (!known.prepared) Prepare(&known);
  const SourceFrames& frames = Find(&known, pc);
  if (!HasNames(frames)) ++known.nameless;
  return frames;
}

const SourceFrames& Symbolizer::Find(Known* known, uint64_t pc) {
  for (const auto* frames : {&known->symbols.frames, &known->unkept}) {
    auto it = frames->find(pc);
    if (it != frames->end()) return it->second;
  }
  ModuleFiles& files = Files(known);
  const bool keep = files.detail() >= known->symbols.detail;
  known->changed = known->changed || keep;
  return (keep ? known->symbols.frames : known->unkept).emplace(pc, files.At(pc)).first->second;
}

void Symbolizer::Save() {
  bool stored = false;
  for (const std::unique_ptr<Known>& module : modules_) {
    Known& known = *module;
    // Of a module that was not there nothing is known that would be worth to be kept.
    if (!known.changed || known.symbols.detail == SymbolDetail::kNothing) continue;
    cache_.Store(known.module.build_id, known.symbols);
    known.changed = false;
    stored = true;
  }
  if (stored) cache_.Prune();
}

std::vector<Symbolizer::Problem> Symbolizer::problems() const {
  std::vector<Problem> problems;
  for (const std::unique_ptr<Known>& known : modules_) {
    if (known->nameless == 0) continue;
    // Where the cache answered everything, the files were not checked.
    const bool looked = known->files != nullptr && known->files->problem() != SymbolProblem::kNone;
    problems.push_back({.path = known->module.path,
                        .detail = known->symbols.detail,
                        .problem = looked ? known->files->problem() : known->symbols.problem,
                        .addresses = known->nameless});
  }
  return problems;
}

}  // namespace tidemark::analysis
