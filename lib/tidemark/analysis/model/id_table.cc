#include "tidemark/analysis/model/id_table.h"

#include "absl/container/flat_hash_map.h"

namespace tidemark::analysis {

struct IdTable::Rep {
  absl::flat_hash_map<int64_t, int64_t> values;
};

IdTable::IdTable() : rep_(std::make_unique<Rep>()) {}
IdTable::IdTable(IdTable&& other) noexcept = default;
IdTable& IdTable::operator=(IdTable&& other) noexcept = default;
IdTable::~IdTable() = default;

const int64_t* IdTable::Find(int64_t id) const {
  auto it = rep_->values.find(id);
  return it == rep_->values.end() ? nullptr : &it->second;
}

int64_t& IdTable::operator[](int64_t id) { return rep_->values[id]; }

std::pair<const int64_t*, bool> IdTable::Insert(int64_t id, int64_t value) {
  auto [it, inserted] = rep_->values.try_emplace(id, value);
  return {&it->second, inserted};
}

size_t IdTable::size() const { return rep_->values.size(); }

}  // namespace tidemark::analysis
