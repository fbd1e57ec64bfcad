#include "tidemark/reading_flags.h"

#include "absl/strings/str_cat.h"

namespace tidemark::cli {
namespace {

constexpr int kMostThreads = 64;

}  // namespace

void ReadingFlags::Declare(CommandLine* line) {
  line->Flag("--recover", &recover_, "skip lines that cannot be read, and count them");
  line->Option("--threads", &threads_,
               "threads that read and analyse, 1 for none besides the first (default: one a "
               "processor, up to 4); the result is the same");
}

absl::Status ReadingFlags::Apply(const std::string& verb, analysis::AnalyzeOptions* options) const {
  if (threads_ < 0 || threads_ > kMostThreads) {
    return absl::InvalidArgumentError(
        absl::StrCat(verb, ": --threads takes 1 to ", kMostThreads, ", not ", threads_));
  }
  options->recover = recover_;
  options->threads = threads_;
  return absl::OkStatus();
}

}  // namespace tidemark::cli
