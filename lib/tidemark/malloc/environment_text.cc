#include "tidemark/malloc/environment_text.h"

#include <unistd.h>

#include <cstring>
#include <string_view>

namespace tidemark::malloc_internal {
namespace {

bool Names(const char* entry, std::string_view name) {
  return std::strncmp(entry, name.data(), name.size()) == 0 && entry[name.size()] == '=';
}

}  // namespace

char* FindVariable(const char* name) noexcept {
  if (environ == nullptr) return nullptr;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (Names(*entry, name)) return *entry + std::strlen(name) + 1;
  }
  return nullptr;
}

void RemoveVariable(const char* name) noexcept {
  if (environ == nullptr) return;
  char** kept = environ;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!Names(*entry, name)) *kept++ = *entry;
  }
  *kept = nullptr;
}

std::string_view FindInPreload(const char* list, std::string_view library) noexcept {
  for (const char* at = list; at != nullptr && *at != '\0';) {
    const std::string_view item(at, std::strcspn(at, ": "));
    if (item.substr(item.rfind('/') + 1) == library) return item;
    at += item.size();
    at += std::strspn(at, ": ");
  }
  return {};
}

void RemoveFromPreload(const char* library) noexcept {
  char* const list = FindVariable("LD_PRELOAD");
  if (list == nullptr) return;
  char* out = list;
  const char* in = list;
  while (*in != '\0') {
    const size_t length = std::strcspn(in, ": ");
    const std::string_view item(in, length);
    const bool ours = item.substr(item.rfind('/') + 1) == library;
    if (!ours && length > 0) {
      if (out != list) *out++ = ':';
      std::memmove(out, in, length);
      out += length;
    }
    in += length;
    in += std::strspn(in, ": ");
  }
  *out = '\0';
  if (out == list) RemoveVariable("LD_PRELOAD");
}

}  // namespace tidemark::malloc_internal
