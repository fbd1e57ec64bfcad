#include "tidemark/analysis/rules/copy_facts.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/model/wide_sum.h"

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

constexpr int64_t kMostCounted = int64_t{1} << 56;

// Operations that put elements elsewhere.
constexpr absl::string_view kMovers[] = {
    "argpartition", "argsort", "choice", "compress", "delete",  "diag",      "diagflat",
    "extract",      "insert",  "mask",   "meshgrid", "pad",     "partition", "permutation",
    "repeat",       "resize",  "roll",   "select",   "shuffle", "sort",      "take",
    "tile",         "tril",    "triu",   "unique",
};

// How many elements there are, and how many of these a view shows again and again.
struct Elements {
  WideSum all = 1;
  WideSum times = 1;  // that each is shown
};

Elements ElementsOf(const Layout& layout) {
  Elements elements;
  for (size_t axis = 0; axis < layout.shape().size(); ++axis) {
    elements.all *= layout.shape()[axis];
    if (layout.strides()[axis] == 0 && layout.shape()[axis] > 1) {
      elements.times *= layout.shape()[axis];
    }
    if (elements.all > kMostCounted || elements.all == 0) return {};
  }
  return elements;
}

void NoteRepeats(const CopyMade& made, CopyFacts* facts) {
  if (!made.source_layout.known()) return;
  const Elements source = ElementsOf(made.source_layout);
  const int64_t item = ItemBytes(made.source_layout.dtype()).value_or(0);
  const bool repeated = facts->op == "tile" || facts->op == "repeat";
  if (source.times > 1) {
    facts->repeats_elements = true;
    facts->distinct_bytes = item * Narrow(source.all / source.times);
  } else if (repeated && source.all == 1 && made.event.bytes > item && item > 0) {
    facts->repeats_elements = true;
    facts->distinct_bytes = item;
  }
}

// Of what a recorder does not tell, malloc's promise is assumed.
bool IsAsAligned(const ArrayState& from, const ArrayState& to) {
  constexpr uint8_t kOfMalloc = 5;  // 16 bytes
  return to.alignment <= (from.alignment == 0 ? kOfMalloc : from.alignment);
}

bool IsReplaceable(const CopyMade& made, const ArrayState& to) {
  const bool joins = made.event.reason == "assign" || made.event.reason == "concat";
  const bool is_part = made.event.bytes < made.destination.bytes;
  // Nobody but its authors can mend what a library does.
  return made.event.reason != "library" && !made.destination.foreign && !to.read &&
         !(joins && is_part) && !HasOnlookers(to, made.destination_view);
}

}  // namespace

bool KeepsElements(absl::string_view op, absl::string_view reason) {
  return reason != "gather" && reason != "broadcast" &&
         std::find(std::begin(kMovers), std::end(kMovers), op) == std::end(kMovers);
}

CopyFacts FactsOf(const CopyMade& made, const ArrayState& from, const ArrayState& to,
                  WordBook* words) {
  CopyFacts facts;
  facts.op = words->Keep(made.event.op);
  facts.reason = words->Keep(made.event.reason);
  facts.equal_dtype = EqualDtype(made.source_layout, made.destination_layout);
  // Where a layout is unknown, the reason may tell that it was another one.
  const bool layouts_known = made.source_layout.known() && made.destination_layout.known();
  facts.equal_layout = EqualLayout(made.source_layout, made.destination_layout) &&
                       (layouts_known || facts.reason != "layout");
  const bool dtypes_known =
      !made.source_layout.dtype().empty() && !made.destination_layout.dtype().empty();
  facts.dtype_doubtful = facts.reason == "dtype" && !dtypes_known;
  NoteRepeats(made, &facts);
  facts.source_outweighs = made.source.bytes > made.destination.bytes;
  facts.full_extent =
      made.event.bytes == made.source.bytes && made.event.bytes == made.destination.bytes;
  facts.sole_view = ViewCount(from) <= 1;
  facts.source_foreign = made.source.foreign;
  facts.source_read_only = made.source_view != nullptr && !made.source_view->writable;
  facts.same_elements = KeepsElements(facts.op, facts.reason);
  facts.same_place = from.space == to.space;
  facts.as_aligned = IsAsAligned(from, to);
  facts.same_kind = from.kind == 0 || to.kind == 0 || from.kind == to.kind;
  facts.new_destination =
      !to.accessed_again && facts.reason != "assign" && made.source_last_used < to.begin_event;
  facts.replaceable = IsReplaceable(made, to);
  return facts;
}

}  // namespace tidemark::analysis
