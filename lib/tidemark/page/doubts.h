// What makes the figures of a run doubtful, as sentences for people: lost events, samples, a trace that was
// cut off.
//
// Made from a Report; shown by the static core and by the script. Threading: pure functions.
#ifndef TIDEMARK_PAGE_DOUBTS_H_
#define TIDEMARK_PAGE_DOUBTS_H_

#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::page {

// Empty: nothing is to be doubted.
std::vector<std::string> Doubts(const analysis::Report& report);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_DOUBTS_H_
