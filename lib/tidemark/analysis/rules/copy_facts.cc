#include "tidemark/analysis/rules/copy_facts.h"

namespace tidemark::analysis {
namespace {

int64_t ViewCount(const ArrayState& array) {
  // An owning view without a name counts, too.
  return int64_t{array.views} + (array.owner ? 0 : 1);
}

// Whether the destination is looked at by views other than the one that was copied into and the
// owner, of which that one may be a passing view: as in `t[...] = a`.
bool HasOnlookers(const ArrayState& to, const LiveView* view) {
  const bool by_owner = view == nullptr || view->owner;
  const bool owner_lives = !to.owner || to.owner_lives;
  return ViewCount(to) > (by_owner || !owner_lives ? 1 : 2);
}

bool IsReplaceable(const CopyMade& made, const ArrayState& to) {
  const bool joins = made.event.reason == "assign" || made.event.reason == "concat";
  const bool is_part = made.event.bytes < made.destination.bytes;
  return !made.destination.foreign && !to.read && !(joins && is_part) &&
         !HasOnlookers(to, made.destination_view);
}

}  // namespace

CopyFacts FactsOf(const CopyMade& made, const ArrayState& from, const ArrayState& to,
                  WordBook* words) {
  CopyFacts facts;
  facts.op = words->Keep(made.event.op);
  facts.reason = words->Keep(made.event.reason);
  facts.equal_dtype = EqualDtype(made.source_layout, made.destination_layout);
  facts.equal_layout = EqualLayout(made.source_layout, made.destination_layout);
  facts.full_extent =
      made.event.bytes == made.source.bytes && made.event.bytes == made.destination.bytes;
  facts.sole_view = ViewCount(from) <= 1;
  facts.source_foreign = made.source.foreign;
  facts.source_read_only = made.source_view != nullptr && !made.source_view->writable;
  facts.new_destination = !to.accessed_again && facts.reason != "assign";
  facts.replaceable = IsReplaceable(made, to);
  return facts;
}

}  // namespace tidemark::analysis
