#include "tidemark/trace/io/shard_sink.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/base/status.h"

namespace tidemark::trace {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBufferBytes = size_t{256} * 1024;

}  // namespace

ShardFiles::ShardFiles(ShardPaths paths, std::string trace)
    : names_(std::move(paths)), trace_(std::move(trace)) {}

ShardFiles::~ShardFiles() = default;

absl::Status ShardFiles::Fail(absl::Status status) {
  // People know the file, not the name that it has for a while.
  if (!files_.empty()) {
    status = absl::Status(
        status.code(),
        absl::StrReplaceAll(status.message(), {{files_.back()->written_path(), paths_.back()}}));
  }
  return status_ = std::move(status);
}

absl::Status ShardFiles::FailFromErrno(const std::string& path) {
  const char* const why = strerror(errno);
  return Fail(absl::UnavailableError(absl::StrCat("cannot write to ", path, ": ", why)));
}

absl::Status ShardFiles::Open() {
  paths_.push_back(names_.name(paths_.size()));
  std::error_code ignored;
  if (!trace_.empty() && fs::equivalent(paths_.back(), trace_, ignored)) {
    return Fail(absl::InvalidArgumentError(
        absl::StrCat(paths_.back(), ": would replace the trace that is read")));
  }
  files_.push_back(std::make_unique<ReplacedFile>(paths_.back()));
  // Where it is written in place, the sink opens it; a pipe would be closed between two of them.
  if (!files_.back()->in_place() && !files_.back()->Open()) return FailFromErrno(paths_.back());
  absl::StatusOr<std::unique_ptr<ByteSink>> sink =
      OpenByteSink(files_.back()->written_path(), names_.compression);
  if (!sink.ok()) return Fail(sink.status());
  sink_ = *std::move(sink);
  return absl::OkStatus();
}

absl::Status ShardFiles::WriteOut() {
  if (paths_.empty()) TIDEMARK_RETURN_IF_ERROR(Open());
  const absl::Status written = sink_->Append(buffer_);
  buffer_.clear();
  return written.ok() ? written : Fail(written);
}

absl::Status ShardFiles::Close() {
  TIDEMARK_RETURN_IF_ERROR(WriteOut());
  const absl::Status closed = sink_->Close();
  sink_.reset();
  if (!closed.ok()) return Fail(closed);
  return files_.back()->Close() ? absl::OkStatus() : FailFromErrno(paths_.back());
}

absl::Status ShardFiles::Append(absl::string_view bytes) {
  if (!status_.ok()) return status_;
  absl::StrAppend(&buffer_, bytes);
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : WriteOut();
}

absl::Status ShardFiles::NextShard() {
  if (!status_.ok() || !can_split()) return status_;
  TIDEMARK_RETURN_IF_ERROR(Close());
  return Open();
}

absl::Status ShardFiles::CheckNothingFollows() {
  if (!can_split()) return absl::OkStatus();
  const std::string next = names_.name(paths_.size());
  std::error_code ignored;
  if (!fs::exists(next, ignored)) return absl::OkStatus();
  return Fail(absl::AlreadyExistsError(absl::StrCat(
      next,
      ": would be taken for a part of this export; remove it if it is left from an earlier one, or "
      "write elsewhere")));
}

absl::Status ShardFiles::Commit() {
  if (!status_.ok()) return status_;
  TIDEMARK_RETURN_IF_ERROR(Close());
  TIDEMARK_RETURN_IF_ERROR(CheckNothingFollows());
  for (size_t i = 0; i < files_.size(); ++i) {
    if (!files_[i]->Commit()) return FailFromErrno(paths_[i]);
  }
  return absl::OkStatus();
}

}  // namespace tidemark::trace
