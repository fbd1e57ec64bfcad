#include "tidemark/reading_flags.h"

namespace tidemark::cli {
namespace {

constexpr int kMostThreads = 64;

}  // namespace

void ReadingFlags::Declare(CommandLine* line) {
  line->Flag("--recover", &recover_, "skip lines that cannot be read, and count them");
  line->Number("--threads", {1, kMostThreads}, &threads_,
               "threads that read and analyse, 1 for none besides the first (default: one a "
               "processor, up to 4); the result is the same");
}

void ReadingFlags::Apply(analysis::AnalyzeOptions* options) const {
  options->recover = recover_;
  options->threads = threads_;
}

}  // namespace tidemark::cli
