// The narrowest dtype that holds each element of an array exactly.
//
// Called by ArrayValues for arrays that a recorder looks at.
//
// Dtypes are NumPy's short codes. Integers are compared with integers, signed ones before unsigned
//   ones of the same width; floats with floats, where every NaN is one value, and -0.0 is kept;
//   complex numbers part by part. A bool, and a dtype that is not known, is not looked at.
// Cost: memory is read once, in order; a wide float or complex array only up to its first element
//   that needs the width, which is known within a block.
// Threading: any. Memory that another thread writes meanwhile gives any of the answers that its old
//   and its new values would.
// Errors: none.
#ifndef TIDEMARK_RECORD_EVENTS_VALUE_SCAN_H_
#define TIDEMARK_RECORD_EVENTS_VALUE_SCAN_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace tidemark::record {

struct ValueScan {
  const char* fits = nullptr;  // a literal
  // Of integers that a signed one of 64 bits holds.
  std::optional<int64_t> min;
  std::optional<int64_t> max;
};

// Of the `bytes` / item size elements at `data`, which is aligned for them. nullopt without elements
// and for a dtype that is not looked at.
std::optional<ValueScan> ScanValues(const void* data, int64_t bytes,
                                    std::string_view dtype) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_VALUE_SCAN_H_
