// A library that allocates: loaded and unloaded by the child, or preloaded beside the interposer.
#include <cstddef>
#include <cstdlib>

extern "C" [[gnu::visibility("default")]] void* PluginAllocate(size_t bytes);

void* PluginAllocate(size_t bytes) { return std::malloc(bytes); }
