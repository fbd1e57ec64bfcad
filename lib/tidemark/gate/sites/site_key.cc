#include "tidemark/gate/sites/site_key.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/sites/function_key.h"

namespace tidemark::gate {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLongestPath = 4096;

// Where services and distributions build, and how many folders below are names of the project.
struct BuildPlace {
  absl::string_view prefix;
  int folders;
};

std::string WithoutBuildPlace(absl::string_view file) {
  static constexpr std::array<BuildPlace, 9> kPlaces = {{{"/home/runner/work/", 2},
                                                         {"/__w/", 2},
                                                         {"/github/workspace/", 0},
                                                         {"/builds/", 2},
                                                         {"/proc/self/cwd/", 0},
                                                         {"/usr/src/debug/", 1},
                                                         {"/build/source/", 0},
                                                         {"/build/reproducible-path/", 1},
                                                         {"/build/", 1}}};
  for (const BuildPlace& place : kPlaces) {
    absl::string_view rest = file;
    if (!absl::ConsumePrefix(&rest, place.prefix)) continue;
    for (int i = 0; i < place.folders; ++i) {
      const size_t slash = rest.find('/');
      rest = slash == absl::string_view::npos ? absl::string_view() : rest.substr(slash + 1);
    }
    if (!rest.empty()) return std::string(rest);
  }
  return std::string(file);
}

bool HasGit(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / ".git", ignored);
}

std::string Below(absl::string_view folder, absl::string_view file) {
  if (folder.empty() || !absl::ConsumePrefix(&file, folder)) return "";
  if (!absl::EndsWith(folder, "/") && !absl::ConsumePrefix(&file, "/")) return "";
  return std::string(file);
}

absl::string_view BaseName(absl::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

bool IsSystemFile(absl::string_view file) {
  static constexpr std::array<absl::string_view, 7> kFolders = {
      "/usr/include/", "/usr/lib/", "/usr/lib64/", "/usr/local/include/",
      "/lib/",         "/lib64/",   "/nix/store/"};
  return std::any_of(kFolders.begin(), kFolders.end(),
                     [&](absl::string_view folder) { return absl::StartsWith(file, folder); });
}

std::string FindRepository(const std::string& path) {
  std::error_code error;
  fs::path folder = fs::absolute(path, error).lexically_normal();
  if (error) return "";
  if (folder.filename().empty()) folder = folder.parent_path();  // "x/."
  while (true) {
    if (HasGit(folder)) return folder.string();
    if (folder == folder.parent_path()) return "";
    folder = folder.parent_path();
  }
}

SiteKeys::SiteKeys(Options options) : options_(std::move(options)) {
  std::string& repository = options_.repository;
  if (repository.empty()) return;
  std::error_code ignored;
  repository = fs::absolute(repository, ignored).lexically_normal().string();
  while (repository.size() > 1 && repository.back() == '/') repository.pop_back();
}

RepositoryFile SiteKeys::Find(const std::string& file) {
  if (file.size() > kLongestPath || file.find('\0') != std::string::npos) return {"", file};
  const std::string path = fs::path(file).lexically_normal().string();
  if (path[0] != '/') {
    absl::string_view relative = path;
    while (absl::ConsumePrefix(&relative, "../")) {
    }
    return {options_.repository, std::string(relative)};
  }
  std::string below = Below(options_.repository, path);
  if (!below.empty()) return {options_.repository, std::move(below)};
  if (IsSystemFile(path)) return {"", path};
  const std::string folder = fs::path(path).parent_path().string();
  const auto [it, inserted] = repositories_.try_emplace(folder);
  if (inserted) it->second = FindRepository(folder);
  below = Below(it->second, path);
  if (!below.empty()) return {it->second, std::move(below)};
  return {"", WithoutBuildPlace(path)};
}

const RepositoryFile& SiteKeys::FileOf(const std::string& file) {
  const auto [it, inserted] = files_.try_emplace(file);
  if (inserted && !file.empty()) it->second = Find(file);
  return it->second;
}

SiteKey SiteKeys::Of(const analysis::SiteReport& site, const std::string& kind,
                     const std::string& dtype, const std::string& scope) {
  SiteKey key;
  key.kind = CleanForDisplay(kind, true);
  key.dtype = CleanForDisplay(dtype, true);
  key.scope = CleanForDisplay(scope, true);
  if (!site.label.empty()) {
    key.label = CleanForDisplay(site.label, true);
    return key;
  }
  const bool without_source = site.file.empty() || site.file == site.module;
  key.file = CleanForDisplay(
      without_source ? BaseName(site.module) : absl::string_view(FileOf(site.file).file), true);
  const auto [it, inserted] = functions_.try_emplace(site.function);
  if (inserted) it->second = CleanForDisplay(FunctionKey(site.function), true);
  key.function = it->second;
  return key;
}

}  // namespace tidemark::gate
