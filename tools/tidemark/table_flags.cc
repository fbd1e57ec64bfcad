#include "tidemark/table_flags.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/status.h"
#include "tidemark/gate/sites/pattern.h"

namespace tidemark::cli {
namespace {

constexpr absl::string_view kUnits = "ns, us, ms, s or min";

// Nanoseconds since the start of the trace: "1.5s", "20ms", "300" (of ns).
absl::StatusOr<int64_t> ParseMoment(const std::string& verb, const std::string& option,
                                    absl::string_view text) {
  constexpr std::pair<absl::string_view, double> kScales[] = {
      {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"min", 6e10}, {"s", 1e9}, {"", 1}};
  const std::string given(text);
  text = absl::StripAsciiWhitespace(text);
  const size_t end = text.find_first_not_of("0123456789.");
  const absl::string_view number = text.substr(0, end);
  const absl::string_view unit = absl::StripAsciiWhitespace(
      end == absl::string_view::npos ? absl::string_view() : text.substr(end));
  double value = 0;
  for (const auto& [name, scale] : kScales) {
    if (name != unit || !absl::SimpleAtod(number, &value)) continue;
    const double t = std::round(value * scale);
    if (t < 9e18) return static_cast<int64_t>(t);
  }
  return absl::InvalidArgumentError(absl::StrCat(verb, ": ", option, " takes a time like 1.5s or ",
                                                 "300ms (", kUnits, "), not '", given, "'"));
}

// A scope is wanted where it, or one that it lies in, is as the pattern says.
bool WithinMatch(const std::string& pattern, const std::string& path) {
  for (size_t end = path.find('/');; end = path.find('/', end + 1)) {
    if (gate::ScopeMatches(pattern, absl::string_view(path).substr(0, end))) return true;
    if (end == std::string::npos) return false;
  }
}

}  // namespace

void TableFlags::Declare(CommandLine* line) {
  line->Option("--table", &names_, "only this table (may be repeated); they are listed below");
  line->Flag("--findings", &findings_, "short for --table findings");
  line->Flag("--buffers", &buffers_, "short for --table buffers");
  line->Flag("--copies", &copies_, "short for --table copies");
  line->Option("--site", &site_,
               "only rows of places like GLOB: file, file:line, function, library");
  line->Option("--scope", &scope_, "only what happened within scopes like GLOB");
  line->Option("--from", &from_, "only what was after this time of the trace (1.5s, 300ms)");
  line->Option("--to", &to_, "only what was before this time");
}

std::string TableFlags::Help() {
  return absl::StrCat(
      "\nTables (--table NAME); with --format csv exactly one:\n", report::TableHelp(),
      "Rows are chosen\n  by --site of: ",
      absl::StrJoin(report::TableNamesWith(&report::TableKind::by_site), ", "),
      "\n  by --scope of: ",
      absl::StrJoin(report::TableNamesWith(&report::TableKind::by_scope), ", "),
      "\n  by --from and --to of: ",
      absl::StrJoin(report::TableNamesWith(&report::TableKind::by_time), ", "),
      ".\nBetween two times the peak is the one\n"
      "there, buffers are those that were live at some moment, copies those made, findings those\n"
      "with an occurrence among the shown evidence. Filters without --table show peak and "
      "findings.\n");
}

absl::Status TableFlags::CheckFilters(const std::string& verb) const {
  struct Filter {
    const char* option;
    const std::string& value;
    bool report::TableKind::*applies;
  };
  for (const auto& [option, value, applies] :
       {Filter{"--site", site_, &report::TableKind::by_site},
        Filter{"--scope", scope_, &report::TableKind::by_scope},
        Filter{"--from", from_, &report::TableKind::by_time},
        Filter{"--to", to_, &report::TableKind::by_time}}) {
    for (const report::TableKind* const kind : kinds_) {
      if (value.empty() || kind->*applies) continue;
      return absl::InvalidArgumentError(
          absl::StrCat(verb, ": ", option, " chooses no rows of the table '", kind->name,
                       "', only of: ", absl::StrJoin(report::TableNamesWith(applies), ", ")));
    }
  }
  return absl::OkStatus();
}

absl::Status TableFlags::Apply(const std::string& verb, const std::string& one_table_format,
                               analysis::AnalyzeOptions* options) {
  std::vector<std::string> names;
  for (const std::string& list : names_) {
    for (const absl::string_view name : absl::StrSplit(list, ',')) names.emplace_back(name);
  }
  if (findings_) names.emplace_back("findings");
  if (buffers_) names.emplace_back("buffers");
  if (copies_) names.emplace_back("copies");
  const bool filtered = !site_.empty() || !scope_.empty() || !from_.empty() || !to_.empty();
  if (names.empty() && filtered && one_table_format.empty()) names = {"peak", "findings"};
  for (const std::string& name : names) {
    TIDEMARK_RETURN_IF_ERROR(CheckChoice("table", name, report::TableNames()));
    const report::TableKind* const kind = report::FindTable(name);
    if (std::find(kinds_.begin(), kinds_.end(), kind) == kinds_.end()) kinds_.push_back(kind);
  }
  if (!one_table_format.empty() && kinds_.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        verb, ": --format ", one_table_format, " holds one table; say which by --table (",
        "there is: ", absl::StrJoin(report::TableNames(), ", "), ")"));
  }
  TIDEMARK_RETURN_IF_ERROR(CheckFilters(verb));
  if (!from_.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(filter_.from, ParseMoment(verb, "--from", from_));
  }
  if (!to_.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(filter_.to, ParseMoment(verb, "--to", to_));
  }
  if (filter_.from > filter_.to) {
    return absl::InvalidArgumentError(absl::StrCat(verb, ": --from is after --to"));
  }
  if (!site_.empty()) {
    filter_.site = [pattern = site_](const analysis::SiteReport& site) {
      return gate::SiteMatches(pattern, site);
    };
  }
  if (!scope_.empty()) {
    filter_.scope = [pattern = scope_](const std::string& path) {
      return WithinMatch(pattern, path);
    };
  }
  report::FilterNeeds(filter_, options);
  for (const report::TableKind* const kind : kinds_) {
    if (kind->needs != nullptr) kind->needs(options);
  }
  return absl::OkStatus();
}

std::vector<report::Table> TableFlags::Make(const analysis::Report& report) const {
  std::vector<report::Table> tables;
  for (const report::TableKind* const kind : kinds_) {
    tables.push_back(report::MakeTable(*kind, report, filter_));
  }
  return tables;
}

}  // namespace tidemark::cli
