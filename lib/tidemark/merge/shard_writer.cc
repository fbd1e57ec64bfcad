#include "tidemark/merge/shard_writer.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/passes/first_pass.h"
#include "tidemark/analysis/passes/run_passes.h"
#include "tidemark/base/status.h"
#include "tidemark/merge/shard_rows_internal.h"
#include "tidemark/trace/io/file_format.h"
#include "tidemark/trace/json/json_text.h"
#include "tidemark/trace/reader.h"

namespace tidemark::merge {
namespace {

using analysis::FirstPass;

std::string NameWithoutFolder(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Of the trace, for the heads of all shards.
class Heads {
 public:
  // `trace`: what the run is called where the trace does not say.
  Heads(const trace::TraceHead* head, const std::string& trace) {
    if (head != nullptr) {
      program_ = std::string(head->program);
      run_ = std::string(head->run);
      host_ = std::string(head->host);
      version_ = std::string(head->tidemark);
      pid_ = head->pid;
      ppid_ = head->ppid;
      start_unix_ns_ = head->start_unix_ns;
      if (head->args.has_value()) args_.emplace(head->args->begin(), head->args->end());
      capture_ = nlohmann::ordered_json::parse(std::string(head->capture_json), nullptr,
                                               /*allow_exceptions=*/false);
    }
    if (run_.empty()) run_ = NameWithoutFolder(trace);
    if (!capture_.is_object()) capture_ = nlohmann::ordered_json::object();
    // Every row has them, so that they can be compared and joined.
    keys_ = absl::StrCat(",\"run\":", QuotedJson(run_), ",\"host\":", QuotedJson(host_),
                         ",\"pid\":", pid_.value_or(0));
  }

  void AppendHead(int64_t number, int64_t first, std::string* lines) {
    capture_["piece"] = {{"number", number}, {"first", first}};
    const std::string capture =
        capture_.dump(-1, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace);
    trace::TraceHead head;
    head.program = program_;
    head.run = run_;
    head.host = host_;
    head.tidemark = version_;
    head.pid = pid_;
    head.ppid = ppid_;
    head.start_unix_ns = start_unix_ns_;
    std::vector<absl::string_view> args;
    if (args_.has_value()) {
      args.assign(args_->begin(), args_->end());
      head.args = args;
    }
    head.capture_json = capture;
    trace::AppendJson({.body = head}, lines);
    lines->pop_back();
    absl::StrAppend(lines, ",\"shard\":", number, "}\n");
  }

  const std::string& keys() const { return keys_; }

 private:
  std::string program_;
  std::string run_;
  std::string host_;
  std::string version_;
  std::optional<int64_t> pid_;
  std::optional<int64_t> ppid_;
  std::optional<int64_t> start_unix_ns_;
  std::optional<std::vector<std::string>> args_;
  nlohmann::ordered_json capture_;
  std::string keys_;
};

// The rows in their shards, each behind the head of its shard.
class Rows {
 public:
  Rows(Heads heads, int64_t events_per_shard, trace::ShardSink* out)
      : heads_(std::move(heads)), most_(events_per_shard), out_(*out) {}

  // Where the next row goes.
  absl::StatusOr<std::string*> Room() {
    TIDEMARK_RETURN_IF_ERROR(Drain());
    if (most_ > 0 && in_shard_ == most_) {
      TIDEMARK_RETURN_IF_ERROR(out_.NextShard());
      ++shard_;
      in_shard_ = 0;
    }
    if (in_shard_ == 0) heads_.AppendHead(shard_, rows_, &lines_);
    ++in_shard_;
    ++rows_;
    return &lines_;
  }

  // Of the row that goes into the room.
  int64_t seq() const { return rows_ - 1; }
  int64_t shard() const { return shard_; }
  const std::string& keys() const { return heads_.keys(); }

  absl::Status Drain() {
    absl::Status status = out_.Append(lines_);
    lines_.clear();
    return status;
  }

 private:
  Heads heads_;
  const int64_t most_;
  trace::ShardSink& out_;
  std::string lines_;     // not handed on yet
  int64_t shard_ = 0;     // its number
  int64_t in_shard_ = 0;  // rows
  int64_t rows_ = 0;      // of all
};

// All of the trace, for the numbers of its sites.
absl::Status ReadThrough(trace::TraceReader* reader, FirstPass* pass) {
  while (true) {
    TIDEMARK_ASSIGN_OR_RETURN(const trace::Event* const event, reader->Next());
    if (event == nullptr) return absl::OkStatus();
    pass->Consume(*event);
  }
}

}  // namespace

absl::StatusOr<trace::ShardPaths> RowPaths(const std::string& path, bool numbered) {
  const std::optional<trace::FileFormat> format = trace::FileFormatOf(path);
  if (!format || format->binary) {
    return absl::InvalidArgumentError(
        absl::StrCat(path,
                     ": found an unknown extension, expected .ndjson, .jsonl or .json, with "
                     ".gz or .zst behind it if it is to be compressed"));
  }
  size_t dot = path.rfind('.');
  if (format->compression != trace::Compression::kNone) dot = path.rfind('.', dot - 1);
  return trace::ShardPaths{.name =
                               [=](size_t number) {
                                 if (!numbered) return path;
                                 return absl::StrFormat("%s-%05d%s", path.substr(0, dot), number,
                                                        path.substr(dot));
                               },
                           .can_split = numbered,
                           .compression = format->compression};
}

absl::Status WriteShards(const std::string& trace, int64_t events_per_shard,
                         const analysis::AnalyzeOptions& analyze, trace::ShardSink* out,
                         analysis::TraceSummary* losses) {
  if (trace == "-") {
    return absl::InvalidArgumentError("-: rows cannot be made of standard input, only of a file");
  }
  const trace::ReaderOptions reading = {.recover = analyze.recover, .threads = analyze.threads};
  const analysis::PassOptions passes = {.leak_suppressions = analyze.leak_suppressions};
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<trace::TraceReader> first_reader,
                            trace::OpenTrace(trace, reading));
  FirstPass first(&first_reader->stats(), passes);
  TIDEMARK_RETURN_IF_ERROR(ReadThrough(first_reader.get(), &first));
  absl::Status usable = first.CheckIsWhole();
  if (usable.ok() && !first.saw_events()) {
    usable = analysis::NothingToAnalyse(first_reader->stats());
  }
  if (!usable.ok()) {
    return absl::Status(usable.code(), absl::StrCat(trace, ": ", usable.message()));
  }

  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<trace::TraceReader> reader,
                            trace::OpenTrace(trace, reading));
  analysis::Symbolizer symbolizer(analyze.symbols);
  ShardRows keys(&first.sites(), analyze.use_symbols ? &symbolizer : nullptr,
                 &analyze.leak_suppressions);
  FirstPass pass(&reader->stats(), passes);
  pass.observers().Add(&keys);
  std::optional<Rows> rows;
  while (true) {
    TIDEMARK_ASSIGN_OR_RETURN(const trace::Event* const event, reader->Next());
    if (event == nullptr) break;
    pass.Consume(*event);
    if (!rows.has_value()) {
      const auto* const head = std::get_if<trace::TraceHead>(&event->body);
      rows.emplace(Heads(head, trace), events_per_shard, out);
      if (head != nullptr) continue;
    }
    TIDEMARK_ASSIGN_OR_RETURN(std::string * line, rows->Room());
    trace::AppendJson(*event, line);
    line->pop_back();
    // A head that is not the first has these of itself.
    if (!std::holds_alternative<trace::TraceHead>(event->body)) {
      absl::StrAppend(line, rows->keys());
    }
    absl::StrAppend(line, ",\"shard\":", rows->shard(), ",\"seq\":", rows->seq());
    keys.AppendKeys(line);
    line->append("}\n");
  }
  symbolizer.Save();
  if (losses != nullptr) *losses = pass.Losses();
  return rows.has_value() ? rows->Drain() : absl::OkStatus();
}

}  // namespace tidemark::merge
