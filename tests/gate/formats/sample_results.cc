#include "tests/gate/formats/sample_results.h"

#include <optional>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace tidemark::gate {
namespace {

Contribution PlaceOf(const std::string& file, int64_t line, const std::string& function,
                     int64_t before, int64_t after) {
  return {.site = {.file = file, .line = line, .function = function, .label = ""},
          .scope = "",
          .kind = "array",
          .dtype = "float64",
          .before = before,
          .after = after,
          .note = ""};
}

// Text that gzip makes hardly shorter, as mangled names are at worst.
std::string Noise(std::mt19937* random, size_t length) {
  constexpr absl::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  std::string text;
  while (text.size() < length) text.push_back(kLetters[(*random)() % kLetters.size()]);
  return text;
}

Verdict HostileVerdict(const std::string& name, Outcome outcome, int number) {
  Verdict verdict;
  verdict.rule = number % 3 == 0 ? "limit" : name;
  verdict.outcome = outcome;
  verdict.level = static_cast<Level>(number % 3);
  verdict.test = name;
  verdict.trace = name;
  verdict.scope = name;
  verdict.site = name;
  verdict.metric = number % 2 == 0 ? "peak_bytes" : name;
  verdict.before = number % 4 == 0 ? std::optional<int64_t>() : number;
  verdict.after = 1000 + number;
  verdict.limit = 10;
  verdict.excess = verdict.after - 10;
  verdict.limit_text = name;
  verdict.limit_source = name;
  verdict.reason = name;
  for (const char* folder : {"", "/home/me/project/src/", "/usr/include/"}) {
    Contribution place = PlaceOf(folder + name, number % 2, name, 0, 7);
    place.site.label = name;
    place.scope = name;
    place.kind = name;
    place.dtype = name;
    place.note = name;
    verdict.contributions.push_back(place);
  }
  verdict.other_places = 3;
  verdict.other_delta = -5;
  verdict.fingerprint = absl::StrFormat("%016x", number);
  verdict.inspect_command = absl::StrCat("tidemark report ", name);
  verdict.accept_command = absl::StrCat("tidemark baseline update ", name);
  return verdict;
}

}  // namespace

FormatOptions SampleOptions() { return {.unicode = true, .source_root = "/home/me/project"}; }

Verdict FailedVerdict() {
  Verdict verdict;
  verdict.rule = "limit";
  verdict.outcome = Outcome::kFailed;
  verdict.test = "pipeline";
  verdict.trace = "run.tmk";
  verdict.metric = "peak_bytes";
  verdict.before = int64_t{64} << 20;
  verdict.after = int64_t{152} << 20;
  verdict.limit = int64_t{64} << 20;
  verdict.excess = int64_t{88} << 20;
  verdict.limit_text = "peak_bytes <= 64MiB";
  verdict.limit_source = "tidemark.json";
  verdict.contributions = {
      PlaceOf("/usr/include/c++/12/vector", 99, "grow", 0, int64_t{50} << 20),
      PlaceOf("/home/me/project/src/load.cc", 23, "load", 1 << 20, int64_t{31} << 20)};
  verdict.contributions[0].note = "new";
  verdict.other_places = 17;
  verdict.other_delta = int64_t{8} << 20;
  verdict.fingerprint = "00000000000000a1";
  verdict.inspect_command = "tidemark report run.tmk";
  verdict.accept_command = "tidemark baseline update run.tmk --baseline b.json";
  return verdict;
}

Verdict PassedVerdict() {
  Verdict verdict;
  verdict.rule = "limit";
  verdict.test = "pipeline";
  verdict.trace = "run.tmk";
  verdict.metric = "copy_count";
  verdict.unit = MetricUnit::kCount;
  verdict.after = 3;
  verdict.limit = 3;
  verdict.limit_text = "copy_count <= 3";
  verdict.limit_source = "--limit";
  verdict.fingerprint = "00000000000000b2";
  return verdict;
}

