// The words of a trace that are public, and so are kept when it is redacted: what recorders and array
// libraries call their operations, dtypes, memories and reasons.
//
// Consumed by the redactor. These are lists of what is allowed: any other word may be the user's.
//
// Threading: pure functions.
#ifndef TIDEMARK_REDACT_PUBLIC_WORDS_H_
#define TIDEMARK_REDACT_PUBLIC_WORDS_H_

#include "absl/strings/string_view.h"

namespace tidemark::redact {

bool IsPublicOperation(absl::string_view word);     // "matmul", "add.reduce"
bool IsPublicKind(absl::string_view word);          // of an alloc: "heap"
bool IsPublicReason(absl::string_view word);        // of a copy: "layout"
bool IsPublicIndex(absl::string_view word);         // of a gather: "run"
bool IsPublicDtype(absl::string_view word);         // "f8", "M8[ns]", "V16.2"
bool IsPublicSpace(absl::string_view word);         // "host", "cuda:0", "HIPManaged"
bool IsPublicType(absl::string_view word);          // of an interpreter's object: "dict"
bool IsPublicThread(absl::string_view word);        // "main"
bool IsVersion(absl::string_view word);             // "1.2.3"
bool IsPublicStackSetting(absl::string_view word);  // capture.stacks: "fp"

}  // namespace tidemark::redact

#endif  // TIDEMARK_REDACT_PUBLIC_WORDS_H_
