// The part of a page that needs no script: what the run was, what to fix, a picture of the live bytes,
// and the largest rows of each view as tables. It is also what is printed.
//
// Consumes Reports; its consumers are browsers without scripts, printers, and whoever saves the page
// as text. Each figure stands in a <data> element whose value is the exact number, as `--format json`
// has it.
//
// Threading: pure functions. Equal reports give equal bytes. Errors: none; names are escaped.
#ifndef TIDEMARK_PAGE_STATIC_CORE_H_
#define TIDEMARK_PAGE_STATIC_CORE_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tidemark/page/completeness.h"
#include "tidemark/page/page.h"

namespace tidemark::page {

// HTML, to stand within <main>. `with_script`: what the script has of each run's views; empty where the
// page has none.
std::string StaticCore(absl::Span<const PageRun> runs, const PageOptions& options,
                       absl::Span<const std::vector<Coverage>> with_script);

// The style sheet that goes with it, in both brightnesses, and for print.
std::string CoreStyle();

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_STATIC_CORE_H_
