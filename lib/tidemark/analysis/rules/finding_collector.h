// Gathers the occurrences that the rules find and groups them by rule and site.
//
// Fed by the rules; consumed by FirstPass for the report and, with the edits, by the what-if
// replay.
//
// Memory: O(findings) and one Edit for each occurrence.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_RULES_FINDING_COLLECTOR_H_
#define TIDEMARK_ANALYSIS_RULES_FINDING_COLLECTOR_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/call_tree_builder.h"
#include "tidemark/analysis/metrics/usage_ledger.h"
#include "tidemark/analysis/model/edit.h"
#include "tidemark/analysis/model/id_table.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

struct Occurrence {
  size_t rule = 0;  // index in Rules()
  SiteIndex site = kUnknownSite;
  bool certain = true;
  int64_t bytes = 0;          // what the rule counts
  int64_t buffer_bytes = 0;   // of the buffer concerned
  int64_t copied_bytes = 0;   // by a redundant copy
  Weight weight = kOneWhole;  // that both figures have been multiplied with
  absl::string_view op;
  absl::string_view reason;
  Evidence evidence;
  Edit edit;
  std::vector<Edit> more_edits = {};
};

struct CollectedFindings {
  std::vector<Finding> findings;  // in no order yet; peak_saving_bytes is 0
  Edits edits;                    // Edit::finding is an index into findings
  bool fixable = false;           // some edit was found, perhaps without effect
};

class FindingCollector {
 public:
  // What can be said of an occurrence that is costly to know. Valid until the next one is added.
  struct Shown {
    std::string* note = nullptr;   // null unless it is the first of the largest so far at its site
    Evidence* evidence = nullptr;  // null unless it is among the largest so far at its site
  };
  Shown Add(const Occurrence& occurrence);
  // A copy by that operation at that site was judged, and somebody needs it: advice for the line of another
  // would be wrong for it. `op` outlives the collector.
  void NoteNeeded(SiteIndex site, absl::string_view op) { ++needed_[{site, op}]; }
  // The note of the rule's finding at a site where some occurrence was added: of the largest, by who
  // remembers which that is.
  std::string* NoteOf(size_t rule, SiteIndex site);

  // Who is told of every occurrence as well; outlives the collector's use. Null: nobody.
  void set_ledger(UsageLedger* ledger) { ledger_ = ledger; }
  // The same of leaks.
  void set_call_tree(CallTreeBuilder* call_tree) { call_tree_ = call_tree; }

  // The events at which the edits so far act.
  void AppendTurningPoints(std::vector<int64_t>* events) const;

  // Findings at one place are one. The collector is empty afterwards.
  CollectedFindings Take(Places* places);

 private:
  struct Sample {
    int64_t bytes = 0;
    Evidence evidence;
  };
  struct Group {
    size_t rule = 0;
    SiteIndex site = kUnknownSite;
    WideSum weight = 0;
    WideSum bytes = 0;
    WideSum buffer_bytes = 0;
    WideSum copied_bytes = 0;
    int64_t needed = 0;  // copies of the same place and operation
    bool certain = true;
    bool one_op = true;
    bool one_reason = true;
    std::string op;
    std::string reason;
    std::string note;
    int64_t note_bytes = -1;
    std::vector<Sample> samples;  // the largest first
  };
  // Null where it is not among the largest.
  static Evidence* AddSample(const Sample& sample, std::vector<Sample>* samples);
  static void Merge(Group from, Group* into);
  static Finding ToFinding(const Group& group, SiteReport site);
  void AddEdit(const Edit& edit, int64_t group);

  UsageLedger* ledger_ = nullptr;
  CallTreeBuilder* call_tree_ = nullptr;
  IdTable index_;  // in groups_, by rule and site
  std::vector<Group> groups_;
  std::map<std::pair<SiteIndex, absl::string_view>, int64_t> needed_;
  Edits edits_;
  bool fixable_ = false;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_FINDING_COLLECTOR_H_
