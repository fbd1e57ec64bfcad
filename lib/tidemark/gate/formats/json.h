// A check's result for programs: schema "tidemark-check/1".
//
// Consumes a CheckResult; its consumers are scripts. Keys may be added.
// Threading: pure function. Equal results give equal bytes. Units: as each metric's.
//
//   {"schema":"tidemark-check/1","passed":false,"judged":2,"failures":1,"not_judged":0,
//    "traces":["run.json"],"refused":[],"notes":[],
//    "verdicts":[{"rule":"limit","outcome":"failed","test":"run","trace":"run.json","scope":"",
//                 "site":"","metric":"peak_bytes","unit":"bytes","before":null,"after":159383552,
//                 "limit":67108864,"excess":92274688,"contributions":[...],...}],"allowed":[]}
#ifndef TIDEMARK_GATE_FORMATS_JSON_H_
#define TIDEMARK_GATE_FORMATS_JSON_H_

#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

std::string CheckJson(const CheckResult& result, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_JSON_H_
