// The members of HashTable, for the files that instantiate one.
//
//   template class HashTable<int64_t, LiveView>;
#ifndef TIDEMARK_ANALYSIS_MODEL_HASH_TABLE_INTERNAL_H_
#define TIDEMARK_ANALYSIS_MODEL_HASH_TABLE_INTERNAL_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/model/hash_table.h"

namespace tidemark::analysis {

template <class Key, class Value>
struct HashTable<Key, Value>::Rep {
  absl::flat_hash_map<Key, Value> values;
};

template <class Key, class Value>
HashTable<Key, Value>::HashTable() : rep_(std::make_unique<Rep>()) {}
template <class Key, class Value>
HashTable<Key, Value>::HashTable(HashTable&& other) noexcept = default;
template <class Key, class Value>
HashTable<Key, Value>& HashTable<Key, Value>::operator=(HashTable&& other) noexcept = default;
template <class Key, class Value>
HashTable<Key, Value>::~HashTable() = default;

template <class Key, class Value>
Value* HashTable<Key, Value>::Find(Key key) {
  auto it = rep_->values.find(key);
  return it == rep_->values.end() ? nullptr : &it->second;
}

template <class Key, class Value>
const Value* HashTable<Key, Value>::Find(Key key) const {
  auto it = rep_->values.find(key);
  return it == rep_->values.end() ? nullptr : &it->second;
}

template <class Key, class Value>
Value& HashTable<Key, Value>::operator[](Key key) {
  return rep_->values[key];
}

template <class Key, class Value>
std::pair<Value*, bool> HashTable<Key, Value>::Insert(Key key, Value value) {
  auto [it, inserted] = rep_->values.try_emplace(key, std::move(value));
  return {&it->second, inserted};
}

template <class Key, class Value>
bool HashTable<Key, Value>::Erase(Key key) {
  return rep_->values.erase(key) > 0;
}

template <class Key, class Value>
size_t HashTable<Key, Value>::size() const {
  return rep_->values.size();
}

template <class Key, class Value>
std::vector<Key> HashTable<Key, Value>::Keys() const {
  std::vector<Key> keys;
  keys.reserve(rep_->values.size());
  for (const auto& [key, value] : rep_->values) keys.push_back(key);
  return keys;
}

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_HASH_TABLE_INTERNAL_H_
