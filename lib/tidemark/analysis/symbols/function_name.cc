#include "tidemark/analysis/symbols/function_name.h"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "tidemark/analysis/symbols/demangled_text_internal.h"

namespace tidemark::analysis {
namespace {

constexpr size_t kLongestName = 240;           // shown
constexpr size_t kLongestLinkageName = 16384;  // looked at
constexpr double kMostExpansionBits = 24;

// A mangled name says "the same as before" in a few letters, and what was before may be full of
// such references itself: 400 letters can stand for terabytes. The logarithm of an upper bound of
// what the name expands to: each thing that is referred to c times makes what comes after it at
// most 1 + c times as long.
double ExpansionBits(absl::string_view name) {
  std::map<absl::string_view, int> references;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] != 'S' && name[i] != 'T') continue;
    size_t end = i + 1;
    while (end < name.size() && (absl::ascii_isdigit(static_cast<unsigned char>(name[end])) ||
                                 absl::ascii_isupper(static_cast<unsigned char>(name[end])))) {
      ++end;
    }
    if (end < name.size() && name[end] == '_') ++references[name.substr(i, end - i)];
  }
  double bits = std::log2(static_cast<double>(name.size() + 1));
  for (const auto& [reference, count] : references) bits += std::log2(1.0 + count);
  return bits;
}

// Without what compilers and linkers add to names.
absl::string_view WithoutSuffixes(absl::string_view name) {
  absl::ConsumePrefix(&name, "__GI_");  // glibc's name for calls within itself
  const size_t version = name.find('@', 1);
  if (version != absl::string_view::npos) name = name.substr(0, version);
  static constexpr std::array<absl::string_view, 7> kParts = {
      ".cold", ".part", ".constprop", ".isra", ".lto_priv", ".llvm", ".localalias"};
  while (true) {
    absl::string_view shorter = name;
    while (!shorter.empty() && absl::ascii_isdigit(static_cast<unsigned char>(shorter.back()))) {
      shorter.remove_suffix(1);
    }
    if (shorter.size() == name.size() || !absl::ConsumeSuffix(&shorter, ".")) shorter = name;
    const auto part = std::find_if(kParts.begin(), kParts.end(), [&](absl::string_view suffix) {
      return absl::EndsWith(shorter, suffix);
    });
    if (part == kParts.end() || part->size() == shorter.size()) return name;
    name = shorter.substr(0, shorter.size() - part->size());
  }
}

std::string Demangle(absl::string_view name) {
  if (!absl::StartsWith(name, "_Z") || ExpansionBits(name) > kMostExpansionBits) return "";
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(std::string(name).c_str(), nullptr, nullptr, &status), &std::free);
  return status == 0 && text != nullptr ? text.get() : "";
}

// Rust's older names end in a hash: core::fmt::write::h0123456789abcdef.
absl::string_view WithoutHash(absl::string_view name) {
  constexpr size_t kHash = 19;
  if (name.size() <= kHash || !absl::StartsWith(name.substr(name.size() - kHash), "::h")) {
    return name;
  }
  const absl::string_view digits = name.substr(name.size() - 16);
  const bool hash = std::all_of(digits.begin(), digits.end(), [](char c) {
    return absl::ascii_isxdigit(static_cast<unsigned char>(c));
  });
  return hash ? name.substr(0, name.size() - kHash) : name;
}

// The end of a long name says more than its beginning.
std::string Bounded(absl::string_view name) {
  if (name.size() <= kLongestName) return std::string(name);
  return absl::StrCat("...", name.substr(name.size() - (kLongestName - 3)));
}

}  // namespace

std::string FunctionName(absl::string_view linkage_name) {
  const absl::string_view name =
      WithoutSuffixes(linkage_name.substr(0, std::min(linkage_name.size(), kLongestLinkageName)));
  const std::string demangled = Demangle(name);
  return demangled.empty() ? Bounded(name) : ShortFunctionName(demangled);
}

std::string ShortFunctionName(absl::string_view demangled) {
  const absl::string_view name = WithoutHash(demangled);
  const std::string tidy = DemangledText(name).FunctionName();
  return Bounded(tidy.empty() ? name : absl::string_view(tidy));
}

}  // namespace tidemark::analysis
