// The observers that gather what a report has only where it is asked for.
//
// Made by RunPasses from PassOptions::details; each of them writes its part of Report::details.
//
// Ownership: owns the observers, which the pass borrows. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_PASSES_DETAIL_SET_H_
#define TIDEMARK_ANALYSIS_PASSES_DETAIL_SET_H_

#include <memory>
#include <vector>

#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/passes/first_pass.h"
#include "tidemark/analysis/passes/pass_options.h"

namespace tidemark::analysis {

class DetailSet {
 public:
  // `options` outlive this, and so does the pass, which has them as well.
  DetailSet(const PassOptions& options, FirstPass* pass);
  DetailSet(const DetailSet&) = delete;
  DetailSet& operator=(const DetailSet&) = delete;

 private:
  std::vector<std::unique_ptr<TraceObserver>> owned_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_DETAIL_SET_H_
