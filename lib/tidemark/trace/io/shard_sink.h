// Where bytes go that may become several files: shards, each of which is whole by itself.
//
// ShardFiles are made by `tidemark export`; written to by the formats that stream (exports) and by
// WriteShards() (merge).
//
// ShardFiles appear, all of them, when Commit() is called; before, and after a failure, nothing has
// changed. Neither the trace that is read may be among them, nor may a further shard of an earlier export
// lie behind them: whoever reads all shards would take it for one of these.
//
// Memory: 256 KiB, and a name for each shard. One descriptor is open at a time.
// Threading: one thread at a time.
// Errors: name the file; the first one repeats.
//
//   ShardFiles files({.name = NamesOf("run.json"), .trace = "run.tmk"});
//   TIDEMARK_RETURN_IF_ERROR(files.Append("[]"));
//   TIDEMARK_RETURN_IF_ERROR(files.Commit());
#ifndef TIDEMARK_TRACE_IO_SHARD_SINK_H_
#define TIDEMARK_TRACE_IO_SHARD_SINK_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/replaced_file.h"
#include "tidemark/trace/io/byte_sink.h"
#include "tidemark/trace/io/file_format.h"

namespace tidemark::trace {

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

// How the files of an export are called, and packed.
struct ShardPaths {
  std::function<std::string(size_t number)> name;  // of each shard, from 0
  bool can_split = true;                           // false: there is the first one only
  Compression compression = Compression::kNone;
};

class ShardFiles final : public ShardSink {
 public:
  // `trace`: the file that is read meanwhile, which must stay. Empty: there is none.
  explicit ShardFiles(ShardPaths paths, std::string trace = "");
  ShardFiles(const ShardFiles&) = delete;
  ShardFiles& operator=(const ShardFiles&) = delete;
  ~ShardFiles() override;

  absl::Status Append(absl::string_view bytes) override;
  absl::Status NextShard() override;
  bool can_split() const override { return names_.can_split; }
  bool failed() const override { return !status_.ok(); }

  // Puts all of them in their places.
  absl::Status Commit();
  // Where the shards are.
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  absl::Status Open();
  absl::Status WriteOut();
  absl::Status Close();
  absl::Status CheckNothingFollows();
  absl::Status Fail(absl::Status status);
  absl::Status FailFromErrno(const std::string& path);

  const ShardPaths names_;
  const std::string trace_;
  std::vector<std::string> paths_;
  std::vector<std::unique_ptr<ReplacedFile>> files_;
  std::unique_ptr<ByteSink> sink_;  // of the last of them
  std::string buffer_;              // not written yet
  absl::Status status_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_SHARD_SINK_H_
