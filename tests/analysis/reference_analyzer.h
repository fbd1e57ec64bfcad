// The definitions of the analysis, worked out slowly and plainly, to compare the analyzer with.
//
// It keeps all events in memory and answers every question by going through them again. It shares
// no code with the analyzer, and none of its data structures. It is for legal traces: it does not
// look for anomalies.
//
// Definitions can be altered one by one, to prove that a comparison would notice.
#ifndef TIDEMARK_TESTS_ANALYSIS_REFERENCE_ANALYZER_H_
#define TIDEMARK_TESTS_ANALYSIS_REFERENCE_ANALYZER_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/analysis/model/report.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis::reference {

enum class Alteration {
  kNone,
  kEqualTimesAreNoConflict,
  kFreeIsAlwaysTheLastAccess,
  kLogDoesNotCountForTheLastAccess,
  kSourceWritesDoNotMatter,
  kDestinationWritesDoNotMatter,
  kOperationsDoNotWrite,
  kConcatenationCounts,
  kCuresOfPinsCount,
  kAnyDtypeIsEqual,
  kTwinMayBeDead,
  kTwinMayBeWritten,
  kVersionDoesNotMatter,
  kExtentDoesNotMatter,
  kOtherHandlesDoNotMatter,
  kSourceMayBeReadLater,
  kSourceNeedNotBeFreed,
  kUnmodifiedComesFirst,
  kCastsComeLast,
  kPeakIsTheLast,
  kAnyThreadFreesTemporaries,
  kAdoptedBuffersCount,
  kPinBySpan,
  kPinsNeedNoMinimum,
  kPinsOnlyAtTheDrop,
  kChainsAreCut,
  kLeaksSaveNothing,
  kForeignSourcesMove,
  kForeignSourcesStay,
  kForeignDestinationsAreReplaced,
  kReadOnlySourcesMove,
  kPartsAreReplaced,
  kOnlookersDoNotMatter,
  kDestinationsMayBeUsedBefore,
  kUnreadIsUnused,
  kReadersBeforeDoNotMatter,
  kGrowthNeedsNoFactor,
  kGrowthMayWait,
  kGrowthStartsSmall,
  kPlacesOfGrowthAreMerged,
  kTemporariesNeedNoShare,
  kHeldFromAnyTime,
  kHeldMayBeMost,
  kSlackCountsOffThePeak,
  kGrowingMayRest,
  kDestinationsMayBeOlder,
  kAnyKindMoves,
  kAnyPlaceServes,
  kGathersAreCopies,
  kAnyIndexIsASlice,
  kTransposedMayLive,
  kOverlapsDoNotMatter,
  kOthersMayReadCasts,
  kOnlyTheLogTellsOfUse,
  kCopiesMayBeUnused,
  kTheLastLookCounts,
  kAnyOperationIsElementwise,
  kOperandsMayEndLater,
  kTwoJoinsAreALoop,
  kCount
};

struct FindingFigures {
  int64_t count = 0;
  int64_t bytes = 0;
  int64_t peak_saving_bytes = 0;
  friend bool operator==(const FindingFigures&, const FindingFigures&) = default;
};

// Everything that is compared.
struct Figures {
  std::map<std::string, int64_t> numbers;                        // totals and the like, by name
  std::map<SiteReport, std::pair<int64_t, int64_t>> peak_sites;  // bytes, buffers
  std::map<SiteReport, std::pair<int64_t, int64_t>> leak_sites;
  std::vector<std::pair<int64_t, int64_t>> pins;  // base and view bytes, sorted
  std::map<std::pair<std::string, SiteReport>, FindingFigures> findings;
  friend bool operator==(const Figures&, const Figures&) = default;

  std::string ToString() const;
};

Figures FiguresOf(const Report& report);

Figures Analyze(const std::vector<trace::Event>& events, Alteration alteration = Alteration::kNone);

}  // namespace tidemark::analysis::reference

#endif  // TIDEMARK_TESTS_ANALYSIS_REFERENCE_ANALYZER_H_
