// A check's result as JUnit XML, which nearly every service of continuous integration shows.
//
// Consumes a CheckResult; its consumers are GitLab, Jenkins, Azure and the like.
//
// A testsuite for each test, a testcase for each verdict: failed ones have a <failure>, what was not
// judged is <skipped> with the reason. A refused trace is a suite with one case in <error>, and so is
// a result without anything in it: nothing passes by being empty. Names of cases are unique within
// their suite.
//
// Threading: pure function. Equal results give equal bytes: times are 0.
//
//   <testsuite name="pipeline" tests="1" failures="1" errors="0" skipped="0" time="0">
//     <testcase name="peak_bytes &lt;= 64MiB" classname="pipeline" time="0">
//       <failure message="peak_bytes is 152 MiB (...), 88 MiB over the limit of ..." type="limit">...
#ifndef TIDEMARK_GATE_FORMATS_JUNIT_H_
#define TIDEMARK_GATE_FORMATS_JUNIT_H_

#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

std::string JunitText(const CheckResult& result, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_JUNIT_H_
