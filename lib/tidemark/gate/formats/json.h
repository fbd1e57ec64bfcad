// A check's result for programs: schema "tidemark-check/1".
//
// Consumes a CheckResult; its consumers are scripts. Keys may be added.
// Threading: pure function. Equal results give equal bytes. Units: as each metric's.
//
//   {"schema":"tidemark-check/1","passed":false,"judged":2,"failures":1,"not_judged":0,
//    "traces":[{"trace":"run.json","refused":null,"warnings":[],
//               "verdicts":[{"rule":"limit","outcome":"failed","metric":"peak_bytes","scope":"",
//                            "site":"","unit":"bytes","before":null,"actual":159383552,
//                            "passed":false,"limit":67108864,"excess":92274688,"text":...,
//                            "contributions":[{"site":{...},"delta":N,...}],"other_places":0,...}]}],
//    "verdicts":[],"allowed":[]}
//
// A trace that could not be read has "refused": {"message": ..., "empty": false}. `actual` is null of
// what was not judged. "verdicts" has what is about no trace: suppressions that are stale or expired.
#ifndef TIDEMARK_GATE_FORMATS_JSON_H_
#define TIDEMARK_GATE_FORMATS_JSON_H_

#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

std::string CheckJson(const CheckResult& result, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_JSON_H_
