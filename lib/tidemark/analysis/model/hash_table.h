// A hash table whose header is cheap to include: Abseil's is behind it.
//
// Used wherever the passes look something up by an id. The members are compiled in one file for
// each kind of table: hash_table.cc has the one from number to number; whoever needs another
// instantiates it in a .cc file that includes hash_table_internal.h.
//
// Ownership: the values are the table's; pointers to them are valid until the next insertion.
// Threading: one thread at a time.
//
//   HashTable<int64_t, int64_t> serials;
//   serials[id] = 1;
//   if (const int64_t* serial = serials.Find(id)) Use(*serial);
#ifndef TIDEMARK_ANALYSIS_MODEL_HASH_TABLE_H_
#define TIDEMARK_ANALYSIS_MODEL_HASH_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace tidemark::analysis {

template <class Key, class Value>
class HashTable {
 public:
  HashTable();
  HashTable(HashTable&& other) noexcept;
  HashTable& operator=(HashTable&& other) noexcept;
  ~HashTable();

  // Null where there is none.
  Value* Find(Key key);
  const Value* Find(Key key) const;
  bool Contains(Key key) const { return Find(key) != nullptr; }

  // The value of the key, which is default-made where there was none.
  Value& operator[](Key key);
  // Takes `value` only where there was none; says whether.
  std::pair<Value*, bool> Insert(Key key, Value value);
  // False where there was none.
  bool Erase(Key key);

  size_t size() const;
  bool empty() const { return size() == 0; }
  // In no order.
  std::vector<Key> Keys() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

extern template class HashTable<int64_t, int64_t>;

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_HASH_TABLE_H_
