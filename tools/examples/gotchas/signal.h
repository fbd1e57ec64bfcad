// An array of a program's own that reports itself and its views, for needless_overlap_copy.cc.
//
// Used by that pair of programs only. Threading: one thread.
#ifndef TIDEMARK_TOOLS_EXAMPLES_GOTCHAS_SIGNAL_H_
#define TIDEMARK_TOOLS_EXAMPLES_GOTCHAS_SIGNAL_H_

#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include "tidemark/memory/hooks.h"

namespace tidemark::examples {

inline constexpr int64_t kItem = sizeof(double);

// Doubles that report themselves as an array.
class Signal {
 public:
  explicit Signal(int64_t size, SourceLocation site = SourceLocation::Current())
      : values_(static_cast<std::size_t>(size)) {
    const std::array<int64_t, 1> shape = {size};
    Notify(&MemoryObserver::OnAlloc,
           AllocInfo{.buffer = buffer_,
                     .bytes = size * kItem,
                     .layout = {.dtype = "f8", .shape = shape, .strides = kStrides},
                     .view = view_,
                     .site = site});
  }
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  ~Signal() { Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = buffer_}); }

  int64_t size() const { return static_cast<int64_t>(values_.size()); }
  double& operator[](int64_t i) { return values_[static_cast<std::size_t>(i)]; }
  double Sum() {
    const std::array<OpOperand, 1> in = {{{.view = view_, .buffer = buffer_}}};
    Notify(&MemoryObserver::OnOp, OpInfo{.name = "sum", .inputs = in});
    return std::accumulate(values_.begin(), values_.end(), 0.0);
  }

  // Elements first, first + step, ...
  class Part {
   public:
    Part(Signal* of, int64_t first, int64_t step)
        : of_(of), first_(first), step_(step), size_((of->size() - first + step - 1) / step) {
      const std::array<int64_t, 1> shape = {size_};
      const std::array<int64_t, 1> strides = {step * kItem};
      Notify(&MemoryObserver::OnView,
             ViewInfo{.view = view_,
                      .buffer = of->buffer_,
                      .parent = of->view_,
                      .offset = first * kItem,
                      .layout = {.dtype = "f8", .shape = shape, .strides = strides},
                      .op = "slice"});
    }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;
    ~Part() { Notify(&MemoryObserver::OnDrop, DropInfo{.view = view_, .buffer = of_->buffer_}); }

    // Whether the ranges from the first to the last element overlap, as those of interleaved parts do.
    bool RangeMeets(const Part& other) const {
      return of_ == other.of_ && first_ < other.first_ + other.step_ * other.size_ &&
             other.first_ < first_ + step_ * size_;
    }
    int64_t size() const { return size_; }

    void CopyFrom(const Part& from, CopyReason reason, SourceLocation site) {
      for (int64_t i = 0; i < size_; ++i) At(i) = from.At(i);
      Notify(&MemoryObserver::OnCopy, CopyInfo{.src_buffer = from.of_->buffer_,
                                               .dst_buffer = of_->buffer_,
                                               .src = from.view_,
                                               .dst = view_,
                                               .bytes = size_ * kItem,
                                               .reason = reason,
                                               .op = "assign",
                                               .site = site});
    }

   private:
    double& At(int64_t i) const { return (*of_)[first_ + step_ * i]; }

    Signal* of_;
    int64_t first_;
    int64_t step_;
    int64_t size_;
    ViewId view_ = NewViewId();
  };

 private:
  static constexpr std::array<int64_t, 1> kStrides = {kItem};

  std::vector<double> values_;
  BufferId buffer_ = NewBufferId();
  ViewId view_ = NewViewId();
};

}  // namespace tidemark::examples

#endif  // TIDEMARK_TOOLS_EXAMPLES_GOTCHAS_SIGNAL_H_
