#include "tidemark/report/source_view.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/rules/source_files.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/section_parts_internal.h"

namespace tidemark::report {
namespace {

constexpr int64_t kContext = 2;      // lines around one with figures
constexpr int64_t kLeastGap = 2;     // fewer lines between two are shown
constexpr size_t kLeastSource = 30;  // columns left for the text of the lines
constexpr size_t kFindingLines = 2;  // that one takes
constexpr size_t kTab = 4;

// A column of figures.
struct FigureColumn {
  const char* name;
  int64_t LineFigures::*bytes;
  int64_t LineFigures::*count;  // null: it has none
  size_t width = 0;             // 0: it is left out
};

class SourceDrawing {
 public:
  SourceDrawing(const analysis::Report& report, const SourceListing& listing,
                const TextOptions& options);

  std::vector<Line> Draw();

 private:
  size_t width() const { return static_cast<size_t>(options_.width); }
  std::string Clean(const std::string& text) const {
    return CleanForDisplay(text, options_.unicode);
  }
  std::string Bytes(int64_t bytes) const {
    return absl::StrCat(report_.trace.sample_bytes > 0 ? "~" : "", BytesText(bytes));
  }
  std::string Figure(const FigureColumn& column, const LineFigures& line) const;
  void ChooseColumns();
  void AppendHead();
  void AppendNote(const std::string& text, Style style);
  void AppendLine(int64_t number, const LineFigures* figures);
  void AppendFinding(const analysis::Finding& finding);
  std::string TextOf(int64_t number) const;

