// needless_overlap_copy.cc with an assignment that knows parts of one signal to be disjoint or the same.
#include <array>
#include <cstdint>
#include <iostream>
#include <memory>
#include <numeric>
#include <vector>

#include "tidemark/memory/hooks.h"

namespace {

using tidemark::MemoryObserver;
using tidemark::Notify;
using tidemark::SourceLocation;
using tidemark::ViewId;

constexpr int64_t kItem = sizeof(double);

// Doubles that report themselves as an array.
class Signal {
 public:
  explicit Signal(int64_t size, SourceLocation site = SourceLocation::Current())
      : values_(static_cast<std::size_t>(size)) {
    const std::array<int64_t, 1> shape = {size};
    Notify(&MemoryObserver::OnAlloc,
           tidemark::AllocInfo{.buffer = buffer_,
                               .bytes = size * kItem,
                               .layout = {.dtype = "f8", .shape = shape, .strides = kStrides},
                               .view = view_,
                               .site = site});
  }
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  ~Signal() { Notify(&MemoryObserver::OnFree, tidemark::FreeInfo{.buffer = buffer_}); }

  int64_t size() const { return static_cast<int64_t>(values_.size()); }
  double& operator[](int64_t i) { return values_[static_cast<std::size_t>(i)]; }
  double Sum() {
    const std::array<tidemark::OpOperand, 1> in = {{{.view = view_, .buffer = buffer_}}};
    Notify(&MemoryObserver::OnOp, tidemark::OpInfo{.name = "sum", .inputs = in});
    return std::accumulate(values_.begin(), values_.end(), 0.0);
  }

  // Elements first, first + 2, ...
  class Part {
   public:
    Part(Signal* of, int64_t first) : of_(of), first_(first), size_((of->size() - first + 1) / 2) {
      const std::array<int64_t, 1> shape = {size_};
      const std::array<int64_t, 1> strides = {2 * kItem};
      Notify(&MemoryObserver::OnView,
             tidemark::ViewInfo{.view = view_,
                                .buffer = of->buffer_,
                                .parent = of->view_,
                                .offset = first * kItem,
                                .layout = {.dtype = "f8", .shape = shape, .strides = strides},
                                .op = "slice"});
    }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;
    ~Part() {
      Notify(&MemoryObserver::OnDrop, tidemark::DropInfo{.view = view_, .buffer = of_->buffer_});
    }

    void Assign(Part& from, SourceLocation site = SourceLocation::Current()) {
      // Every second element: the two parts are the same or have none in common.
      for (int64_t i = 0; i < size_; ++i) At(i) = from.At(i);
      Notify(&MemoryObserver::OnCopy, tidemark::CopyInfo{.src_buffer = from.of_->buffer_,
                                                         .dst_buffer = of_->buffer_,
                                                         .src = from.view_,
                                                         .dst = view_,
                                                         .bytes = size_ * kItem,
                                                         .reason = tidemark::CopyReason::kAssign,
                                                         .op = "assign",
                                                         .site = site});
    }

   private:
    double& At(int64_t i) { return (*of_)[first_ + 2 * i]; }

    Signal* of_;
    int64_t first_;
    int64_t size_;
    ViewId view_ = tidemark::NewViewId();
  };

 private:
  static constexpr std::array<int64_t, 1> kStrides = {kItem};

  std::vector<double> values_;
  tidemark::BufferId buffer_ = tidemark::NewBufferId();
  ViewId view_ = tidemark::NewViewId();
};

}  // namespace

int main() {
  Signal signal(100000);
  for (int64_t i = 0; i < signal.size(); ++i) signal[i] = static_cast<double>(i);
  {
    Signal::Part even(&signal, 0);
    Signal::Part odd(&signal, 1);
    even.Assign(odd);
  }
  std::cout << signal.Sum() << "\n";
}
