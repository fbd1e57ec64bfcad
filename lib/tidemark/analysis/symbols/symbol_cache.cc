#include "tidemark/analysis/symbols/symbol_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/unfinished_file.h"

namespace tidemark::analysis {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kSuffix = ".symbols";
constexpr absl::string_view kUnfinished = ".unfinished-";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Whole, or nothing.
std::optional<std::string> ReadFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status = {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      static_cast<uint64_t>(status.st_size) > SymbolCache::kLargestFile) {
    return std::nullopt;
  }
  std::string bytes(static_cast<size_t>(status.st_size), '\0');
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t got = read(file.get(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    done += static_cast<size_t>(got);
  }
  return bytes;
}

bool WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

}  // namespace

std::string DefaultSymbolCacheFolder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  // A relative path is to be ignored, says the XDG specification.
  std::string root = variable("XDG_CACHE_HOME");
  if (!absl::StartsWith(root, "/")) {
    root = variable("HOME");
    if (!absl::StartsWith(root, "/")) return "";
    absl::StrAppend(&root, "/.cache");
  }
  return absl::StrCat(root, "/tidemark/symbols");
}

std::string SymbolCache::PathOf(const std::string& build_id) const {
  if (folder_.empty() || !IsBuildId(build_id)) return "";
  return absl::StrCat(folder_, "/", build_id, kSuffix);
}

std::optional<CachedSymbols> SymbolCache::Load(const std::string& build_id) const {
  const std::string path = PathOf(build_id);
  if (path.empty()) return std::nullopt;
  const std::optional<std::string> bytes = ReadFile(path);
  if (!bytes.has_value()) return std::nullopt;
  return DecodeCachedSymbols(build_id, *bytes);
}

void SymbolCache::Store(const std::string& build_id, const CachedSymbols& symbols) const {
  const std::string path = PathOf(build_id);
  if (path.empty()) return;
  const std::string bytes = EncodeCachedSymbols(build_id, symbols);
  if (bytes.size() > kLargestFile) return;
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  std::string unfinished = absl::StrCat(folder_, "/", kUnfinished, "XXXXXX");
  {
    const Descriptor file(mkostemp(unfinished.data(), O_CLOEXEC));
    if (file.get() < 0) return;
    const UnfinishedFile guard(unfinished);
    if (WriteAll(file.get(), bytes) && rename(unfinished.c_str(), path.c_str()) == 0) return;
  }
  unlink(unfinished.c_str());
}

void SymbolCache::Prune() const {
  if (folder_.empty()) return;
  std::vector<std::tuple<fs::file_time_type, std::string>> files;
  std::error_code error;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    // What a process that was killed left behind goes as well, in its turn.
    if (!absl::EndsWith(name, kSuffix) && !absl::StartsWith(name, kUnfinished)) continue;
    std::error_code ignored;
    files.emplace_back(fs::last_write_time(it->path(), ignored), it->path().string());
  }
  if (files.size() <= kMostFiles) return;
  std::sort(files.begin(), files.end());
  for (size_t i = 0; i < files.size() - kMostFiles; ++i) unlink(std::get<1>(files[i]).c_str());
}

}  // namespace tidemark::analysis
