#include "tidemark/merge/shard_writer.h"

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/passes/first_pass.h"
#include "tidemark/base/status.h"
#include "tidemark/merge/shard_rows_internal.h"
#include "tidemark/trace/io/byte_sink.h"
#include "tidemark/trace/io/file_format.h"
#include "tidemark/trace/json/json_text.h"
#include "tidemark/trace/reader.h"

namespace tidemark::merge {
namespace {

namespace fs = std::filesystem;
using analysis::FirstPass;

constexpr size_t kDrainBytes = size_t{64} << 10;

std::string NameWithoutFolder(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// "out/run.ndjson.zst" in two, at the first dot of its file name that begins such an extension.
struct OutputName {
  std::string stem;
  std::string extension;
  trace::FileFormat format;
  bool numbered = true;

  std::string OfShard(int64_t number) const {
    if (!numbered) return number == 0 ? absl::StrCat(stem, extension) : "";
    std::string digits = absl::StrCat(number);
    if (digits.size() < 5) digits.insert(0, 5 - digits.size(), '0');
    return absl::StrCat(stem, "-", digits, extension);
  }
};

absl::StatusOr<OutputName> SplitName(const std::string& path) {
  const std::optional<trace::FileFormat> format = trace::FileFormatOf(path);
  if (!format || format->binary) {
    return absl::InvalidArgumentError(
        absl::StrCat(path,
                     ": found an unknown extension, expected .ndjson, .jsonl or .json, with "
                     ".gz or .zst behind it if it is to be compressed"));
  }
  size_t dot = path.rfind('.');
  if (format->compression != trace::Compression::kNone) dot = path.rfind('.', dot - 1);
  return OutputName{.stem = path.substr(0, dot), .extension = path.substr(dot), .format = *format};
}

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

// The files, one after the other.
class ShardFiles {
 public:
  ShardFiles(OutputName name, int64_t events_per_shard, std::string trace)
      : name_(std::move(name)), most_(events_per_shard), trace_(std::move(trace)) {}

  // Where the next row goes, behind the head of its shard.
  absl::StatusOr<std::string*> Room(Heads* heads) {
    if (sink_ != nullptr && most_ > 0 && in_shard_ == most_) TIDEMARK_RETURN_IF_ERROR(Close());
    if (sink_ == nullptr) {
      paths_.push_back(name_.OfShard(number()));
      std::error_code ignored;
      if (fs::equivalent(paths_.back(), trace_, ignored)) {
        return absl::InvalidArgumentError(
            absl::StrCat(paths_.back(), ": would replace the trace that is read"));
      }
      TIDEMARK_ASSIGN_OR_RETURN(sink_,
                                trace::OpenByteSink(paths_.back(), name_.format.compression));
      heads->AppendHead(number(), rows_, &lines_);
      in_shard_ = 0;
    }
    if (lines_.size() >= kDrainBytes) TIDEMARK_RETURN_IF_ERROR(Drain());
    ++in_shard_;
    ++rows_;
    return &lines_;
  }

  // Of the row that goes into the room.
  int64_t seq() const { return rows_ - 1; }
  // Of the shard that is being written.
  int64_t shard() const { return number(); }

  absl::StatusOr<std::vector<std::string>> Finish() {
    if (sink_ != nullptr) TIDEMARK_RETURN_IF_ERROR(Close());
    const std::string next = name_.OfShard(number());
    std::error_code ignored;
    if (!next.empty() && fs::exists(next, ignored)) {
      return absl::AlreadyExistsError(
          absl::StrCat(next,
                       ": is left from an earlier export and no part of this one; remove it, "
                       "or write to another folder"));
    }
    return std::move(paths_);
  }

 private:
  int64_t number() const { return closed_; }

  absl::Status Drain() {
    const absl::Status status = sink_->Append(lines_);
    lines_.clear();
    return status;
  }

  absl::Status Close() {
    TIDEMARK_RETURN_IF_ERROR(Drain());
    TIDEMARK_RETURN_IF_ERROR(sink_->Close());
    sink_.reset();
    ++closed_;
    return absl::OkStatus();
  }

  const OutputName name_;
  const int64_t most_;
  const std::string trace_;  // that is read
  std::unique_ptr<trace::ByteSink> sink_;
  std::string lines_;
  std::vector<std::string> paths_;
  int64_t closed_ = 0;    // shards
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

absl::StatusOr<std::vector<std::string>> WriteShards(const std::string& trace,
                                                     const ShardOptions& options,
                                                     const analysis::AnalyzeOptions& analyze) {
  if (trace == "-") {
    return absl::InvalidArgumentError("-: rows cannot be made of standard input, only of a file");
  }
  TIDEMARK_ASSIGN_OR_RETURN(OutputName name, SplitName(options.output));
  name.numbered = options.events_per_shard > 0;
  const trace::ReaderOptions reading = {.recover = analyze.recover, .threads = analyze.threads};
  const analysis::PassOptions passes = {.leak_suppressions = analyze.leak_suppressions};
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<trace::TraceReader> first_reader,
                            trace::OpenTrace(trace, reading));
  FirstPass first(&first_reader->stats(), passes);
  TIDEMARK_RETURN_IF_ERROR(ReadThrough(first_reader.get(), &first));
  if (!first.saw_events()) {
    return absl::FailedPreconditionError(absl::StrCat(trace, ": holds no events"));
  }

  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<trace::TraceReader> reader,
                            trace::OpenTrace(trace, reading));
  analysis::Symbolizer symbolizer(analyze.symbols);
  ShardRows rows(&first.sites(), analyze.use_symbols ? &symbolizer : nullptr,
                 &analyze.leak_suppressions);
  FirstPass pass(&reader->stats(), passes);
  pass.observers().Add(&rows);
  ShardFiles files(std::move(name), options.events_per_shard, trace);
  std::optional<Heads> heads;
  while (true) {
    TIDEMARK_ASSIGN_OR_RETURN(const trace::Event* const event, reader->Next());
    if (event == nullptr) break;
    pass.Consume(*event);
    if (!heads.has_value()) {
      const auto* const head = std::get_if<trace::TraceHead>(&event->body);
      heads.emplace(head, trace);
      if (head != nullptr) continue;
    }
    TIDEMARK_ASSIGN_OR_RETURN(std::string * line, files.Room(&*heads));
    trace::AppendJson(*event, line);
    line->pop_back();
    // A head that is not the first has these of itself.
    if (!std::holds_alternative<trace::TraceHead>(event->body))
      absl::StrAppend(line, heads->keys());
    absl::StrAppend(line, ",\"shard\":", files.shard(), ",\"seq\":", files.seq());
    rows.AppendKeys(line);
    line->append("}\n");
  }
  symbolizer.Save();
  return files.Finish();
}

}  // namespace tidemark::merge
