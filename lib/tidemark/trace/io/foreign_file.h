// What a file is that somebody took for a trace, told by its first bytes.
//
// Asked by OpenTrace where no reader knows the file; the answer is for a message, which then says more
// than that the first byte is wrong. A new kind is a row in foreign_file.cc.
//
// Threading: pure functions.
//
//   if (const ForeignFile* foreign = FindForeignFile(first_bytes)) ...  // foreign->what: "an ELF file"
#ifndef TIDEMARK_TRACE_IO_FOREIGN_FILE_H_
#define TIDEMARK_TRACE_IO_FOREIGN_FILE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

struct ForeignFile {
  absl::string_view what;    // "a file compressed with xz"
  absl::string_view advice;  // "unpack it first: xz -d FILE"; may be empty
};

// As many of the first bytes as FindForeignFile() can use.
inline constexpr size_t kForeignFileBytes = 512;

// nullptr: it may be a trace, as far as that goes, or is nothing that is known here.
const ForeignFile* FindForeignFile(absl::string_view first_bytes);

// "found WHAT, expected a trace; ADVICE".
std::string ForeignFileMessage(const ForeignFile& foreign);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_FOREIGN_FILE_H_
