// Reads a trace with the library, without the command.
#include <iostream>

#include "tidemark/analysis/analyze.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const absl::StatusOr<tidemark::analysis::Report> report = tidemark::analysis::Analyze(argv[1]);
  if (!report.ok()) {
    std::cerr << report.status() << "\n";
    return 3;
  }
  std::cout << "peak " << report->peak.bytes << "\n";
}