Verdict UnjudgedVerdict() {
  Verdict verdict = PassedVerdict();
  verdict.outcome = Outcome::kNotJudged;
  verdict.metric = "leak_count";
  verdict.limit_text = "leak_count == 0";
  verdict.after = 0;
  verdict.reason = "the trace is cut off, so leaks are unknown";
  verdict.fingerprint = "00000000000000c3";
  return verdict;
}

std::vector<std::string> HostileNames() {
  using std::string_literals::operator""s;
  return {"",
          "a\nb\r\nc\rd",
          "100%",
          "%0A::error::injected",
          "\n::error file=x::injected\n",
          "x::y::z",
          "a,line=7,title=b:c",
          "a|b\\|c\\",
          "<script>alert('1')</script>",
          "]]><!-- --> -->",
          "quote\"'`",
          "&amp;&#10;&lt;",
          "*b* _i_ ~s~ [l](u) ![i](u) $x$ `c` # h",
          "@someone #1 www.example.org http://example.org a@b.c",
          "bidi\u202Eevil\u202C\u2066x\u2069",
          "\u200Bzero\u00ADwidth\uFEFF",
          "nul\0byte"s,
          "esc\x1B[31mred\x07",
          "bad\xFF\xFE\xC3(\xE2\x82",
          "\xED\xA0\x80surrogate\xEF\xBF\xBF\xEF\xBF\xBE",
          "line\u2028sep\u2029par\u0085nel",
          "\U0001F600 \u65E5\u672C e\u0301",
          "../../../etc/passwd",
          "/",
          ".",
          "..",
          "file:///etc/passwd",
          "http://example.org/x?y#z",
          "C:\\Users\\x",
          "a b\tc",
          "tidemark:x",
          std::string(10'000, 'x'),
          std::string(5'000, '|') + std::string(5'000, '\n')};
}

CheckResult HostileResult() {
  CheckResult result;
  int number = 0;
  for (const std::string& name : HostileNames()) {
    result.traces.push_back(name);
    result.refused.push_back({.trace = name, .message = name, .empty = number % 2 == 0});
    result.notes.push_back({.trace = name, .text = name});
    for (const Outcome outcome : {Outcome::kFailed, Outcome::kNotJudged, Outcome::kPassed}) {
      result.verdicts.push_back(HostileVerdict(name, outcome, ++number));
    }
    Verdict bare = HostileVerdict(name, Outcome::kFailed, ++number);
    bare.contributions.clear();
    result.verdicts.push_back(std::move(bare));
  }
  return result;
}

CheckResult LargeResult(int count) {
  CheckResult result;
  std::mt19937 random(11);
  for (int i = 0; i < count; ++i) {
    Verdict verdict = FailedVerdict();
    verdict.rule = i % 2 == 0 ? "new-site" : "limit";
    verdict.test = absl::StrCat("test ", i % 100);
    verdict.excess = count - i;
    verdict.before.reset();
    verdict.site = Noise(&random, 150);
    verdict.contributions = {PlaceOf(absl::StrCat("src/", Noise(&random, 150), ".cc"), i + 1,
                                     Noise(&random, 180), 0, 5)};
    verdict.fingerprint = absl::StrFormat("%016x", i);
    result.verdicts.push_back(std::move(verdict));
  }
  return result;
}

std::vector<std::pair<std::string, CheckResult>> SampleResults() {
  CheckResult mixed;
  mixed.traces = {"run.tmk", "cut.tmk"};
  mixed.verdicts = {FailedVerdict(), PassedVerdict(), UnjudgedVerdict()};
  mixed.refused = {{.trace = "cut.tmk", .message = "byte 12: not a trace", .empty = false}};
  mixed.notes = {{.trace = "run.tmk", .text = "the trace is cut off"}};
  CheckResult passed;
  passed.traces = {"run.tmk"};
  passed.verdicts = {PassedVerdict()};
  CheckResult refused;
  refused.traces = {"cut.tmk"};
  refused.refused = mixed.refused;
  return {{"mixed", mixed},         {"passed", passed},           {"refused", refused},
          {"empty", CheckResult()}, {"hostile", HostileResult()}, {"large", LargeResult(30'000)}};
}

}  // namespace tidemark::gate
