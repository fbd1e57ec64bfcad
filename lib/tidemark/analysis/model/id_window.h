// A table from ids to handles, made for ids that are dense and rise: those of the buffers and views of
// a trace.
//
// Used by LiveState. Ids of the latest stretch are looked up in a vector. When too few of them are
// live, the older half moves to a hash table, where long-lived buffers among short-lived ones end up.
//
// Memory: at most 32 bytes for each id that has a handle, whatever the ids are.
// Threading: one thread at a time.
//
//   IdWindow by_id;
//   by_id.Set(7, handle);
//   if (SlabHandle found = by_id.Find(7); found != 0) Use(found);
#ifndef TIDEMARK_ANALYSIS_MODEL_ID_WINDOW_H_
#define TIDEMARK_ANALYSIS_MODEL_ID_WINDOW_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "tidemark/analysis/model/slab.h"

namespace tidemark::analysis {

class IdWindow {
 public:
  IdWindow();
  IdWindow(const IdWindow&) = delete;
  IdWindow& operator=(const IdWindow&) = delete;
  ~IdWindow();

  // 0 where there is none.
  SlabHandle Find(int64_t id) const {
    const uint64_t at = static_cast<uint64_t>(id) - static_cast<uint64_t>(first_);
    if (at < window_.size()) return window_[at];
    return has_strays_ ? FindStray(id) : 0;
  }

  // To be prefetched: where the id is looked up. Null where that is not known beforehand.
  const void* EntryNear(int64_t id) const {
    const uint64_t at = static_cast<uint64_t>(id) - static_cast<uint64_t>(first_);
    return at < window_.size() ? &window_[at] : nullptr;
  }

  // The id has none. `handle` is not 0.
  void Set(int64_t id, SlabHandle handle) {
    const uint64_t at = static_cast<uint64_t>(id) - static_cast<uint64_t>(first_);
    if (at < window_.size()) {
      window_[at] = handle;
      ++live_in_window_;
    } else if (at == window_.size() && id >= first_ && window_.size() < Limit()) {
      window_.push_back(handle);
      ++live_in_window_;
    } else {
      SetOutside(id, handle);
    }
  }

  // The id has one.
  void Erase(int64_t id) {
    const uint64_t at = static_cast<uint64_t>(id) - static_cast<uint64_t>(first_);
    if (at < window_.size()) {
      window_[at] = 0;
      --live_in_window_;
    } else {
      EraseStray(id);
    }
  }

 private:
  struct Strays;

  // How long the window may be.
  size_t Limit() const { return 64 + 6 * live_in_window_; }
  SlabHandle FindStray(int64_t id) const;
  void EraseStray(int64_t id);
  void SetOutside(int64_t id, SlabHandle handle);
  void GiveUpOldest(size_t ids);

  int64_t first_ = 1;  // the id of the window's first
  std::vector<SlabHandle> window_;
  size_t live_in_window_ = 0;
  bool has_strays_ = false;
  std::unique_ptr<Strays> strays_;  // ids before the window
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_ID_WINDOW_H_
