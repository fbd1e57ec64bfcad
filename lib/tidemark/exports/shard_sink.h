// Where a format that streams writes: one file, or several, each of which is whole by itself.
//
// Made by `tidemark export` (ShardFiles) and by tests (MemoryShards); consumed by the formats.
//
// ShardFiles writes to `path` and, from the second shard on, beside it: run.json, run-2.json, run-3.json.
// Files appear, all of them, when Commit() is called; before, and after a failure, nothing has changed.
// A path of "-" is standard output, which has one shard.
//
// Ownership: open descriptors, one a shard, until Commit(). Threading: one thread at a time.
// Errors: Unavailable, naming the file; the first one repeats.
//
//   ShardFiles files("run.json");
//   TIDEMARK_RETURN_IF_ERROR(files.Append("[]"));
//   TIDEMARK_RETURN_IF_ERROR(files.Commit());
#ifndef TIDEMARK_EXPORTS_SHARD_SINK_H_
#define TIDEMARK_EXPORTS_SHARD_SINK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/replaced_file.h"

namespace tidemark::exports {

class ShardSink {
 public:
  virtual ~ShardSink() = default;

  virtual absl::Status Append(absl::string_view bytes) = 0;
  // What follows is for the next shard.
  virtual absl::Status NextShard() = 0;
  // Whether there can be a second shard.
  virtual bool can_split() const = 0;
  // Whether some call has failed.
  virtual bool failed() const = 0;
};

class ShardFiles final : public ShardSink {
 public:
  explicit ShardFiles(std::string path);
  ShardFiles(const ShardFiles&) = delete;
  ShardFiles& operator=(const ShardFiles&) = delete;
  ~ShardFiles() override;

  absl::Status Append(absl::string_view bytes) override;
  absl::Status NextShard() override;
  bool can_split() const override { return path_ != "-"; }
  bool failed() const override { return !status_.ok(); }

  // Puts all of them in their places.
  absl::Status Commit();
  // Where the shards are.
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  absl::Status Open();
  absl::Status WriteOut();
  absl::Status Failure(const std::string& path);

  std::string path_;
  std::vector<std::string> paths_;
  std::vector<std::unique_ptr<ReplacedFile>> files_;
  std::string buffer_;  // not written yet
  absl::Status status_;
};

class MemoryShards final : public ShardSink {
 public:
  absl::Status Append(absl::string_view bytes) override;
  absl::Status NextShard() override;
  bool can_split() const override { return true; }
  bool failed() const override { return false; }

  const std::vector<std::string>& shards() const { return shards_; }

 private:
  std::vector<std::string> shards_ = {""};
};

// "run-2.json" of "run.json" and 2; the path itself for the first.
std::string ShardPath(const std::string& path, size_t shard);

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_SHARD_SINK_H_
