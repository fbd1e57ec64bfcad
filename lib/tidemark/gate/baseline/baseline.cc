#include "tidemark/gate/baseline/baseline.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/sites/source_text.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::gate {
namespace {

using analysis::WideSum;

// A row and the line that it comes from, which orders the rows of a key.
struct LinedRow {
  BaselineRow row;
  int64_t line = 0;
};

// Lines of one text in one function are one row: they could not be told apart once they move.
std::vector<BaselineRow> MergedRows(std::vector<LinedRow> lined) {
  std::stable_sort(lined.begin(), lined.end(), [](const LinedRow& a, const LinedRow& b) {
    return std::tie(a.row.key, a.line, a.row.text, a.row.site) <
           std::tie(b.row.key, b.line, b.row.text, b.row.site);
  });
  std::vector<BaselineRow> rows;
  size_t first_of_key = 0;
  int64_t line = 0;
  std::map<std::string, size_t> by_text;  // of this key
  for (LinedRow& next : lined) {
    const bool same_key = !rows.empty() && rows.back().key == next.row.key;
    if (!same_key) {
      first_of_key = rows.size();
      by_text.clear();
    }
    size_t at = rows.size();
    if (!next.row.text.empty()) {
      at = by_text.try_emplace(next.row.text, at).first->second;
    } else if (rows.size() > first_of_key && line == next.line && rows.back().text.empty()) {
      at = rows.size() - 1;
    }
    line = next.line;
    if (at < rows.size()) {
      AddFigures(next.row.figures, &rows[at].figures);
    } else {
      rows.push_back(std::move(next.row));
    }
  }
  return rows;
}

std::vector<std::string> UnknownFigures(const analysis::Report& report) {
  std::vector<std::string> names;
  for (const FigureKind& figure : AllFigures()) {
    const Metric* const metric =
        figure.metric == nullptr ? FindMetric("reused_ops") : figure.metric;
    if (!WhyUnknown(*metric, report).empty()) names.emplace_back(figure.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string TestNameOf(const analysis::Report& report) {
  const std::string& program = report.trace.program;
  return CleanForDisplay(program.substr(program.rfind('/') + 1), true);
}

Baseline MakeBaseline(const analysis::Report& report, const BaselineOptions& options) {
  Baseline baseline;
  baseline.test = TestNameOf(report);
  baseline.trace_version = trace::kTraceVersion;
  baseline.standard_library = CleanForDisplay(report.trace.standard_library, true);
  baseline.estimated = report.trace.sample_bytes > 0;
  baseline.unknown = UnknownFigures(report);
  baseline.totals = TotalsOf(report, options.suppressed);
  std::map<std::string, int64_t> peaks;
  for (const analysis::ScopeReport& scope : report.scopes) {
    int64_t& peak = peaks[CleanForDisplay(scope.path, true)];
    peak = std::max({peak, scope.peak_bytes, int64_t{0}});
  }
  for (const auto& [path, peak] : peaks) baseline.scopes.push_back({path, peak});

  SiteKeys keys({.repository = options.repository});
  SourceText sources;
  std::vector<LinedRow> lined;
  for (const analysis::Usage& usage : report.usage) {
    LinedRow next;
    next.row.figures = FiguresOf(usage, options.suppressed);
    if (AllZero(next.row.figures)) continue;
    next.row.key = keys.Of(usage.site, usage.kind, usage.dtype, usage.scope);
    next.row.site = usage.site;
    if (next.row.key.label.empty()) {
      next.line = usage.site.line;
      if (options.read_sources && !usage.site.file.empty()) {
        next.row.text = sources.Line(keys.FileOf(usage.site.file), usage.site.line);
      }
    }
    lined.push_back(std::move(next));
  }
  baseline.rows = MergedRows(std::move(lined));
  BoundRows(options.most_rows, &baseline);
  return baseline;
}

int64_t WeightOf(const BaselineRow& row, const Figures& totals) {
  WideSum weight = 0;
  for (size_t i = 0; i < totals.size(); ++i) {
    if (totals[i] <= 0) continue;
    weight = std::max(weight, WideSum(row.figures[i]) * 1'000'000 / totals[i]);
  }
  return analysis::Narrow(weight);
}

void BoundRows(size_t most_rows, Baseline* baseline) {
  std::vector<BaselineRow>& rows = baseline->rows;
  std::vector<std::pair<int64_t, size_t>> heaviest;  // negative weight, row
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].others == 0) heaviest.emplace_back(-WeightOf(rows[i], baseline->totals), i);
  }
  if (most_rows == 0 || heaviest.size() <= most_rows) return;
  std::sort(heaviest.begin(), heaviest.end());
  std::vector<bool> kept(rows.size(), false);
  for (size_t i = 0; i < most_rows; ++i) kept[heaviest[i].second] = true;

  std::map<std::string, BaselineRow> sums;  // by scope
  std::vector<BaselineRow> left;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (kept[i]) {
      left.push_back(std::move(rows[i]));
      continue;
    }
    BaselineRow& sum = sums[rows[i].key.scope];
    sum.key.scope = rows[i].key.scope;
    sum.others += rows[i].others == 0 ? 1 : rows[i].others;
    AddFigures(rows[i].figures, &sum.figures);
  }
  for (auto& [scope, sum] : sums) left.push_back(std::move(sum));
  rows = std::move(left);
}

