#include "tests/merge/trace_files.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/status.h"
#include "tidemark/merge/shard_writer.h"
#include "tidemark/report/json_report.h"
#include "tidemark/trace/writer.h"

namespace tidemark::merge {
namespace {

bool IsHead(const trace::Event& event) {
  return std::holds_alternative<trace::TraceHead>(event.body);
}

void WriteHead(const RunHead& head, const std::string& piece, trace::TraceWriter* writer) {
  std::string capture = R"({"stacks":"off")";
  if (!head.clock.empty()) absl::StrAppend(&capture, ",\"clock\":", head.clock);
  if (head.sample_bytes > 0) absl::StrAppend(&capture, ",\"sample_bytes\":", head.sample_bytes);
  if (!piece.empty()) absl::StrAppend(&capture, ",\"piece\":", piece);
  capture += "}";
  trace::TraceHead event;
  event.program = head.program;
  event.run = head.run;
  event.host = head.host;
  event.pid = head.pid;
  event.start_unix_ns = head.start_unix_ns;
  event.capture_json = capture;
  ASSERT_TRUE(writer->Write({.body = event}).ok());
}

}  // namespace

void WriteTrace(const std::string& path, const RunHead& head, const analysis::TraceScript& script) {
  auto writer = trace::CreateTrace(path);
  ASSERT_TRUE(writer.ok()) << writer.status();
  WriteHead(head, "", writer->get());
  for (const trace::Event& event : script.events()) {
    if (IsHead(event)) continue;
    ASSERT_TRUE((*writer)->Write(event).ok());
  }
  ASSERT_TRUE((*writer)->Close().ok());
}

size_t CountOf(const analysis::TraceScript& script) {
  size_t count = 0;
  for (const trace::Event& event : script.events()) count += IsHead(event) ? 0 : 1;
  return count;
}

std::vector<std::string> WritePieces(const test_support::TempFolder& folder, const RunHead& head,
                                     const analysis::TraceScript& script,
                                     const std::vector<size_t>& cuts) {
  std::vector<std::string> paths;
  std::unique_ptr<trace::TraceWriter> writer;
  size_t at = 0;
  const auto begin = [&] {
    const size_t number = paths.size();
    // Both encodings, and compressed.
    constexpr const char* kExtensions[] = {".ndjson", ".tmk", ".ndjson.gz"};
    paths.push_back(folder.File(absl::StrCat(head.run, "-", number, kExtensions[number % 3])));
    auto created = trace::CreateTrace(paths.back());
    EXPECT_TRUE(created.ok()) << created.status();
    if (writer != nullptr) {
      EXPECT_TRUE(writer->Close().ok());
    }
    writer = *std::move(created);
    WriteHead(head, absl::StrCat(R"({"number":)", number, R"(,"first":)", at, "}"), writer.get());
  };
  begin();
  for (const trace::Event& event : script.events()) {
    if (IsHead(event)) continue;
    while (paths.size() <= cuts.size() && at == cuts[paths.size() - 1]) begin();
    EXPECT_TRUE(writer->Write(event).ok());
    ++at;
  }
  while (paths.size() <= cuts.size()) begin();
  EXPECT_TRUE(writer->Close().ok());
  return paths;
}

absl::StatusOr<std::vector<std::string>> WriteShardFiles(const std::string& trace,
                                                         const std::string& output,
                                                         int64_t events_per_shard) {
  TIDEMARK_ASSIGN_OR_RETURN(trace::ShardPaths paths,
                            RowPaths(output, /*numbered=*/events_per_shard > 0));
  trace::ShardFiles files(std::move(paths), trace);
  TIDEMARK_RETURN_IF_ERROR(WriteShards(trace, events_per_shard, {}, &files));
  TIDEMARK_RETURN_IF_ERROR(files.Commit());
  return files.paths();
}

std::string Figures(analysis::Report report) {
  report.trace.files.clear();
  // What the JSON leaves out.
  std::string more = absl::StrCat(report.timeline.bucket_ns, ": ",
                                  absl::StrJoin(report.timeline.max_bytes, " "), "\n");
  for (const auto* list : {&report.origins.copies, &report.origins.views,
                           &report.origins.temporaries, &report.origins.largest_alloc}) {
    for (const analysis::SiteBytes& entry : *list) {
      absl::StrAppend(&more, entry.site.file, ":", entry.site.line, " ", entry.bytes, " ",
                      entry.count, "\n");
    }
  }
  return report::JsonReport(report) + more;
}

MergedReport Merged(const std::vector<std::string>& paths) {
  absl::StatusOr<MergedReport> merged = MergeTraces(paths);
  EXPECT_TRUE(merged.ok()) << merged.status();
  return merged.ok() ? *std::move(merged) : MergedReport();
}

std::string MergeError(const std::vector<std::string>& paths) {
  const absl::StatusOr<MergedReport> merged = MergeTraces(paths);
  EXPECT_FALSE(merged.ok());
  return std::string(merged.status().message());
}

}  // namespace tidemark::merge
