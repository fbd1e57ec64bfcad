// The data of a page: what its script receives, schema "tidemark-page/1".
//
// Consumes Reports; its consumers are web/ and the tests. JSON, of bounded size; sums are exact, and
// what is beyond a bound is one row, "Other". `web/src/payload.ts` says what each key is.
//
// Units: bytes, nanoseconds since the start of the trace, as integers; one beyond 2^53 as text.
// Memory: O(bounds). Threading: pure functions. Equal reports give equal bytes. Errors: none.
#ifndef TIDEMARK_PAGE_PAYLOAD_H_
#define TIDEMARK_PAGE_PAYLOAD_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tidemark/page/completeness.h"
#include "tidemark/page/page.h"

namespace tidemark::page {

// What it has of each run's views goes to `coverage`, unless that is null.
std::string PagePayload(absl::Span<const PageRun> runs, const PageOptions& options,
                        std::vector<std::vector<Coverage>>* coverage = nullptr);

// The places that have colours of their own, in the order of these: those that the timelines show,
// first the largest of each run.
std::vector<analysis::SiteReport> ColoredSites(absl::Span<const PageRun> runs);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_PAYLOAD_H_
