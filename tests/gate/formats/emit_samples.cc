// Writes each sample result in each format, as DIR/SAMPLE.FORMAT, and what other programs have to find
// in them, as DIR/SAMPLE.expected.json: names of files in hexadecimal, since they need not be UTF-8.
//
//   emit_samples DIR
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/gate/formats/sample_results.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/formats/formats.h"
#include "tidemark/gate/formats/source_place.h"

namespace tidemark::gate {
namespace {

nlohmann::json ExpectedJson(const CheckResult& result, const FormatOptions& options) {
  nlohmann::json failures = nlohmann::json::array();
  for (const Verdict* verdict : FailuresLargestFirst(result)) {
    const Place place = PlaceOfVerdict(*verdict, options);
    std::vector<std::string> lines = FindingDetails(*verdict, options);
    lines.insert(lines.begin(), FindingHeadline(*verdict));
    failures.push_back(
        {{"path", absl::BytesToHexString(place.path)},
         {"line", place.line},
         {"exact", place.exact},
         {"level", static_cast<int>(verdict->level)},
         {"fingerprint", verdict->fingerprint},
         {"limit_text", absl::BytesToHexString(verdict->limit_text)},
         {"test", absl::BytesToHexString(verdict->test)},
         {"title", absl::StrCat(TestName(verdict->test), ": ", FindingName(*verdict))},
         {"message", absl::StrJoin(lines, "\n")}});
  }
  size_t passed = 0;
  for (const Verdict& verdict : result.verdicts) {
    if (verdict.outcome == Outcome::kPassed) ++passed;
  }
  return {{"failures", std::move(failures)},
          {"not_judged", NotJudged(result).size()},
          {"passed", passed},
          {"refused", result.refused.size()}};
}

bool WriteSample(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return static_cast<bool>(file);
}

int EmitSamples(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const FormatOptions options = SampleOptions();
  bool written = true;
  for (const auto& [name, result] : SampleResults()) {
    for (const CheckFormat& format : CheckFormats()) {
      written &= WriteSample(folder / absl::StrCat(name, ".", format.name),
                             format.render(result, options));
    }
    written &= WriteSample(folder / absl::StrCat(name, ".expected.json"),
                           ExpectedJson(result, options).dump());
  }
  return written ? 0 : 1;
}

}  // namespace
}  // namespace tidemark::gate

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: emit_samples DIR\n", stderr);
    return 2;
  }
  return tidemark::gate::EmitSamples(argv[1]);
}
