// The finest breakdown of a trace: by place, scope, kind and dtype (see Usage).
//
// An observer of FirstPass where it is asked for (AnalyzeOptions::break_down); told of findings by
// the FindingCollector; writes the report's usage when all rules have looked at the end of the trace.
//
// Memory: O(sites * scopes * kinds) and a row number for each live buffer.
// Threading: one thread at a time. Units: bytes; sampled allocations count by their weight.
#ifndef TIDEMARK_ANALYSIS_METRICS_USAGE_LEDGER_H_
#define TIDEMARK_ANALYSIS_METRICS_USAGE_LEDGER_H_

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/scope_stacks.h"
#include "tidemark/analysis/metrics/trace_totals.h"
#include "tidemark/analysis/model/id_table.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class UsageLedger : public TraceObserver {
 public:
  // `totals` stands before it among the observers, and knows what a temporary is.
  UsageLedger(LiveState* live, const TraceTotals* totals) : live_(*live), totals_(*totals) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* parent,
              const Moment& now) override;
  void OnRepeatedView(LiveBuffer& buffer, const Moment& now) override;
  void OnCopy(const CopyMade& copy, const Moment& now) override;
  void OnEventEnd(const Moment& now) override;
  void OnPeak(const Moment& now) override;

  void AddFinding(absl::string_view rule, Category category, SiteIndex site, int64_t bytes,
                  Weight weight);

  void Report(const SiteTable& sites, const ScopeStacks& scopes, Places* places,
              analysis::Report* report) const;

 private:
  // Sums are wide, counts are weights.
  struct Figures {
    WideSum allocs = 0;
    WideSum alloc_bytes = 0;
    WideSum temporaries = 0;
    WideSum live = 0;
    WideSum live_bytes = 0;
    WideSum peak = 0;
    WideSum peak_bytes = 0;
    WideSum copy_bytes = 0;
    WideSum excess_bytes = 0;
    int64_t resizes = 0;
    int64_t largest_bytes = 0;
    int64_t copies = 0;
    int64_t views = 0;
    int64_t ops = 0;
    int64_t reused_ops = 0;
  };
  struct Row {
    SiteIndex site = kUnknownSite;
    int32_t kind = 0;   // in names_
    int32_t dtype = 0;  // in names_
    Figures figures;    // `peak` as of the peak saved_for
    int64_t saved_for = 0;
  };
  struct FoundSum {
    Category category = Category::kOther;
    WideSum weight = 0;
    WideSum bytes = 0;
  };
  // What is kept of a live buffer.
  struct Held {
    int64_t row = 0;
    int64_t excess_bytes = 0;  // by the latest scan of its values
  };
  int32_t Name(absl::string_view name);
  int64_t RowOf(SiteIndex site, int32_t kind, int32_t dtype);
  Row& At(int64_t row) { return rows_[static_cast<size_t>(row)]; }
  // The row of what is done at `site` with the buffer.
  Row& With(const LiveBuffer& buffer, SiteIndex site, absl::string_view dtype);
  void ChangeLive(Row* row, WideSum bytes, WideSum weight);
  void Scan(const trace::Values& values);
  LiveBuffer* Find(BufferId buf, ViewId view);

  LiveState& live_;
  const TraceTotals& totals_;
  std::map<std::string, int32_t, std::less<>> name_numbers_;
  std::vector<std::string> names_;
  IdTable row_numbers_;
  std::vector<Row> rows_;
  std::unordered_map<int64_t, Held> held_;  // by serial
  std::map<std::pair<SiteIndex, std::string>, FoundSum> found_;
  absl::string_view alloc_kind_;  // of this event
  int64_t copy_bytes_ = -1;       // of this event's copy, until it is in a row
  int64_t peak_number_ = 0;
  bool scanned_ = false;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_USAGE_LEDGER_H_
