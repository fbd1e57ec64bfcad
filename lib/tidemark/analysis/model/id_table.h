// A hash table from ids to numbers whose header is cheap to include: Abseil's is behind it.
//
// Used by whatever looks up ids of a trace; values that are no numbers are kept in a vector, and
// their indices here.
//
// Ownership: pointers to values are valid until the next insertion.
// Threading: one thread at a time.
//
//   IdTable serials;
//   serials[id] = 1;
//   if (const int64_t* serial = serials.Find(id)) Use(*serial);
#ifndef TIDEMARK_ANALYSIS_MODEL_ID_TABLE_H_
#define TIDEMARK_ANALYSIS_MODEL_ID_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace tidemark::analysis {

class IdTable {
 public:
  IdTable();
  IdTable(IdTable&& other) noexcept;
  IdTable& operator=(IdTable&& other) noexcept;
  ~IdTable();

  // Null where there is none.
  const int64_t* Find(int64_t id) const;
  bool Contains(int64_t id) const { return Find(id) != nullptr; }

  // The value of the id, which is 0 where there was none.
  int64_t& operator[](int64_t id);
  // Takes `value` only where there was none; says whether.
  std::pair<const int64_t*, bool> Insert(int64_t id, int64_t value);

  size_t size() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_ID_TABLE_H_
