#include "tidemark/exports/shard_sink.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"

namespace tidemark::exports {
namespace {

constexpr size_t kBufferBytes = size_t{256} * 1024;

// A closed pipe is no error: whoever reads has seen enough.
bool WriteToStandardOutput(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno == EPIPE;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

std::string ShardPath(const std::string& path, size_t shard) {
  if (shard <= 1) return path;
  const size_t name = path.rfind('/') + 1;  // 0 where there is no folder
  size_t dot = path.find('.', name + 1);    // run.json.gz is run-2.json.gz
  if (dot == std::string::npos) dot = path.size();
  return absl::StrCat(path.substr(0, dot), "-", shard, path.substr(dot));
}

ShardFiles::ShardFiles(std::string path) : path_(std::move(path)) {}

ShardFiles::~ShardFiles() = default;

absl::Status ShardFiles::Failure(const std::string& path) {
  const char* const why = strerror(errno);
  status_ = absl::UnavailableError(
      absl::StrCat("cannot write to ", path == "-" ? "standard output" : path, ": ", why));
  return status_;
}

absl::Status ShardFiles::Open() {
  paths_.push_back(ShardPath(path_, paths_.size() + 1));
  if (path_ == "-") return absl::OkStatus();
  files_.push_back(std::make_unique<ReplacedFile>(paths_.back()));
  return files_.back()->Open() ? absl::OkStatus() : Failure(paths_.back());
}

absl::Status ShardFiles::WriteOut() {
  if (paths_.empty()) TIDEMARK_RETURN_IF_ERROR(Open());
  const bool written = path_ == "-" ? WriteToStandardOutput(buffer_)
                                    : files_.back()->Write(buffer_.data(), buffer_.size());
  buffer_.clear();
  return written ? absl::OkStatus() : Failure(paths_.back());
}

absl::Status ShardFiles::Append(absl::string_view bytes) {
  if (!status_.ok()) return status_;
  absl::StrAppend(&buffer_, bytes);
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : WriteOut();
}

absl::Status ShardFiles::NextShard() {
  if (!status_.ok()) return status_;
  if (!can_split()) return absl::OkStatus();
  TIDEMARK_RETURN_IF_ERROR(WriteOut());
  return Open();
}

absl::Status ShardFiles::Commit() {
  if (!status_.ok()) return status_;
  TIDEMARK_RETURN_IF_ERROR(WriteOut());
  for (size_t i = 0; i < files_.size(); ++i) {
    if (!files_[i]->Commit()) return Failure(paths_[i]);
  }
  return absl::OkStatus();
}

absl::Status MemoryShards::Append(absl::string_view bytes) {
  absl::StrAppend(&shards_.back(), bytes);
  return absl::OkStatus();
}

absl::Status MemoryShards::NextShard() {
  shards_.emplace_back();
  return absl::OkStatus();
}

}  // namespace tidemark::exports
