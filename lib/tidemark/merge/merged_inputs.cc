#include "tidemark/merge/merged_inputs_internal.h"

#include <sys/stat.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/status.h"
#include "tidemark/base/whole_file.h"

namespace tidemark::merge {
namespace {

// As JsonReport begins; a trace never does.
bool BeginsLikeReport(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 64> first{};
  file.read(first.data(), first.size());
  const absl::string_view text(first.data(), static_cast<size_t>(file.gcount()));
  return absl::StartsWith(text, "{") && absl::StrContains(text, R"("schema": "tidemark-report/1")");
}

absl::Status AppendTraces(const std::string& path, std::vector<std::string>* traces) {
  const auto json = nlohmann::json::parse(ReadWholeFile(path), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    return absl::DataLossError(
        absl::StrCat(path, ": found a report that is damaged or cut off, expected JSON"));
  }
  const nlohmann::json runs = json.value("/merged/runs"_json_pointer, nlohmann::json());
  if (!runs.is_array() || runs.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path,
                     ": found the report of a trace, expected a trace, or a report that was "
                     "merged; merge the trace itself"));
  }
  for (const nlohmann::json& run : runs) {
    const nlohmann::json files = run.is_object() ? run.value("files", nlohmann::json()) : run;
    if (!files.is_array() || files.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": found a run without files in \"merged\", expected its traces"));
    }
    for (const nlohmann::json& file : files) {
      if (!file.is_string()) {
        return absl::InvalidArgumentError(
            absl::StrCat(path, ": found a file in \"merged\" that is no string"));
      }
      traces->push_back(file.get<std::string>());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ExpandMerged(const std::vector<std::string>& paths) {
  std::vector<std::string> traces;
  for (const std::string& path : paths) {
    if (BeginsLikeReport(path)) {
      TIDEMARK_RETURN_IF_ERROR(AppendTraces(path, &traces));
    } else {
      traces.push_back(path);
    }
  }
  return traces;
}

}  // namespace tidemark::merge