Baseline MinimumOf(const std::vector<Baseline>& runs) {
  Baseline least = runs.front();
  if (runs.size() == 1) return least;
  std::map<std::tuple<SiteKey, std::string, size_t, bool>, BaselineRow> rows;
  std::map<std::string, int64_t> peaks;
  std::vector<size_t> chosen(AllFigures().size(), 0);
  for (size_t run = 0; run < runs.size(); ++run) {
    for (size_t i = 0; i < chosen.size(); ++i) {
      const int64_t best = runs[chosen[i]].totals[i];
      const int64_t other = runs[run].totals[i];
      if (AllFigures()[i].higher_is_better ? other > best : other < best) chosen[i] = run;
    }
    least.estimated = least.estimated || runs[run].estimated;
    least.unknown.insert(least.unknown.end(), runs[run].unknown.begin(), runs[run].unknown.end());
    for (const ScopePeak& scope : runs[run].scopes) {
      const auto [it, inserted] = peaks.try_emplace(scope.path, scope.peak_bytes);
      it->second = std::min(it->second, scope.peak_bytes);
    }
  }
  for (size_t run = 0; run < runs.size(); ++run) {
    // Rows of one key without text are told apart by their order.
    std::map<SiteKey, size_t> without_text;
    for (const BaselineRow& row : runs[run].rows) {
      const size_t order = row.text.empty() ? without_text[row.key]++ : 0;
      auto [it, inserted] = rows.try_emplace({row.key, row.text, order, row.others > 0}, row);
      BaselineRow& merged = it->second;
      if (inserted) merged.figures = NoFigures();
      merged.others = std::max(merged.others, row.others);
      for (size_t i = 0; i < chosen.size(); ++i) {
        if (chosen[i] == run) merged.figures[i] = row.figures[i];
      }
    }
  }
  std::sort(least.unknown.begin(), least.unknown.end());
  least.unknown.erase(std::unique(least.unknown.begin(), least.unknown.end()), least.unknown.end());
  for (size_t i = 0; i < chosen.size(); ++i) least.totals[i] = runs[chosen[i]].totals[i];
  least.scopes.clear();
  for (const auto& [path, peak] : peaks) least.scopes.push_back({path, peak});
  least.rows.clear();
  for (auto& [key, row] : rows) {
    if (!AllZero(row.figures)) least.rows.push_back(std::move(row));
  }
  // By line, where the lines are known.
  std::stable_sort(least.rows.begin(), least.rows.end(),
                   [](const BaselineRow& a, const BaselineRow& b) {
                     return std::make_tuple(a.others > 0, a.key, a.site.line) <
                            std::make_tuple(b.others > 0, b.key, b.site.line);
                   });
  return least;
}

bool IsUnknown(const Baseline& baseline, absl::string_view figure) {
  return std::binary_search(baseline.unknown.begin(), baseline.unknown.end(), figure);
}

}  // namespace tidemark::gate
