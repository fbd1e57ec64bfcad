// Interns the program's call sites: equal sites get one id, whatever pointers name them.
//
// Used by Recording, under its lock.
//
// Ownership: copies the strings. Threading: not synchronized.
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
    SiteId id;           // 0 for an unknown site without a label
    bool first = false;  // the site is new: the caller must define it in the trace
  };

  Result Find(const SourceLocation& location, const char* label);

  // Undoes a Find() that returned `first`, because the site could not be defined.
  void Forget(const SourceLocation& location, const char* label);

 private:
  // Literals keep their addresses, so most look-ups compare pointers only.
  using PointerKey = std::tuple<const char*, const char*, uint32_t, const char*>;
  using TextKey = std::tuple<std::string, std::string, uint32_t, std::string>;

  static TextKey KeyOf(const SourceLocation& location, const char* label);

  // Not Abseil's maps, which cannot be linked into the malloc interposer. Asked only on a miss of a
  // thread's SiteCache.
  std::map<PointerKey, SiteId> by_pointer_;
  std::map<TextKey, SiteId> by_text_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_SITE_INTERNER_H_
