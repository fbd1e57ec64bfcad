// A program that replaces some forms of operator new and delete and leaves the others to call them,
// as the standard says they do. Its blocks have a header, so any mixing of forms would show.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

namespace {

struct alignas(16) Header {
  uint64_t mark;
};
constexpr uint64_t kMark = 0x7469646d61726b21;
int made = 0;
int given_back = 0;

}  // namespace

void* operator new(size_t bytes) {
  auto* const header = static_cast<Header*>(std::malloc(sizeof(Header) + bytes));
  if (header == nullptr) throw std::bad_alloc();
  header->mark = kMark;
  ++made;
  return header + 1;
}

void operator delete(void* block) noexcept {
  if (block == nullptr) return;
  Header* const header = static_cast<Header*>(block) - 1;
  if (header->mark != kMark) std::abort();
  header->mark = 0;
  ++given_back;
  std::free(header);
}

struct Large {
  char bytes[9000];
};

int main() {
  // The compiler calls the sized form, and the forms of arrays and of nothrow.
  delete new Large;
  delete[] new Large[2];
  delete new (std::nothrow) Large;
  delete[] new (std::nothrow) Large[3];
  {
    const std::string text(9100, 'x');
    std::printf("%zu\n", text.size());
  }
  operator delete(operator new(9200), std::nothrow);
  struct alignas(64) Aligned {
    char bytes[64];
  };
  delete new Aligned;
  std::printf("made %d given back %d\n", made, given_back);
  return 0;
}
