// Prints, after the usual table, how many times as long each benchmark took as a named peer.
//
// These machines are shared and noisy: a time by itself means little, a ratio to a peer that was
// measured in the same run does. Each benchmark should run with several repetitions; the smallest
// time of each is compared.
//
//   int main(int argc, char** argv) {
//     return RunWithRatios(argc, argv, {{"BM_Ours", "BM_Peer"}});
//   }
#ifndef TIDEMARK_BENCH_SUPPORT_RATIO_REPORTER_H_
#define TIDEMARK_BENCH_SUPPORT_RATIO_REPORTER_H_

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace tidemark::bench_support {

// `subject` and `peer` are benchmark names as printed, without the repetition suffix.
struct Ratio {
  std::string subject;
  std::string peer;
};

class RatioReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const std::string name =
          run.run_name.function_name + (run.run_name.args.empty() ? "" : "/" + run.run_name.args);
      const double time = run.GetAdjustedRealTime();
      const auto [entry, first] = best_.try_emplace(name, time);
      if (!first) entry->second = std::min(entry->second, time);
    }
  }

  void PrintRatios(const std::vector<Ratio>& ratios) const {
    std::printf("\n%-44s %-32s %12s %12s %8s\n", "subject", "peer", "subject", "peer", "ratio");
    for (const Ratio& ratio : ratios) {
      const auto subject = best_.find(ratio.subject);
      const auto peer = best_.find(ratio.peer);
      if (subject == best_.end() || peer == best_.end()) continue;  // filtered out
      std::printf("%-44s %-32s %12.2f %12.2f %8.3f\n", ratio.subject.c_str(), ratio.peer.c_str(),
                  subject->second, peer->second, subject->second / peer->second);
    }
  }

 private:
  std::map<std::string, double> best_;
};

inline int RunWithRatios(int argc, char** argv, const std::vector<Ratio>& ratios) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.PrintRatios(ratios);
  benchmark::Shutdown();
  return 0;
}

}  // namespace tidemark::bench_support

#endif  // TIDEMARK_BENCH_SUPPORT_RATIO_REPORTER_H_
