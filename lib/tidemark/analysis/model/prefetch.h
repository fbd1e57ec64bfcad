// Fetching records from memory before they are needed.
//
// Used where many records are gone through that lie anywhere in memory: while one is worked on, those
// that come next are on their way.
#ifndef TIDEMARK_ANALYSIS_MODEL_PREFETCH_H_
#define TIDEMARK_ANALYSIS_MODEL_PREFETCH_H_

#include <cstddef>

namespace tidemark::analysis {

// All lines of the cache that the record lies in, and `more` bytes behind it. It need not exist.
template <class Record>
void PrefetchRecord(const Record* record, size_t more = 0) {
  constexpr size_t kLine = 64;
  const char* const at = reinterpret_cast<const char*>(record);
  const size_t bytes = sizeof(Record) + more;
  for (size_t byte = 0; byte < bytes; byte += kLine) __builtin_prefetch(at + byte);
  __builtin_prefetch(at + bytes - 1);
}

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_PREFETCH_H_
