#include "tidemark/gate/judge/fingerprints.h"

#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tidemark::gate {
namespace {

// FNV-1a, 64 bits: the same on every machine.
uint64_t Hash(absl::string_view text) {
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

}  // namespace

void SetFingerprints(std::vector<Verdict>* verdicts) {
  std::map<uint64_t, int64_t> seen;
  for (Verdict& verdict : *verdicts) {
    std::string key = absl::StrCat(verdict.rule, "\n", verdict.test, "\n", verdict.scope, "\n",
                                   verdict.site, "\n", verdict.metric, "\n", verdict.limit_text);
    if (verdict.outcome == Outcome::kFailed && !verdict.contributions.empty()) {
      const analysis::SiteReport& site = verdict.contributions.front().site;
      absl::StrAppend(&key, "\n", site.file, "\n", site.function, "\n", site.label);
    }
    const int64_t number = seen[Hash(key)]++;
    if (number > 0) absl::StrAppend(&key, "\n", number);
    verdict.fingerprint = absl::StrCat(absl::Hex(Hash(key), absl::kZeroPad16));
  }
}

}  // namespace tidemark::gate
