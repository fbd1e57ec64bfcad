// What was live at the peak, by site, dtype, shape and the thread that made it.
//
// An observer of FirstPass where pictures are asked for (passes/detail_set.h); writes
// Pictures::holders. Each kind of buffer remembers its figures as they were at the latest peak
// (PeakShare); kinds that held nothing then and hold nothing now are forgotten.
//
// Memory: O(live buffers). Threading: one thread at a time. Adopted buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_PEAK_HOLDER_METER_H_
#define TIDEMARK_ANALYSIS_METRICS_PEAK_HOLDER_METER_H_

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/peak_share.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/model/word_book.h"

namespace tidemark::analysis {

class PeakHolderMeter final : public TraceObserver {
 public:
  explicit PeakHolderMeter(const PictureOptions& options) : most_(options.holders) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnPeak(const Moment& /*now*/) override { ++peaks_; }
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  struct Key {
    SiteIndex site = kUnknownSite;
    int64_t thread = 0;
    absl::string_view dtype;  // the word book's
    bool has_shape = false;
    std::vector<int64_t> shape;

    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Key& key) {
      return H::combine(std::move(h), key.site, key.thread, key.dtype, key.has_shape, key.shape);
    }
  };
  using Holders = absl::node_hash_map<Key, PeakShare>;

  // Forgets kinds that hold nothing.
  void Sweep();

  const size_t most_;
  const trace::Alloc* alloc_ = nullptr;  // of this event
  WordBook words_;
  Holders holders_;
  size_t sweep_at_ = 4096;
  absl::flat_hash_map<int64_t, Holders::value_type*> of_buffer_;  // live ones, by serial
  int64_t peaks_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_PEAK_HOLDER_METER_H_
