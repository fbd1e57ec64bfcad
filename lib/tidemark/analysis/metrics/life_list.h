// The lives of the largest buffers: made, first written, last accessed, freed; and of the views under
// them.
//
// An observer of FirstPass where pictures are asked for (passes/detail_set.h); writes
// Pictures::lives.
//
// A buffer that is too small to be among the largest is forgotten while it lives: there are as many
// others already that are no smaller and came before. Should it grow it is taken up again.
//
// Memory: O(PictureOptions::lives and views), and the live buffers that were shrunk.
// Threading: one thread at a time. Adopted buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_LIFE_LIST_H_
#define TIDEMARK_ANALYSIS_METRICS_LIFE_LIST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/largest_kept.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/model/word_book.h"

namespace tidemark::analysis {

// What is kept of a view and of a buffer until the trace has ended.
struct KeptView {
  int64_t id = 0;
  int64_t bytes = 0;
  int64_t begin_t = 0;
  int64_t end_t = -1;
  SiteIndex site = kUnknownSite;
};

struct KeptLife {
  int64_t serial = 0;
  int64_t id = 0;
  int64_t thread = 0;
  absl::string_view kind;  // the word book's, as dtype and op
  absl::string_view dtype;
  absl::string_view op;
  std::string label;
  std::vector<int64_t> shape;
  bool has_shape = false;
  bool observed = false;
  bool shrunk = false;
  bool resized = false;
  Weight weight = kOneWhole;
  SiteIndex site = kUnknownSite;
  int64_t bytes = 0;  // the largest
  int64_t begin_t = 0;
  int64_t begin_event = 0;
  int64_t first_write_t = -1;
  int64_t last_access_t = -1;
  int64_t end_t = -1;
  int64_t end_event = -1;
  int64_t view_count = 0;
  std::vector<KeptView> views;
};

class LifeList final : public TraceObserver {
 public:
  explicit LifeList(const PictureOptions& options)
      : most_(options.lives), most_views_(options.views), ended_(options.lives) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* parent,
              const Moment& now) override;
  void OnDrop(LiveBuffer& buffer, const LiveView& view, const Moment& now) override;
  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) override;
  void OnPeak(const Moment& now) override { peak_event_ = now.event; }
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  // How many views of one buffer are kept apart: fewer where there are very many in all.
  size_t MostViews() const { return views_kept_ < 4 * most_views_ ? 1024 : 8; }
  KeptLife* Find(const LiveBuffer& buffer) {
    const auto entry = live_.find(buffer.serial);
    return entry == live_.end() ? nullptr : &entry->second;
  }
  KeptLife& Begin(const LiveBuffer& buffer, const Moment& now);
  // Forgets those that cannot be among the largest.
  void Prune();
  void End(int64_t serial, int64_t end_t, int64_t end_event);
  void ReportEntry(const TraceEnd& end, KeptLife* entry, BufferLives* lives) const;

  const size_t most_;
  const size_t most_views_;
  const trace::Alloc* alloc_ = nullptr;  // of this event
  WordBook words_;
  absl::flat_hash_map<int64_t, KeptLife> live_;  // by serial
  LargestKept<KeptLife> ended_;
  int64_t too_small_ = -1;  // a new buffer of so many bytes, or fewer, is not among the largest
  int64_t forgotten_ = 0;
  WideSum all_bytes_ = 0;  // of all buffers, the largest size of each, times its weight
  WideSum all_weights_ = 0;
  int64_t peak_event_ = 0;
  int64_t view_count_ = 0;
  size_t views_kept_ = 0;
  // Of live views that are kept: the buffer's serial, and the place among its views.
  absl::flat_hash_map<int64_t, std::pair<int64_t, size_t>> open_views_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_LIFE_LIST_H_
