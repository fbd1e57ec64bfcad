#include "tidemark/analysis/rules/source_files.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace tidemark::analysis {
namespace {

std::optional<SourceFile> ReadRegular(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed) || failed) return std::nullopt;
  const std::uintmax_t size = std::filesystem::file_size(path, failed);
  if (failed || size > static_cast<std::uintmax_t>(kLargestSource)) return std::nullopt;
  SourceFile source{.path = path, .text = std::string(size, '\0')};
  std::ifstream stream(path, std::ios::binary);
  if (!stream.read(source.text.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return source;
}

}  // namespace

std::optional<SourceFile> ReadSourceFile(const std::string& file,
                                         const std::vector<std::string>& roots) {
  if (std::optional<SourceFile> source = ReadRegular(file)) return source;
  for (const std::string& root : roots) {
    absl::string_view rest = file;
    while (absl::ConsumePrefix(&rest, "/")) {
    }
    while (!rest.empty()) {
      if (std::optional<SourceFile> source = ReadRegular(absl::StrCat(root, "/", rest))) {
        return source;
      }
      const size_t slash = rest.find('/');
      if (slash == absl::string_view::npos) break;
      rest.remove_prefix(slash + 1);
    }
  }
  return std::nullopt;
}

}  // namespace tidemark::analysis
