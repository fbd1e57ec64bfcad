#include "tidemark/trace_list.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/trace/reader.h"
#include "tidemark/trace/writer.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kArgumentsWidth = 60;

}  // namespace

absl::StatusOr<ListedTrace> DescribeTrace(const std::string& file) {
  absl::StatusOr<std::unique_ptr<trace::TraceReader>> reader = trace::OpenTrace(file);
  if (!reader.ok()) return reader.status();
  const absl::StatusOr<const trace::Event*> event = (*reader)->Next();
  if (!event.ok()) return event.status();
  const trace::TraceHead* head =
      *event == nullptr ? nullptr : std::get_if<trace::TraceHead>(&(*event)->body);
  if (head == nullptr) return absl::DataLossError(absl::StrCat(file, ": no trace"));
  std::error_code ignored;
  ListedTrace listed;
  listed.file = file;
  listed.bytes = static_cast<int64_t>(fs::file_size(file, ignored));
  listed.run = std::string(head->run);
  listed.program = std::string(head->program);
  listed.pid = head->pid.value_or(0);
  listed.ppid = head->ppid.value_or(0);
  for (const absl::string_view argument :
       head->args.value_or(absl::Span<const absl::string_view>())) {
    listed.arguments.emplace_back(argument);
  }
  return listed;
}

absl::StatusOr<std::vector<ListedTrace>> ListTraces(const std::string& folder) {
  std::vector<ListedTrace> traces;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    const std::string file = at->path().string();
    if (!at->is_regular_file(ignored) || !trace::CheckExtension(file).ok()) continue;
    absl::StatusOr<ListedTrace> described = DescribeTrace(file);
    if (described.ok()) {
      traces.push_back(*std::move(described));
    } else if (absl::EndsWith(file, ".tmk")) {
      ListedTrace& unreadable = traces.emplace_back();
      unreadable.file = file;
      unreadable.bytes = static_cast<int64_t>(at->file_size(ignored));
      unreadable.problem = std::string(described.status().message());
    }
  }
  if (error) return absl::NotFoundError(absl::StrCat(folder, ": ", error.message()));
  if (traces.empty()) {
    return absl::NotFoundError(absl::StrCat(folder, ": no traces in this folder"));
  }
  std::sort(traces.begin(), traces.end(), [](const ListedTrace& a, const ListedTrace& b) {
    return std::tie(b.bytes, a.file) < std::tie(a.bytes, b.file);
  });
  return traces;
}

std::string TraceListText(const std::vector<ListedTrace>& traces) {
  size_t program_width = 0;
  size_t file_width = 0;
  for (const ListedTrace& trace : traces) {
    program_width = std::max(program_width, DisplayWidth(CleanForDisplay(trace.program, true)));
    file_width = std::max(file_width, DisplayWidth(CleanForDisplay(trace.file, true)));
  }
  std::string text =
      absl::StrCat(report::Counted(static_cast<int64_t>(traces.size()), "trace", "traces"),
                   "; 'tidemark report FILE' shows what one holds\n");
  const auto padded = [](const std::string& name, size_t width) {
    const std::string clean = CleanForDisplay(name, true);
    const size_t used = DisplayWidth(clean);
    return clean + std::string(width > used ? width - used : 0, ' ');
  };
  for (const ListedTrace& trace : traces) {
    absl::StrAppendFormat(&text, "%10s  %s", report::BytesText(trace.bytes),
                          padded(trace.file, file_width));
    if (!trace.problem.empty()) {
      absl::StrAppend(&text, "  cannot be read: ", CleanForDisplay(trace.problem, true), "\n");
      continue;
    }
    const std::string arguments = CleanForDisplay(absl::StrJoin(trace.arguments, " "), true);
    absl::StrAppendFormat(&text, "  pid %d of %d  %s", trace.pid, trace.ppid,
                          padded(trace.program, arguments.empty() ? 0 : program_width));
    if (!arguments.empty()) {
      absl::StrAppend(&text, "  ", ElideEnd(arguments, kArgumentsWidth, true));
    }
    absl::StrAppend(&text, "\n");
  }
  return text;
}

std::string TraceListJson(const std::vector<ListedTrace>& traces) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const ListedTrace& trace : traces) {
    Json entry = {{"file", trace.file}, {"bytes", trace.bytes}};
    if (trace.problem.empty()) {
      entry["program"] = trace.program;
      entry["pid"] = trace.pid;
      entry["ppid"] = trace.ppid;
      entry["args"] = trace.arguments;
    } else {
      entry["problem"] = trace.problem;
    }
    list.push_back(std::move(entry));
  }
  const Json document = {{"schema", "tidemark-traces/1"}, {"traces", std::move(list)}};
  return document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::cli
