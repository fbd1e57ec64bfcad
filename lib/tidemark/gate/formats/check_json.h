// A check's result for programs: schema "tidemark-check/1".
//
// Consumes a CheckResult; its consumers are scripts. Keys may be added.
// Threading: pure function. Equal results give equal bytes. Units: as each metric's.
//
//   {"schema":"tidemark-check/1","passed":false,"judged":2,"failures":1,
//    "traces":[{"trace":"run.json","warnings":[],
//               "verdicts":[{"metric":"peak_bytes","unit":"bytes","op":"<=","limit":67108864,
//                            "actual":159383552,"excess":92274688,"passed":false,
//                            "estimated":false,"text":...,"sites":[{"site":{...},"bytes":N,
//                            "count":N}],"other_sites":0}]}]}
#ifndef TIDEMARK_GATE_FORMATS_CHECK_JSON_H_
#define TIDEMARK_GATE_FORMATS_CHECK_JSON_H_

#include <string>

#include "tidemark/gate/judge/check.h"

namespace tidemark::gate {

std::string CheckJson(const CheckResult& result);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_CHECK_JSON_H_
