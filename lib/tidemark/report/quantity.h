// Numbers with their units, as the text report words them.
//
// Produced from a Report's integers; consumed by the sections of the text report.
// Threading: pure functions.
//
//   CountText(1234567);           // "1,234,567"
//   Counted(2, "copy", "copies"); // "2 copies"
//   DurationText(4'500'000);      // "4.5 ms"
//   ShareText(1, 3);              // "33%"
#ifndef TIDEMARK_REPORT_QUANTITY_H_
#define TIDEMARK_REPORT_QUANTITY_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::report {

std::string CountText(int64_t count);

std::string Counted(int64_t count, absl::string_view singular, absl::string_view plural);

// "95.3 MiB"; three significant digits.
std::string BytesText(int64_t bytes);

// Nanoseconds as ns, us, ms or s, with three significant digits.
std::string DurationText(int64_t nanoseconds);

// Of `whole`, in whole percent: "<1%" for what is less but not nothing, and never "100%" for what
// is not all. Empty when `whole` is 0.
std::string ShareText(int64_t part, int64_t whole);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_QUANTITY_H_
