// Numbers the places in the program that events come from.
//
// Used by the recorder under its lock: the same place, whatever pointers name it, has one id.
//
// Ownership: copies the texts. Threading: none of its own.
#ifndef TIDEMARK_RECORD_BUFFER_SITE_INTERNER_H_
#define TIDEMARK_RECORD_BUFFER_SITE_INTERNER_H_

#include <map>
#include <string>
#include <tuple>

#include "tidemark/base/ids.h"
#include "tidemark/base/source_location.h"

namespace tidemark::record {

class SiteInterner {
 public:
  struct Result {
    SiteId id;           // 0 for an unknown place without a label
    bool first = false;  // true when the place was not seen before: it must be defined now
  };

  Result Find(const SourceLocation& location, const char* label);

  // The place that was just found for the first time could not be defined: it was never seen.
  void Forget(const SourceLocation& location, const char* label);

 private:
  // Literals keep their addresses, so most look-ups compare pointers only.
  using PointerKey = std::tuple<const char*, const char*, uint32_t, const char*>;
  using TextKey = std::tuple<std::string, std::string, uint32_t, std::string>;

  // Not Abseil's maps: this is also linked into the malloc interposer, where they cannot be.
  // Threads ask here only for what their own cache has not.
  std::map<PointerKey, SiteId> by_pointer_;
  std::map<TextKey, SiteId> by_text_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_SITE_INTERNER_H_
