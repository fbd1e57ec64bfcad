// Makes baselines and usage for tests, a place a line.
//
// Ownership: values. Threading: one thread.
//
//   Baseline base = BaselineOf({Row("a.cc", "load", "x = y;", {{"copy_bytes", 80}})});
#ifndef TIDEMARK_TESTS_GATE_BASELINE_BASELINE_BUILDER_H_
#define TIDEMARK_TESTS_GATE_BASELINE_BASELINE_BUILDER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/gate/baseline/baseline.h"
#include "tidemark/gate/baseline/comparison.h"

namespace tidemark::gate {

inline Figures FiguresWith(const std::map<std::string, int64_t>& values) {
  Figures figures = NoFigures();
  for (const auto& [name, value] : values) figures.at(FigureIndex(name)) = value;
  return figures;
}

inline BaselineRow Row(const std::string& file, const std::string& function,
                       const std::string& text, const std::map<std::string, int64_t>& values) {
  BaselineRow row;
  row.key.file = file;
  row.key.function = function;
  row.key.kind = "array";
  row.key.dtype = "f8";
  row.text = text;
  row.figures = FiguresWith(values);
  row.site.file = file;
  row.site.function = function;
  return row;
}

inline BaselineRow InScope(BaselineRow row, const std::string& scope) {
  row.key.scope = scope;
  return row;
}

inline BaselineRow OpRow(const std::string& op, int64_t ops, int64_t reused) {
  BaselineRow row = Row("a.cc", "step", "x = x + y;", {{"op_count", ops}, {"reused_ops", reused}});
  row.key.kind = "op:" + op;
  return row;
}

// Its totals are the sums of the rows.
inline Baseline BaselineOf(std::vector<BaselineRow> rows) {
  Baseline baseline;
  baseline.test = "app";
  baseline.trace_version = 1;
  for (const BaselineRow& row : rows) AddFigures(row.figures, &baseline.totals);
  baseline.rows = std::move(rows);
  return baseline;
}

// "kind file:function before->after note" of each contribution.
inline std::vector<std::string> Lines(const Change& change) {
  std::vector<std::string> lines;
  for (const Contribution& part : change.contributions) {
    std::string line = part.site.file + ":" + part.site.function;
    line += " " + std::to_string(part.before) + "->" + std::to_string(part.after);
    if (!part.note.empty()) line += " " + part.note;
    lines.push_back(line);
  }
  return lines;
}

}  // namespace tidemark::gate

#endif  // TIDEMARK_TESTS_GATE_BASELINE_BASELINE_BUILDER_H_
