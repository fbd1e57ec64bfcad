// Copies by the place where their source was made and the place that copied; and the largest copies and
// operations one by one, as edges between buffers.
//
// An observer of FirstPass where pictures are asked for (passes/detail_set.h); writes
// Pictures::flows. The flows make Copies::count and bytes together. A copy whose source is not known
// comes from an unknown place. Needless is what counts in Copies::redundant_*: not what the source
// allows.
//
// Memory: O(pairs of places), of which PictureOptions::pairs are kept apart, the copies that are not
// judged yet, and PictureOptions::edges. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_COPY_FLOW_METER_H_
#define TIDEMARK_ANALYSIS_METRICS_COPY_FLOW_METER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/largest_kept.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/model/word_book.h"

namespace tidemark::analysis {

// One side of an edge between buffers, and the edge, until the trace has ended.
struct FlowEnd {
  SiteIndex site = kUnknownSite;
  int64_t serial = 0;
  int64_t id = 0;
  int64_t bytes = 0;
  int64_t begin_t = 0;
};

struct FlowEdge {
  FlowEnd from;
  FlowEnd to;
  SiteIndex site = kUnknownSite;
  bool is_operation = false;
  absl::string_view rule;  // that found it needless; empty: it is needed
  int64_t order = 0;
  int64_t t = 0;
  int64_t bytes = 0;
  absl::string_view op;
  absl::string_view reason;
};

class CopyFlowMeter final : public TraceObserver {
 public:
  // Whether the source allows what a rule finds at a place; null: it allows nothing.
  using IsAllowed = std::function<bool(absl::string_view rule, const SiteReport& site)>;

  CopyFlowMeter(const PictureOptions& options, IsAllowed is_allowed)
      : most_(options.flows),
        most_pairs_(options.pairs),
        is_allowed_(std::move(is_allowed)),
        edges_(options.edges) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnCopy(const CopyMade& copy, const Moment& now) override;
  void OnOp(const OpDone& op, const Moment& now) override;
  void OnEventEnd(const Moment& now) override;
  void OnCopyJudged(const JudgedCopy& copy) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  struct Key {
    SiteIndex from = kUnknownSite;
    SiteIndex to = kUnknownSite;
    absl::string_view op;  // the word book's, as the reason
    absl::string_view reason;

    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Key& key) {
      return H::combine(std::move(h), key.from, key.to, key.op, key.reason);
    }
  };
  struct Sum {
    WideSum bytes = 0;
    WideSum needless_bytes = 0;  // from the trace's end on, as the count
    int64_t count = 0;
    int64_t needless_count = 0;

    void Add(const Sum& more);
  };
  // What one rule found needless of a flow, at the place that copied.
  struct NeedlessKey {
    size_t flow = 0;
    SiteIndex site = kUnknownSite;
    absl::string_view rule;

    friend bool operator==(const NeedlessKey&, const NeedlessKey&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const NeedlessKey& key) {
      return H::combine(std::move(h), key.flow, key.site, key.rule);
    }
  };
  struct NeedlessSum {
    WideSum bytes = 0;
    int64_t count = 0;
  };
  struct Open {
    size_t flow = 0;
    SiteIndex site = kUnknownSite;
    int64_t bytes = 0;
    int64_t edge = 0;
  };
  // What the source allows, asked once for a rule and a place.
  class Allowances;

  static FlowEnd EndOf(const LiveBuffer& buffer);
  // The number of the flow, after the copy was counted there.
  size_t Count(const Key& key, int64_t bytes);
  void CountNeedless(const Open& copy, absl::string_view rule);
  int64_t AddEdge(const LiveBuffer& from, const LiveBuffer& to, FlowEdge edge);
  void ReportFlows(const TraceEnd& end, Allowances* allowances, CopyFlows* flows);
  void ReportEdges(const TraceEnd& end, Allowances* allowances, CopyFlows* flows);

  const size_t most_;
  const size_t most_pairs_;
  const IsAllowed is_allowed_;
  WordBook words_;
  const trace::Copy* awaited_ = nullptr;  // this event's, until it turns out to be of live buffers
  absl::flat_hash_map<Key, size_t> numbers_;
  std::vector<std::pair<Key, Sum>> flows_{1};  // the first one: those beyond most_pairs_
  absl::flat_hash_map<NeedlessKey, NeedlessSum> needless_;
  absl::flat_hash_map<int64_t, Open> open_;  // not judged yet, by event
  int64_t judged_early_ = 0;                 // a copy that was judged before it came here
  absl::string_view early_rule_;
  LargestKept<FlowEdge> edges_;
  int64_t edge_count_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_COPY_FLOW_METER_H_
