#include "tidemark/record/buffer/site_interner.h"

namespace tidemark::record {
namespace {

std::string Text(const char* text) { return text != nullptr ? text : ""; }

}  // namespace

SiteInterner::Result SiteInterner::Find(const SourceLocation& location, const char* label) {
  if (location.file == nullptr && label == nullptr) return {};
  const PointerKey pointers(location.file, location.function, location.line, label);
  if (const auto known = by_pointer_.find(pointers); known != by_pointer_.end()) {
    return {known->second, false};
  }
  TextKey text(Text(location.file), Text(location.function), location.line, Text(label));
  const SiteId fresh(static_cast<int64_t>(by_text_.size()) + 1);
  const auto [entry, first] = by_text_.try_emplace(std::move(text), fresh);
  by_pointer_.emplace(pointers, entry->second);
  return {entry->second, first};
}

void SiteInterner::Forget(const SourceLocation& location, const char* label) {
  by_pointer_.erase(PointerKey(location.file, location.function, location.line, label));
  by_text_.erase(TextKey(Text(location.file), Text(location.function), location.line, Text(label)));
}

}  // namespace tidemark::record
