#include <unistd.h>

#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/symbols/function_name.h"
#include "tidemark/analysis/symbols/module_files_internal.h"

namespace tidemark::analysis {
namespace {

namespace fs = std::filesystem;

// What a path means, without what compilers leave in it: "a/./b/../c" is "a/c". Links are not
// followed, for the folder of the build need not be here.
std::string PlainPath(const std::string& path) {
  if (path.empty()) return path;
  return fs::path(path).lexically_normal().string();
}

// The first of the files that is of that build.
std::unique_ptr<ElfImage> OpenBuild(const std::vector<std::string>& candidates,
                                    const std::string& build_id) {
  for (const std::string& candidate : candidates) {
    std::unique_ptr<ElfImage> image = ElfImage::Open(candidate);
    if (image != nullptr && image->build_id() == build_id) return image;
  }
  return nullptr;
}

}  // namespace

std::string DebugFilePath(const std::string& root, const std::string& build_id) {
  if (build_id.size() < 4) return "";
  return absl::StrCat(root, "/.build-id/", build_id.substr(0, 2), "/", build_id.substr(2),
                      ".debug");
}

std::string LocalPath(const CodeModule& module, const SymbolOptions& options) {
  const bool below = !options.sysroot.empty() && absl::StartsWith(module.path, "/");
  return below ? absl::StrCat(options.sysroot, module.path) : module.path;
}

ModuleFiles::ModuleFiles(const CodeModule& module, const SymbolOptions& options,
                         Debuginfod* debuginfod)
    : debug_roots_(options.debug_roots), debuginfod_(debuginfod) {
  const std::string path = LocalPath(module, options);
  OpenModule(path, module.build_id);
  if (module_ == nullptr || !TakeDebugInfo(*module_)) {
    debug_file_ = OpenDebugFile(module);
    if (debug_file_ != nullptr) TakeDebugInfo(*debug_file_);
  }
  if (module_ != nullptr) symbols_.Add(module_->elf());
  if (debug_file_ != nullptr) symbols_.Add(debug_file_->elf());
  symbols_.Build();
  if (debug_info_ != nullptr) {
    detail_ = SymbolDetail::kDebugInfo;
    problem_ = SymbolProblem::kNone;
  } else {
    if (!symbols_.empty()) detail_ = SymbolDetail::kSymbols;
    if (module_ != nullptr) problem_ = SymbolProblem::kStripped;
  }
}

void ModuleFiles::OpenModule(const std::string& path, const std::string& build_id) {
  // Of a name that is no path, as the kernel's vdso has it, there is no file.
  if (!absl::StartsWith(path, "/") || access(path.c_str(), R_OK) != 0) {
    problem_ = SymbolProblem::kMissing;
    return;
  }
  module_ = ElfImage::Open(path);
  if (module_ == nullptr) {
    problem_ = SymbolProblem::kNotElf;
  } else if (!build_id.empty() && module_->build_id() != build_id) {
    problem_ = SymbolProblem::kDiffers;
    module_ = nullptr;
  }
}

std::unique_ptr<ElfImage> ModuleFiles::OpenDebugFile(const CodeModule& module) const {
  const std::string& build_id = module.build_id;
  if (build_id.empty()) return nullptr;
  const std::string name = fs::path(module.path).filename().string();
  std::vector<std::string> candidates;
  for (const std::string& root : debug_roots_) {
    candidates.push_back(DebugFilePath(root, build_id));
    if (name.empty()) continue;
    candidates.push_back(absl::StrCat(root, "/", name, ".debug"));
    candidates.push_back(absl::StrCat(root, "/", name));
  }
  const std::string link = module_ == nullptr ? "" : module_->debug_link();
  if (!link.empty() && link.find('/') == std::string::npos) {
    const std::string folder = fs::path(module_->path()).parent_path().string();
    candidates.push_back(absl::StrCat(folder, "/", link));
    candidates.push_back(absl::StrCat(folder, "/.debug/", link));
    for (const std::string& root : debug_roots_) {
      candidates.push_back(absl::StrCat(root, "/", link));
      candidates.push_back(
          absl::StrCat(root, fs::path(module.path).parent_path().string(), "/", link));
    }
  }
  std::unique_ptr<ElfImage> image = OpenBuild(candidates, build_id);
  if (image != nullptr || debuginfod_ == nullptr) return image;
  return OpenBuild({debuginfod_->Find(build_id)}, build_id);
}

bool ModuleFiles::TakeDebugInfo(const ElfImage& image) {
  debug_info_ = DebugInfo::Read(image, [&](const std::string& name, const std::string& build_id) {
    const fs::path path = fs::path(image.path()).parent_path() / name;
    std::vector<std::string> candidates = {path.string()};
    for (const std::string& root : debug_roots_) {
      candidates.push_back(DebugFilePath(root, build_id));
    }
    return OpenBuild(candidates, build_id);
  });
  return debug_info_ != nullptr;
}

SourceFrames ModuleFiles::At(uint64_t pc) {
  SourceFrames frames;
  const std::string symbol = FunctionName(symbols_.NameAt(pc));
  if (debug_info_ != nullptr) {
    std::vector<DebugInfo::Frame> found = debug_info_->At(pc);
    for (size_t i = 0; i < found.size(); ++i) {
      SourceFrame frame{.function = FunctionName(found[i].linkage_name),
                        .file = PlainPath(found[i].file),
                        .line = found[i].line};
      // The symbol is that of the outermost, and knows of its namespace.
      if (frame.function.empty() && i + 1 == found.size()) frame.function = symbol;
      if (frame.function.empty()) frame.function = ShortFunctionName(found[i].name);
      frames.push_back(std::move(frame));
    }
  }
  if (frames.empty() && !symbol.empty()) {
    frames.push_back({.function = symbol, .file = "", .line = 0});
  }
  return frames;
}

}  // namespace tidemark::analysis
