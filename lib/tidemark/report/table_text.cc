// Tables as text: figures to the right, words to the left, the place in what room is left.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/sections.h"
#include "tidemark/report/site_column.h"
#include "tidemark/report/table_formats.h"

namespace tidemark::report {
namespace {

constexpr size_t kColumnGap = 2;
constexpr size_t kWidestWords = 40;  // that a column of words takes
constexpr size_t kLeastPlace = 24;   // that are left for the place
constexpr char kScopeName[] = "scope";

bool IsWords(Unit unit) { return unit == Unit::kText; }

std::string ValueText(const TableValue& value, Unit unit, bool unicode) {
  if (const auto* const words = std::get_if<std::string>(&value)) {
    return CleanForDisplay(*words, unicode);
  }
  const auto* const figure = std::get_if<int64_t>(&value);
  if (figure == nullptr) return "-";
  switch (unit) {
    case Unit::kBytes:
      return BytesText(*figure);
    case Unit::kTime:
      return DurationText(*figure);
    case Unit::kYesNo:
      return *figure != 0 ? "yes" : "no";
    case Unit::kCount:
    case Unit::kText:
      break;
  }
  return CountText(*figure);
}

std::string Title(absl::string_view name) { return absl::StrReplaceAll(name, {{"_", " "}}); }

// A column of the text.
struct TextColumn {
  bool words = false;
  size_t width = 0;
  std::vector<std::string> cells;  // the name first
};

TextColumn MakeColumn(std::string name, bool words, std::vector<std::string> cells) {
  TextColumn column{.words = words, .width = 0, .cells = std::move(cells)};
  column.cells.insert(column.cells.begin(), std::move(name));
  for (const std::string& cell : column.cells) {
    column.width = std::max(column.width, DisplayWidth(cell));
  }
  return column;
}

// Words that no row has are left out.
std::vector<TextColumn> ColumnsOf(const Table& table, size_t rows, bool unicode) {
  std::vector<TextColumn> columns;
  const auto add = [&](absl::string_view name, Unit unit, auto value_of) {
    std::vector<std::string> cells;
    bool any = !IsWords(unit);
    for (size_t i = 0; i < rows; ++i) {
      cells.push_back(ValueText(value_of(table.rows[i]), unit, unicode));
      any = any || !cells.back().empty();
    }
    if (any) columns.push_back(MakeColumn(Title(name), IsWords(unit), std::move(cells)));
  };
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const TableColumn& column = table.columns[i];
    if (column.only_data) continue;
    add(column.name, column.unit, [&](const TableRow& row) { return row.values[i]; });
  }
  if (table.has_scope) {
    add(kScopeName, Unit::kText, [](const TableRow& row) { return TableValue(row.scope); });
  }
  return columns;
}

// Narrows and drops columns until they fit into `width`, the last words of a table without places being
// what its rows are of. Whether any was dropped.
bool FitColumns(size_t width, bool has_site, std::vector<TextColumn>* columns) {
  const size_t place = has_site ? kColumnGap + kLeastPlace : 0;
  const size_t room = width > place ? width - place : 0;
  const bool keep_last = !has_site && columns->back().words;
  bool dropped = false;
  for (size_t i = 0; i + (keep_last ? 1 : 0) < columns->size(); ++i) {
    TextColumn& column = (*columns)[i];
    if (column.words) column.width = std::min(column.width, kWidestWords);
  }
  const auto used = [&](size_t count) {
    size_t sum = 0;
    for (size_t i = 0; i < count; ++i) sum += kColumnGap + (*columns)[i].width;
    return sum;
  };
  while (columns->size() > 2) {
    const size_t others = columns->size() - (keep_last ? 1 : 0);
    const size_t least = keep_last ? kColumnGap + std::min(columns->back().width, kLeastPlace) : 0;
    if (used(others) + least <= room) break;
    columns->erase(columns->end() - (keep_last ? 2 : 1));
    dropped = true;
  }
  if (keep_last) {
    const size_t others = used(columns->size() - 1) + kColumnGap;
    columns->back().width = std::min(columns->back().width, room > others ? room - others : 1);
  }
  return dropped;
}

Line RowLine(const std::vector<TextColumn>& columns, size_t row, Style style, bool unicode) {
  Line line;
  size_t end = 0;
  for (const TextColumn& column : columns) {
    const std::string& text = column.cells[row];
    if (column.words) {
      line.PadTo(end + kColumnGap);
      line.Add(ElideMiddle(text, column.width, unicode), style);
    } else {
      line.AddRight(text, end + kColumnGap + column.width, style);
    }
    end += kColumnGap + column.width;
  }
  return line.PadTo(end);
}

}  // namespace

std::vector<Line> TableLines(const Table& table, const TextOptions& options) {
  const auto width = static_cast<size_t>(options.width);
  std::vector<Line> lines;
  lines.push_back(Line()
                      .Add(absl::AsciiStrToUpper(table.name), Style::kHeading)
                      .Add(absl::StrCat("  ", table.title)));
  const auto note = [&](std::string text) {
    for (std::string& row : WrapWords(text, width - kColumnGap)) {
      lines.push_back(Line().Add("  ").Add(std::move(row), Style::kFaint));
    }
  };
  if (table.rows.empty()) {
    note("nothing");
    if (!table.note.empty()) note(table.note);
    return lines;
  }
  const size_t shown = std::min(table.rows.size(), kMostTableRows);
  std::vector<TextColumn> columns = ColumnsOf(table, shown, options.unicode);
  const bool dropped = FitColumns(width, table.has_site, &columns);
  for (size_t row = 0; row <= shown; ++row) {
    const Style style = row == 0 ? Style::kFaint : Style::kPlain;
    Line line = RowLine(columns, row, style, options.unicode);
    if (table.has_site) {
      line.Add(std::string(kColumnGap, ' '));
      const size_t room = width > line.width() ? width - line.width() : 1;
      line.Add(row == 0 ? "place" : SiteColumn(table.rows[row - 1].site, room, options.unicode),
               row == 0 ? Style::kFaint : Style::kName);
    }
    lines.push_back(std::move(line));
  }
  if (shown < table.rows.size()) {
    note(absl::StrCat("and ", CountText(static_cast<int64_t>(table.rows.size() - shown)),
                      " more; --format csv has them all"));
  }
  if (dropped) note("there are more columns on a wider terminal (--width)");
  if (!table.note.empty()) note(table.note);
  return lines;
}

std::string TextTables(const analysis::Report& report, const std::vector<Table>& tables,
                       const TextOptions& options) {
  std::string text;
  for (const Line& line : Sections(report, options).Header()) text += RenderLine(line, options);
  for (const Table& table : tables) {
    text += "\n";
    for (const Line& line : TableLines(table, options)) text += RenderLine(line, options);
  }
  return text;
}

}  // namespace tidemark::report
