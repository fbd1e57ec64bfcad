#include "tidemark/base/python_module.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace tidemark {
namespace {

bool IsIdentifier(absl::string_view text) {
  const auto fits = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || byte == '_';
  };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(), fits);
}

// Behind the last of `marks` in the path, or npos.
size_t EndOf(absl::string_view path, absl::string_view mark) {
  const size_t at = path.rfind(mark);
  return at == absl::string_view::npos ? at : at + mark.size();
}

// Behind "/pythonX.Y/".
size_t EndOfLibrary(absl::string_view path) {
  constexpr absl::string_view kName = "/python";
  const size_t at = path.rfind("/python3.");
  if (at == absl::string_view::npos) return at;
  const size_t slash = path.find('/', at + kName.size());
  return slash == absl::string_view::npos ? slash : slash + 1;
}

// Where the name begins; npos: it is not installed.
size_t BeginOfInstalled(absl::string_view path) {
  for (const absl::string_view mark : {"/site-packages/", "/dist-packages/", "/lib-dynload/"}) {
    const size_t end = EndOf(path, mark);
    if (end != absl::string_view::npos) return end;
  }
  return EndOfLibrary(path);
}

// "pkg/module" or "pkg/__init__" to "pkg.module" and "pkg"; empty where it is no name.
std::string Dotted(absl::string_view path) {
  std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (!std::all_of(parts.begin(), parts.end(), IsIdentifier)) return "";
  if (parts.size() > 1 && parts.back() == "__init__") parts.pop_back();
  return absl::StrJoin(parts, ".");
}

}  // namespace

std::string InstalledPythonModule(absl::string_view path) {
  const size_t begin = BeginOfInstalled(path);
  if (begin == absl::string_view::npos) return "";
  absl::string_view rest = path.substr(begin);
  if (absl::ConsumeSuffix(&rest, ".py")) return Dotted(rest);
  // _umath.cpython-311-x86_64-linux-gnu.so, _umath.abi3.so, _umath.so
  if (!absl::ConsumeSuffix(&rest, ".so")) return "";
  const size_t name = rest.rfind('/') == absl::string_view::npos ? 0 : rest.rfind('/') + 1;
  const absl::string_view tag = rest.substr(std::min(rest.find('.', name), rest.size()));
  const bool is_extension =
      tag.empty() || absl::StartsWith(tag, ".cpython-") || absl::StartsWith(tag, ".abi");
  return is_extension ? Dotted(absl::StripSuffix(rest, tag)) : "";
}

std::string PythonModule(absl::string_view path) {
  absl::string_view frozen = path;
  if (absl::ConsumePrefix(&frozen, "<frozen ") && absl::ConsumeSuffix(&frozen, ">")) {
    return std::string(frozen);
  }
  if (std::string installed = InstalledPythonModule(path); !installed.empty()) return installed;
  absl::string_view rest = path;
  if (!absl::ConsumeSuffix(&rest, ".py")) return "";
  if (!absl::StartsWith(rest, "/")) {
    if (std::string name = Dotted(rest); !name.empty()) return name;
  }
  return std::string(rest.substr(rest.rfind('/') + 1));  // npos + 1 is 0
}

}  // namespace tidemark
