#include "tidemark/record/buffer/site_interner.h"

#include "tidemark/record/os/text_or_empty.h"

namespace tidemark::record {

SiteInterner::TextKey SiteInterner::KeyOf(const SourceLocation& location, const char* label) {
  return TextKey(TextOrEmpty(location.file), TextOrEmpty(location.function), location.line,
                 TextOrEmpty(label));
}

SiteInterner::Result SiteInterner::Find(const SourceLocation& location, const char* label) {
  if (location.file == nullptr && label == nullptr) return {};
  const PointerKey pointers(location.file, location.function, location.line, label);
  if (const auto known = by_pointer_.find(pointers); known != by_pointer_.end()) {
    return {known->second, false};
  }
  const SiteId fresh(static_cast<int64_t>(by_text_.size()) + 1);
  const auto [entry, first] = by_text_.try_emplace(KeyOf(location, label), fresh);
  by_pointer_.emplace(pointers, entry->second);
  return {entry->second, first};
}

void SiteInterner::Forget(const SourceLocation& location, const char* label) {
  by_pointer_.erase(PointerKey(location.file, location.function, location.line, label));
  by_text_.erase(KeyOf(location, label));
}

}  // namespace tidemark::record
