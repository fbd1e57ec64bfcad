// Python's own objects as blocks of the heap: the interpreter's allocators of objects and of their
// memory are replaced by malloc, and what ends is recorded with the type that it had.
//
// Without it objects lie in arenas, which malloc does not see. Set up before the interpreter starts,
// by a function of its own (PyMem_SetAllocator), so that no variable of the environment is needed and
// -I and -E do not matter. Who asks for another allocator (PYTHONMALLOC, -X dev) gets that one.
//
// The type of an object is read when its block is freed, and of those alive when the recording ends:
// earlier there is no moment at which it is known to be filled in.
//
// Threading: with the interpreter's lock, but for TakeObjects. Cost: a few nanoseconds a block.
#ifndef TIDEMARK_MALLOC_PYTHON_OBJECTS_H_
#define TIDEMARK_MALLOC_PYTHON_OBJECTS_H_

#include <cstddef>

namespace tidemark::malloc_internal {

// Before the interpreter starts, while the process has one thread.
void TakeObjects() noexcept;

// Whether the interpreter has made objects by these allocators.
bool HasObjects() noexcept;

// Whether a live block for an object begins there, of at least so many bytes.
using IsObjectBlock = bool (*)(const void* block, size_t bytes);
// The type of the object in a block of so many bytes; null: it has none, or nobody knows. The text
// stays as it is as long as the process.
using TypeOfBlock = const char* (*)(const void* block, size_t bytes);

// A block that may become a type has begun.
using NoteBlock = void (*)(const void* block);
// Gives the other two, and how large a block is that may become a type.
using FindTypes = void (*)(IsObjectBlock is_object_block, TypeOfBlock* type_of_block,
                           NoteBlock* note_block, size_t* least);

void SetTypes(FindTypes find_types) noexcept;

// The recording is about to end: the objects that are alive are told with their types, if this thread
// may look at them.
void TellLiveObjects() noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_PYTHON_OBJECTS_H_
