// Says in the source that a finding of tidemark is known and wanted.
//
// Written by the program's authors; read by `tidemark report` and `tidemark check` in the source file
// that a finding names, where that file is at hand. Reports list such findings apart, with the reason,
// and no limit counts them.
//
// It stands on the line that the finding names or right above it, and covers that line alone. The rule
// is one that `tidemark explain` lists, or several with commas between. It is no code: nothing of it is
// in the program. Elsewhere than in C++ a comment does the same: "tidemark: allow RULE REASON".
//
//   TIDEMARK_ALLOW("unmodified-copy", "the library keeps what it is given");
//   Register(image.copy());
#ifndef TIDEMARK_MEMORY_ALLOW_H_
#define TIDEMARK_MEMORY_ALLOW_H_

// Both are literals, and neither is empty.
#define TIDEMARK_ALLOW(rule, reason) \
  static_assert(sizeof("" rule) > 1 && sizeof("" reason) > 1, "say a rule and a reason")

#endif  // TIDEMARK_MEMORY_ALLOW_H_
