// Looks at a program's file before it is executed: whether a library can be preloaded into it.
//
// Consumed by `tidemark run`, and by the interposer when a recorded process becomes another program.
// Without an allocation and without a lock, for exec may be called anywhere.
//
// Threading: any thread. Errors: what cannot be read is taken to be fine, the kernel will tell.
//
//   const ProgramImage image = ExamineProgram("/bin/busybox");
//   if (const char* why = image.why_not(); why != nullptr) ...  // "is statically linked"
#ifndef TIDEMARK_RECORD_OS_PROGRAM_IMAGE_H_
#define TIDEMARK_RECORD_OS_PROGRAM_IMAGE_H_

#include <cstdint>

namespace tidemark::record {

struct ProgramImage {
  enum class Kind : uint8_t {
    kPreloadable,
    kStatic,        // names no dynamic loader
    kOtherWidth,    // of 32 bits
    kOtherMachine,  // of another processor, run by an emulator
    kOtherLibrary,  // of a C library whose loader could not load ours: musl and its like
    kPrivileged,    // gains privileges, so its loader ignores LD_PRELOAD
    kSanitized,     // built with a sanitizer, which has an allocator of its own
    kOwnMalloc,     // defines malloc, which its libraries then call
  };
  Kind kind = Kind::kPreloadable;
  // The interpreter of a script that this is said of, else empty.
  char interpreter[256] = "";

  // The end of a sentence that begins with the file's name; nullptr where it can be preloaded.
  const char* why_not() const noexcept;
};

// `path` as given to execve. A script is judged by its interpreter.
ProgramImage ExamineProgram(const char* path) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_PROGRAM_IMAGE_H_
