#include "tidemark/record/events/array_values.h"

#include <new>

namespace tidemark::record {

void ArrayValues::Add(const AllocInfo& info) noexcept {
  if (info.kind != BufferKind::kArray || info.layout.dtype == nullptr || info.bytes == 0) return;
  const std::lock_guard lock(mutex_);
  try {
    arrays_[info.buffer] = {
        .address = info.address, .bytes = info.bytes, .dtype = info.layout.dtype};
  } catch (const std::bad_alloc&) {
    return;
  }
}

std::optional<ValueScan> ArrayValues::Take(BufferId buffer) noexcept {
  Watched array;
  {
    const std::lock_guard lock(mutex_);
    const auto found = arrays_.find(buffer);
    if (found == arrays_.end()) return std::nullopt;
    array = found->second;
    arrays_.erase(found);
  }
  return Scan(array);
}

std::optional<ValueScan> ArrayValues::Scan(const Watched& array) noexcept {
  return ScanValues(array.address, array.bytes, array.dtype);
}

}  // namespace tidemark::record
