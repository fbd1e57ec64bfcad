#include "tidemark/malloc/exec_environment.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "tidemark/malloc/environment_text.h"
#include "tidemark/record/environment.h"

namespace tidemark::malloc_internal {
namespace {

// Never destroyed: exec may be called from a destructor.
std::vector<std::string>* variables = nullptr;
std::string* preload = nullptr;

bool IsOurs(std::string_view entry) {
  for (const char* const name : record::kVariables) {
    const size_t size = std::strlen(name);
    if (entry.substr(0, size) == name && entry.substr(size, 1) == "=") return true;
  }
  return false;
}

char* Copy(const std::string& text) {
  char* const copy = new char[text.size() + 1];
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

}  // namespace

void RememberEnvironment() {
  variables = new std::vector<std::string>;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (IsOurs(*entry)) variables->emplace_back(*entry);
  }
  const char* const list = FindVariable("LD_PRELOAD");
  preload = new std::string(FindInPreload(list, kLibraryName));
}

char* const* EnvironmentForExec(char* const* environment, const std::string& trace) {
  if (variables == nullptr || preload->empty()) return nullptr;
  constexpr std::string_view kPreload = "LD_PRELOAD=";
  std::vector<char*> entries;
  std::string libraries = std::string(kPreload) + *preload;
  for (char* const* entry = environment; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (IsOurs(text)) continue;
    if (text.substr(0, kPreload.size()) == kPreload) {
      const std::string_view others = text.substr(kPreload.size());
      const bool listed = !FindInPreload(others.data(), kLibraryName).empty();
      if (listed) libraries = kPreload;
      if (!others.empty()) libraries.append(listed ? "" : ":").append(others);
    } else {
      entries.push_back(*entry);
    }
  }
  for (const std::string& variable : *variables) entries.push_back(Copy(variable));
  entries.push_back(Copy(libraries));
  entries.push_back(
      Copy(std::string(record::kExecVariable) + "=" + std::to_string(getpid()) + ":" + trace));
  entries.push_back(nullptr);
  auto* const copy = new char*[entries.size()];
  std::copy(entries.begin(), entries.end(), copy);
  return copy;
}

std::string TraceFromExec() {
  const char* const value = FindVariable(record::kExecVariable);
  if (value == nullptr) return "";
  const std::string_view text = value;
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.substr(0, colon) != std::to_string(getpid())) {
    return "";
  }
  return std::string(text.substr(colon + 1));
}

}  // namespace tidemark::malloc_internal
