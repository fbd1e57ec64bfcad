// Which findings of a trace the configuration's suppressions cover, and which of those cover nothing.
//
// Made for one check; consumed by the judge for every figure that findings are part of.
//
// Ownership: borrows the configuration. Threading: one thread at a time.
#ifndef TIDEMARK_GATE_JUDGE_SUPPRESSOR_H_
#define TIDEMARK_GATE_JUDGE_SUPPRESSOR_H_

#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/judge/verdict.h"
#include "tidemark/gate/limits/config.h"

namespace tidemark::gate {

class Suppressor {
 public:
  Suppressor(const std::vector<Suppression>* suppressions, std::string today);

  // The one that covers the finding in a trace of that test; null: none.
  const Suppression* Find(const std::string& test, const std::string& rule,
                          const analysis::SiteReport& site) const;

  // Notes which suppressions cover a finding of the report, and lists those findings.
  void Cover(const std::string& test, const analysis::Report& report,
             std::vector<Allowed>* allowed);

  // A failed verdict for each suppression that has expired, and for each that covered nothing in any
  // report of its tests.
  void AppendFindings(std::vector<Verdict>* verdicts) const;

 private:
  struct Entry {
    const Suppression* suppression = nullptr;
    bool expired = false;
    bool asked = false;  // a report of its tests was there
    bool used = false;
  };
  std::vector<Entry> entries_;
};

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_SUPPRESSOR_H_
