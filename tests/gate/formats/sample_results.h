// Results of checks to write in every format: ordinary, hostile, huge, empty.
//
// Produced for the tests of the formats and for emit_samples, whose files other programs validate.
#ifndef TIDEMARK_TESTS_GATE_FORMATS_SAMPLE_RESULTS_H_
#define TIDEMARK_TESTS_GATE_FORMATS_SAMPLE_RESULTS_H_

#include <string>
#include <utility>
#include <vector>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

// All samples are written for a repository at /home/me/project.
FormatOptions SampleOptions();

// A limit of 64 MiB that 152 MiB do not keep, with two places and a remainder.
Verdict FailedVerdict();
Verdict PassedVerdict();
Verdict UnjudgedVerdict();

// Names that break what does not escape: line breaks, markup, commands, controls, bad UTF-8, ...
std::vector<std::string> HostileNames();

// Each hostile name in every field that can hold it, in each role.
CheckResult HostileResult();

// `count` failures, of ever smaller size, of which some of two rules and levels.
CheckResult LargeResult(int count);

// All samples by name.
std::vector<std::pair<std::string, CheckResult>> SampleResults();

}  // namespace tidemark::gate

#endif  // TIDEMARK_TESTS_GATE_FORMATS_SAMPLE_RESULTS_H_
