// slack.cc, where all rows are cut from one block.
#include <cstdint>
#include <iostream>
#include <memory>
#include <vector>

#include "tidemark/memory/hooks.h"

namespace {

// Grants multiples of a page, and reports what it grants.
class PageAllocator {
 public:
  static constexpr int64_t kPage = int64_t{64} << 10;

  char* Allocate(int64_t bytes,
                 tidemark::SourceLocation site = tidemark::SourceLocation::Current()) {
    const int64_t granted = (bytes + kPage - 1) / kPage * kPage;
    blocks_.push_back(std::make_unique<char[]>(static_cast<std::size_t>(granted)));
    char* const block = blocks_.back().get();
    if (tidemark::HooksActive()) {
      tidemark::Notify(&tidemark::MemoryObserver::OnAlloc,
                       tidemark::AllocInfo{.address = block,
                                           .bytes = bytes,
                                           .usable = granted,
                                           .kind = tidemark::BufferKind::kPmr,
                                           .site = site});
    }
    return block;
  }
  ~PageAllocator() {
    if (!tidemark::HooksActive()) return;
    for (const auto& block : blocks_) {
      tidemark::Notify(
          &tidemark::MemoryObserver::OnFree,
          tidemark::FreeInfo{.address = block.get(), .kind = tidemark::BufferKind::kPmr});
    }
  }

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
};

constexpr int64_t kRows = 64;
constexpr int64_t kRowBytes = int64_t{33} << 10;

}  // namespace

int main() {
  PageAllocator allocator;
  std::vector<char*> rows;
  char* const all = allocator.Allocate(kRows * kRowBytes);
  for (int64_t i = 0; i < kRows; ++i) rows.push_back(all + i * kRowBytes);
  std::cout << rows.size() << "\n";
}
