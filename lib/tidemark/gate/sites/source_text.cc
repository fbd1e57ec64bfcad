#include "tidemark/gate/sites/source_text.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/display_text.h"

namespace tidemark::gate {
namespace {

namespace fs = std::filesystem;

// The file that the path leads to; empty where that is none to be read below the root.
fs::path Readable(const RepositoryFile& file) {
  std::error_code error;
  const fs::path root = fs::canonical(file.root, error);
  if (error) return {};
  fs::path path = fs::canonical(root / file.file, error);
  if (error || !fs::is_regular_file(path, error) || error) return {};
  const fs::path below = path.lexically_relative(root);
  if (below.empty() || *below.begin() == "..") return {};
  const uintmax_t bytes = fs::file_size(path, error);
  if (error || bytes > SourceText::kLargestFile) return {};
  return path;
}

}  // namespace

SourceText::Lines SourceText::Read(const RepositoryFile& file) {
  Lines lines;
  const fs::path path = Readable(file);
  if (path.empty()) return lines;
  std::ifstream stream(path, std::ios::binary);
  lines.text.resize(kLargestFile);
  stream.read(lines.text.data(), static_cast<std::streamsize>(kLargestFile));
  lines.text.resize(static_cast<size_t>(stream.gcount()));
  lines.text.shrink_to_fit();
  if (lines.text.find('\0') != std::string::npos) return {};
  for (size_t at = 0; at < lines.text.size();) {
    lines.begins.push_back(at);
    const size_t end = lines.text.find('\n', at);
    at = end == std::string::npos ? lines.text.size() : end + 1;
  }
  return lines;
}

std::string SourceText::Line(const RepositoryFile& file, int64_t line) {
  if (file.root.empty() || file.file.empty() || line < 1) return "";
  std::string name = absl::StrCat(file.root, "/", file.file);
  auto it = files_.find(name);
  if (it == files_.end()) {
    if (files_.size() >= kMostFiles) return "";
    it = files_.emplace(std::move(name), Read(file)).first;
  }
  const Lines& lines = it->second;
  const auto index = static_cast<uint64_t>(line) - 1;
  if (index >= lines.begins.size()) return "";
  const size_t begin = lines.begins[index];
  const size_t end = index + 1 < lines.begins.size() ? lines.begins[index + 1] : lines.text.size();
  // A line may be the whole of a generated file.
  std::string text = lines.text.substr(begin, std::min(end - begin, 8 * kLongestLine));
  for (char& c : text) {
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) c = ' ';
  }
  absl::RemoveExtraAsciiWhitespace(&text);
  return ElideEnd(CleanForDisplay(text, true), kLongestLine, true);
}

}  // namespace tidemark::gate
