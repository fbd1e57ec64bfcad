// Which objects of an interpreter were live at the peak and at the end, by type and place.
//
// An observer of FirstPass; writes Report::objects. The type of an object is known when it ends (the
// `type` of its free), or at an `object` event: whether it was live at the peak is seen then.
//
// A block that was resized after the peak counts with its later size where nothing was known of
// types before. Estimates where the heap was sampled.
// Memory: O(types * sites). Threading: one thread at a time. External buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_OBJECT_TYPES_H_
#define TIDEMARK_ANALYSIS_METRICS_OBJECT_TYPES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/live_peak.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

class ObjectTypes final : public TraceObserver {
 public:
  // It outlives this, and has heard of an event before.
  explicit ObjectTypes(const LivePeak* peak) : peak_(*peak) {}

  // The live buffer holds an object of that type.
  void OnObject(const LiveBuffer& buffer, absl::string_view type);

  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override;

  // Whether the free of a buffer that gives no type matters.
  bool awaits_frees() const { return !types_of_live_.empty() || !sizes_at_peak_.empty(); }

 private:
  using TypeNumber = int32_t;
  using Key = std::pair<SiteIndex, TypeNumber>;
  struct SizeAtPeak {
    int64_t peak_number = 0;
    int64_t bytes = 0;
  };

  TypeNumber NumberOf(absl::string_view type);
  // It is live, or ends: what of it was live at the peak.
  void CountAtPeak(const LiveBuffer& buffer, TypeNumber type);

  const LivePeak& peak_;
  bool knows_types_ = false;
  absl::flat_hash_map<std::string, TypeNumber> numbers_;
  absl::flat_hash_map<int64_t, TypeNumber> types_of_live_;  // by serial, as `object` events say
  // Of live buffers that were resized since the latest peak, by serial.
  absl::flat_hash_map<int64_t, SizeAtPeak> sizes_at_peak_;
  absl::flat_hash_map<Key, LiveFigures> at_peak_;  // of the peak of that number
  int64_t peak_number_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_OBJECT_TYPES_H_
