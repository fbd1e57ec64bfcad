// A C string that may be null, as one that is not.
//
// Used where events borrow names and labels. Ownership: borrows. Threading: pure function.
#ifndef TIDEMARK_RECORD_OS_TEXT_OR_EMPTY_H_
#define TIDEMARK_RECORD_OS_TEXT_OR_EMPTY_H_

namespace tidemark::record {

inline const char* TextOrEmpty(const char* text) noexcept { return text != nullptr ? text : ""; }

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_TEXT_OR_EMPTY_H_