  const analysis::Report& report_;
  const SourceListing& listing_;
  const TextOptions& options_;
  std::vector<FigureColumn> columns_;
  size_t number_end_ = 0;
  int64_t largest_ = 0;  // at the peak, of a line
  std::vector<Line> lines_;
};

SourceDrawing::SourceDrawing(const analysis::Report& report, const SourceListing& listing,
                             const TextOptions& options)
    : report_(report), listing_(listing), options_(options) {
  for (const LineFigures& line : listing.figures.lines) {
    largest_ = std::max(largest_, line.peak_bytes);
  }
  ChooseColumns();
}

// "12.3 MiB 4x", empty where there is nothing.
std::string SourceDrawing::Figure(const FigureColumn& column, const LineFigures& line) const {
  const int64_t count = column.count == nullptr ? 0 : line.*column.count;
  if (line.*column.bytes == 0 && count == 0) return "";
  std::string text = Bytes(line.*column.bytes);
  if (count > 0) absl::StrAppend(&text, " ", CountText(count), options_.unicode ? "×" : "x");
  return text;
}

// As many as leave room for the source, those that matter most first.
void SourceDrawing::ChooseColumns() {
  const std::vector<LineFigures>& lines = listing_.figures.lines;
  const size_t digits = absl::StrCat(lines.empty() ? 0 : lines.back().line + kContext).size();
  size_t used = digits + 2;
  for (FigureColumn column :
       {FigureColumn{"peak", &LineFigures::peak_bytes, nullptr},
        FigureColumn{"called", &LineFigures::below_peak_bytes, nullptr},
        FigureColumn{"allocated", &LineFigures::alloc_bytes, &LineFigures::alloc_count},
        FigureColumn{"copied", &LineFigures::copy_bytes, &LineFigures::copy_count}}) {
    for (const LineFigures& line : lines) {
      column.width = std::max(column.width, DisplayWidth(Figure(column, line)));
    }
    if (column.width == 0) continue;
    column.width = std::max(column.width, std::string(column.name).size()) + 2;
    const bool fits = columns_.empty() || used + column.width + kLeastSource <= width();
    if (!fits) continue;
    used += column.width;
    columns_.push_back(column);
  }
  number_end_ = used;
}

void SourceDrawing::AppendNote(const std::string& text, Style style) {
  for (std::string& row : WrapWords(text, width() - 2))
    lines_.push_back(Note(std::move(row), style));
}

void SourceDrawing::AppendHead() {
  const FileFigures& file = listing_.figures;
  lines_.push_back(
      Line()
          .Add("SOURCE", Style::kHeading)
          .Add("  ")
          .Add(ElideMiddle(Clean(file.file), width() - 8, options_.unicode), Style::kName));
  std::vector<std::string> parts;
  if (file.total.peak_bytes > 0) {
    parts.push_back(absl::StrCat(Bytes(file.total.peak_bytes), " of the peak (",
                                 ShareText(file.total.peak_bytes, report_.peak.bytes), ")"));
  }
  parts.push_back(absl::StrCat(Bytes(file.total.alloc_bytes), " allocated in ",
                               Counted(file.total.alloc_count, "buffer", "buffers")));
  if (file.total.copy_count > 0) {
    parts.push_back(absl::StrCat(Bytes(file.total.copy_bytes), " copied in ",
                                 Counted(file.total.copy_count, "copy", "copies")));
  }
  int64_t findings = 0;
  for (const LineFigures& line : file.lines) findings += static_cast<int64_t>(line.findings.size());
  if (findings > 0) parts.push_back(Counted(findings, "finding", "findings"));
  AppendNote(absl::StrJoin(parts, ", "), Style::kPlain);
  if (listing_.path.empty()) {
    AppendNote(
        "the file is not at hand (--source DIR says where the source is), so lines are "
        "without their text",
        Style::kWarning);
  } else if (listing_.path != file.file) {
    AppendNote(absl::StrCat("text from ", Clean(listing_.path)), Style::kFaint);
  }
  if (listing_.changed) {
    AppendNote("the file was changed after the trace was recorded: lines may have moved",
               Style::kWarning);
  }
}

std::string SourceDrawing::TextOf(int64_t number) const {
  if (listing_.path.empty()) return "";
  if (number < 1 || number > static_cast<int64_t>(listing_.lines.size())) {
    return "(the file has no such line)";
  }
  return Clean(listing_.lines[static_cast<size_t>(number - 1)]);
}

void SourceDrawing::AppendLine(int64_t number, const LineFigures* figures) {
  Line line;
  size_t end = 0;
  for (const FigureColumn& column : columns_) {
    end += column.width;
    if (figures == nullptr) continue;
    const bool hot = column.bytes == &LineFigures::peak_bytes && figures->peak_bytes == largest_;
    const std::string text = Figure(column, *figures);
    if (!text.empty()) line.AddRight(text, end, hot ? Style::kHeading : Style::kPlain);
  }
  line.AddRight(absl::StrCat(number), number_end_, Style::kFaint);
  const bool marked = figures != nullptr;
  lines_.push_back(line.Add("  ").Add(TextOf(number), marked ? Style::kPlain : Style::kFaint));
  if (figures == nullptr) return;
  for (const size_t finding : figures->findings) AppendFinding(report_.findings[finding]);
}

void SourceDrawing::AppendFinding(const analysis::Finding& finding) {
  std::string text = absl::StrCat(options_.unicode ? "▲ " : "^ ", finding.rule, ": ");
  absl::StrAppend(&text,
                  Clean(finding.allowed.empty() ? finding.message
                                                : absl::StrCat("allowed, ", finding.allowed)));
  const Style style = !finding.allowed.empty()                           ? Style::kFaint
                      : finding.severity == analysis::Severity::kError   ? Style::kError
                      : finding.severity == analysis::Severity::kWarning ? Style::kWarning
                                                                         : Style::kFaint;
  const size_t start = number_end_ + 2;
  std::vector<std::string> rows = WrapWords(text, width() > start + 12 ? width() - start : 12);
  const bool cut = rows.size() > kFindingLines;
  if (cut) rows.resize(kFindingLines);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (cut && i + 1 == rows.size()) absl::StrAppend(&rows[i], options_.unicode ? " …" : " ...");
    lines_.push_back(Line().PadTo(start).Add(std::move(rows[i]), style));
  }
}

std::vector<Line> SourceDrawing::Draw() {
  AppendHead();
  const std::vector<LineFigures>& figures = listing_.figures.lines;
  Line names;
  size_t end = 0;
  for (const FigureColumn& column : columns_) {
    end += column.width;
    names.AddRight(column.name, end, Style::kFaint);
  }
  lines_.push_back(names.AddRight("line", number_end_, Style::kFaint));
  const bool has_text = !listing_.path.empty();
  const auto count = static_cast<int64_t>(listing_.lines.size());
  int64_t next = 1;  // the first line that is not shown yet
  for (size_t i = 0; i < figures.size(); ++i) {
    const int64_t number = figures[i].line;
    const int64_t from = has_text ? std::max(next, number - kContext) : number;
    if (from > next + kLeastGap || (from > next && !has_text)) {
      if (has_text || next > 1) {
        lines_.push_back(
            Line().AddRight(options_.unicode ? "⋮" : "...", number_end_, Style::kFaint));
      }
      next = from;
    }
    if (has_text) {
      for (; next < number && next <= count; ++next) AppendLine(next, nullptr);
    }
    AppendLine(number, &figures[i]);
    next = number + 1;
    if (!has_text) continue;
    const int64_t stop = i + 1 < figures.size() ? figures[i + 1].line : INT64_MAX;
    for (; next <= std::min(number + kContext, count) && next < stop; ++next) {
      AppendLine(next, nullptr);
    }
  }
  if (has_text && next <= count) {
    lines_.push_back(Line().AddRight(options_.unicode ? "⋮" : "...", number_end_, Style::kFaint));
  }
  return std::move(lines_);
}

std::string WithoutTabs(absl::string_view line) {
  std::string text;
  for (const char c : line) {
    if (c == '\t') {
      text.append(kTab - text.size() % kTab, ' ');
    } else if (c != '\r') {
      text.push_back(c);
    }
  }
  return text;
}

// Whether the name is that of source code, whatever the language.
bool IsSourceCode(absl::string_view file) {
  const std::string suffix = std::filesystem::path(std::string(file)).extension().string();
  constexpr const char* kSuffixes[] = {
      ".c",   ".cc", ".cpp", ".cxx", ".c++", ".h",  ".hh", ".hpp", ".hxx", ".cu", ".cuh", ".inl",
      ".ipp", ".py", ".pyx", ".f",   ".f90", ".rs", ".go", ".jl",  ".m",   ".mm", ".d",   ".zig"};
  return std::any_of(std::begin(kSuffixes), std::end(kSuffixes),
                     [&](const char* one) { return absl::EqualsIgnoreCase(suffix, one); });
}

// Whether the file was written after every file of the trace.
bool IsNewer(const std::string& path, const std::vector<std::string>& traces) {
  std::error_code failed;
  const auto written = std::filesystem::last_write_time(path, failed);
  if (failed || traces.empty()) return false;
  for (const std::string& trace : traces) {
    const auto recorded = std::filesystem::last_write_time(trace, failed);
    if (failed || written <= recorded) return false;
  }
  return true;
}

void TakeText(const analysis::SourceFile& source, const analysis::Report& report,
              SourceListing* listing) {
  listing->path = source.path;
  for (const absl::string_view line : absl::StrSplit(source.text, '\n')) {
    listing->lines.push_back(WithoutTabs(line));
  }
  if (listing->lines.back().empty()) listing->lines.pop_back();
  listing->changed = IsNewer(source.path, report.trace.files);
}

}  // namespace

