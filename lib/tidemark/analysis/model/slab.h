// Records of one type in blocks of fixed size: a handle of 32 bits each, and no allocation for each.
//
// Used for what is live in a trace: buffers, arrays, views, copies that are followed. A record that
// was given back is the next one to be handed out, so that those in use lie close together.
//
// Memory: that of the most records that were in use at one time, and 4 bytes for each of these that
//   is not in use now.
// Ownership: records are valid, at one address, until they are given back.
// Threading: one thread at a time.
//
//   Slab<LiveView> views;
//   const Slab<LiveView>::Handle handle = views.New();
//   views[handle].id = 7;
//   views.Free(handle);
#ifndef TIDEMARK_ANALYSIS_MODEL_SLAB_H_
#define TIDEMARK_ANALYSIS_MODEL_SLAB_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace tidemark::analysis {

// 0 is none.
using SlabHandle = uint32_t;

template <class Record>
class Slab {
 public:
  using Handle = SlabHandle;

  Slab() = default;
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;

  // A record as `Record()` makes it.
  Handle New() {
    if (!free_.empty()) {
      const Handle handle = free_.back();
      free_.pop_back();
      return handle;
    }
    if (used_ == blocks_.size() * kBlockRecords) {
      blocks_.push_back(std::make_unique<Record[]>(kBlockRecords));
    }
    return static_cast<Handle>(++used_);
  }

  // The record is as `Record()` from here on.
  void Free(Handle handle) {
    Record& record = (*this)[handle];
    record.~Record();
    new (&record) Record();
    free_.push_back(handle);
  }

  Record& operator[](Handle handle) {
    const size_t at = handle - 1;
    return blocks_[at / kBlockRecords][at % kBlockRecords];
  }
  const Record& operator[](Handle handle) const {
    const size_t at = handle - 1;
    return blocks_[at / kBlockRecords][at % kBlockRecords];
  }

  size_t size() const { return used_ - free_.size(); }
  // Handles in use are from 1 to this, but not all of these are in use.
  Handle last() const { return static_cast<Handle>(used_); }

 private:
  static constexpr size_t kBlockRecords = 1024;

  std::vector<std::unique_ptr<Record[]>> blocks_;
  std::vector<Handle> free_;  // the one given back last is the last
  size_t used_ = 0;           // handed out at least once
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_SLAB_H_
