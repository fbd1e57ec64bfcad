// Functions whose frames differ in shape, compiled without frame pointers: what stack walks have to
// get through. Each calls `leaf` at the end of a chain of frames.
//
// Threading: any.
#ifndef TIDEMARK_TESTS_RECORD_UNWIND_UNWIND_SHAPES_H_
#define TIDEMARK_TESTS_RECORD_UNWIND_UNWIND_SHAPES_H_

#include <cstddef>

namespace tidemark::test_support {

using Leaf = void (*)(void* context);

void ThroughPlainFrames(int depth, Leaf leaf, void* context);
// Frames of a size that is known only at run time, so that their CFA is found from rbp.
void ThroughVariableFrames(int depth, size_t bytes, Leaf leaf, void* context);
void ThroughLargeFrame(Leaf leaf, void* context);
// A frame that is aligned to 64 bytes and of variable size: its CFA is an expression.
void ThroughRealignedFrame(size_t bytes, Leaf leaf, void* context);
// A comparison function called by qsort of the C library.
void ThroughQsort(Leaf leaf, void* context);
void ThroughStdFunction(Leaf leaf, void* context);
// A destructor that runs while an exception is on its way.
void ThroughException(Leaf leaf, void* context);

}  // namespace tidemark::test_support

#endif  // TIDEMARK_TESTS_RECORD_UNWIND_UNWIND_SHAPES_H_
