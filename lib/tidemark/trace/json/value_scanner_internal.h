// Finds the end of a JSON value in text that arrives in parts, without looking into it more closely
// than brackets and strings demand.
//
// Produced for the splitter of documents; what it cuts out goes through a real parser afterwards.
//
//   ValueScanner scanner;
//   scanner.Scan("[1, \"]");   // kMore
//   scanner.Scan("[1, \"]\"]x");  // kWhole, length() == 8: the text so far and what came since
#ifndef TIDEMARK_TRACE_JSON_VALUE_SCANNER_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_VALUE_SCANNER_INTERNAL_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

class ValueScanner {
 public:
  enum class Outcome {
    kMore,   // the value does not end here; a scalar may
    kWhole,  // length() bytes are the value
    kBroken  // length() bytes, the last of which cannot be part of any value, or nests too deep
  };

  // `text` begins with the value's first byte, at every call.
  Outcome Scan(absl::string_view text);

  size_t length() const { return length_; }
  // Numbers, true, false and null end only where something else begins.
  bool is_scalar() const { return is_scalar_; }

  // After kMore: forgets `bytes` bytes, which the text of the next call will not have.
  void Forget(size_t bytes) { length_ -= bytes; }

 private:
  bool ScanString(absl::string_view text);
  Outcome Open(bool is_object);
  Outcome Close(bool is_object);

  size_t length_ = 0;
  bool started_ = false;
  bool is_scalar_ = false;
  bool in_string_ = false;
  int depth_ = 0;
  uint64_t objects_ = 0;  // the bit of each open level: whether it is an object
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_VALUE_SCANNER_INTERNAL_H_
