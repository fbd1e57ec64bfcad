// What is in a block that CPython has allocated for an object: its type, read from the memory alone.
//
// Asked by the recorder (malloc/python_objects.h) when a block ends, and of those that live when the
// recording ends; it says which blocks are alive.
//
// An object begins where its block does, behind the collector's head, or behind that and two words
// (dictionary and weak references). A word is a type's address if what it points to is a static
// object of a loaded module, or lies in a live block for an object, and has a type that is a type.
// What is no object (the keys of a dictionary) has no such word, for its address comes to lie there
// by accident only; nothing is ever read that may not be there.
//
// Names are Python's, "dict", "__main__.Node", and stay as long as the process. Threading: with the
// GIL. Cost: a few nanoseconds where the type is known.
#ifndef TIDEMARK_NUMPY_OBJECT_TYPES_H_
#define TIDEMARK_NUMPY_OBJECT_TYPES_H_

#include <cstddef>

namespace tidemark::numpy {

using IsObjectBlock = bool (*)(const void* block, size_t bytes);

// Once, before TypeOfBlock.
void PrepareTypes(IsObjectBlock is_object_block);

// A block of at least so many bytes has begun, which may become a type. Costs little, as objects are
// small.
inline constexpr size_t kLeastTypeBlock = 800;
void NoteTypeBlock(const void* block);

// The name of the type of the object in a block of `bytes` that is alive, or ends right now; null:
// there is none, or nobody knows.
const char* TypeOfBlock(const void* block, size_t bytes);

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_OBJECT_TYPES_H_