std::vector<SourceListing> ListSourceAtHand(const analysis::Report& report,
                                            const std::vector<std::string>& roots) {
  std::vector<SourceListing> listings;
  for (FileFigures& figures : FiguresByLine(report)) {
    if (!IsSourceCode(figures.file)) continue;
    const std::optional<analysis::SourceFile> source =
        analysis::ReadSourceFile(figures.file, roots);
    if (!source.has_value()) continue;
    SourceListing& listing = listings.emplace_back();
    listing.figures = std::move(figures);
    TakeText(*source, report, &listing);
  }
  return listings;
}

std::vector<int64_t> LinesToShow(const SourceListing& listing) {
  const auto count = static_cast<int64_t>(listing.lines.size());
  std::vector<int64_t> shown;
  for (const LineFigures& figures : listing.figures.lines) {
    const int64_t from = std::max<int64_t>(1, figures.line - kContext);
    for (int64_t line = from; line <= std::min(figures.line + kContext, count); ++line) {
      if (shown.empty() || shown.back() < line) shown.push_back(line);
    }
    // The file may have become shorter.
    if (shown.empty() || shown.back() < figures.line) shown.push_back(figures.line);
  }
  return shown;
}

absl::StatusOr<std::vector<SourceListing>> ListSource(const analysis::Report& report,
                                                      const std::string& name,
                                                      const std::vector<std::string>& roots) {
  std::vector<FileFigures> files = FiguresByLine(report);
  const std::vector<size_t> meant = FilesLike(files, name);
  if (meant.empty()) {
    const std::vector<std::string> nearest = NearestFiles(files, name);
    return absl::NotFoundError(absl::StrCat(
        "the trace has nothing of a file '", name, "'",
        nearest.empty()
            ? "; it names no source file at all"
            : absl::StrCat("; it has, the nearest first: ", absl::StrJoin(nearest, ", "))));
  }
  std::vector<SourceListing> listings;
  for (const size_t file : meant) {
    SourceListing& listing = listings.emplace_back();
    listing.figures = std::move(files[file]);
    std::optional<analysis::SourceFile> source =
        analysis::ReadSourceFile(listing.figures.file, roots);
    // The user may have said where it is.
    if (!source.has_value() && meant.size() == 1) source = analysis::ReadSourceFile(name, {});
    if (source.has_value()) TakeText(*source, report, &listing);
  }
  return listings;
}

std::vector<Line> SourceLines(const analysis::Report& report, const SourceListing& listing,
                              const TextOptions& options) {
  return SourceDrawing(report, listing, options).Draw();
}

}  // namespace tidemark::report
