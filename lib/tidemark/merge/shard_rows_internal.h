// What a row of a shard says beyond its event, so that a query needs no definitions: where it
// happened, and what it did to the live bytes.
//
// An observer of the first pass over a trace; WriteShards() asks it after each event. The keys are in
// the README.
//
// Memory: O(sites). Threading: one thread at a time.
#ifndef TIDEMARK_MERGE_SHARD_ROWS_INTERNAL_H_
#define TIDEMARK_MERGE_SHARD_ROWS_INTERNAL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/rules/leak_judge.h"
#include "tidemark/analysis/rules/leak_suppression.h"
#include "tidemark/analysis/symbols/symbolizer.h"

namespace tidemark::merge {

// `text` as a JSON string, with its quotes; what is not UTF-8 becomes U+FFFD.
std::string QuotedJson(absl::string_view text);

class ShardRows final : public analysis::TraceObserver {
 public:
  // `sites` are all of the trace, numbered as the first pass numbers them that it observes. All
  // arguments outlive it.
  ShardRows(const analysis::SiteTable* sites, analysis::Symbolizer* symbolizer,
            const analysis::LeakSuppressions* suppressions)
      : places_(sites, symbolizer), judge_(suppressions, &places_) {}

  void OnAlloc(analysis::LiveBuffer& buffer, const analysis::Moment& now) override;
  void OnResize(analysis::LiveBuffer& buffer, int64_t bytes_before,
                const analysis::Moment& now) override;
  void OnFree(analysis::LiveBuffer& buffer, const analysis::BufferEnd& end,
              const analysis::Moment& now) override;
  void OnCopy(const analysis::CopyMade& copy, const analysis::Moment& now) override;
  void OnEventEnd(const analysis::Moment& now) override { site_ = now.site; }

  // `,"site_file":"a.cc",…`: the keys of the event that was consumed last. Empty for a definition.
  void AppendKeys(std::string* row);

 private:
  void Change(analysis::SiteIndex made, analysis::WideSum bytes, analysis::WideSum weight);
  const std::string& KeysOf(analysis::SiteIndex site, const char* prefix,
                            std::vector<std::string>* texts);

  analysis::Places places_;
  analysis::LeakJudge judge_;
  std::optional<analysis::SiteIndex> site_;  // where the event happened; none of a definition
  std::optional<analysis::SiteIndex> made_;  // and where the buffer was made that it is about
  analysis::WideSum bytes_ = 0;
  analysis::WideSum weight_ = 0;
  bool changes_ = false;
  std::vector<std::string> site_texts_;  // by site; empty: not made yet
  std::vector<std::string> made_texts_;
};

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_SHARD_ROWS_INTERNAL_H_
