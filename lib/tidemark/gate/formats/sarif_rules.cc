#include "tidemark/gate/formats/sarif_rules.h"

namespace tidemark::gate {
namespace {

constexpr GateRule kGateRules[] = {
    {"limit", "A figure is beyond the limit that was set for it",
     "Look at the places that the message names, largest first. If the program really needs the "
     "memory, raise the limit where it is set."},
    {"increase", "A figure is larger than in the baseline",
     "Look at the places that grew. If the growth is wanted, accept it into the baseline and say "
     "why."},
    {"new-site", "Memory is used at a place that the baseline does not have",
     "See whether the new allocation or copy is needed. If it is, accept it into the baseline."},
    {"leak", "Memory is never freed",
     "Free it, or state in a suppression why it has to live until the end of the program."},
    {"improvement", "A figure is smaller than in the baseline",
     "Update the baseline, so that the gain is kept."},
    {"slack", "A limit is far above what the program needs",
     "Lower the limit, so that it catches the next regression."},
    {"lost-reuse", "An operation no longer takes over an operand's memory",
     "Find what holds on to the operand at this place: a further reference or view prevents the "
     "reuse."},
    {"suppression", "A suppression has expired or covers nothing any more",
     "Remove it from the configuration, or give it a new reason and date."},
};

}  // namespace

absl::Span<const GateRule> GateRules() { return kGateRules; }

}  // namespace tidemark::gate
