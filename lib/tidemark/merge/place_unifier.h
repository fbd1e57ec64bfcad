// Gives places that are the same in several reports the same name.
//
// Ranks of one program may be built in different folders, and then one place has several paths. Two
// places of different reports are the same where program, file name, line, function, label and the
// file name of the module are equal, and no report has two such places; then they take the shortest
// of their paths, and of these the first in the order of bytes.
//
// Used by MergeTraces() before it adds up. Threading: pure. Memory: O(distinct places).
#ifndef TIDEMARK_MERGE_PLACE_UNIFIER_H_
#define TIDEMARK_MERGE_PLACE_UNIFIER_H_

#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::merge {

void UnifyPlaces(const std::vector<analysis::Report*>& reports);

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_PLACE_UNIFIER_H_
