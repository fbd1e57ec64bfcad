// Shards that stay in memory, for tests of what is written to them.
#ifndef TESTS_EXPORTS_MEMORY_SHARDS_H_
#define TESTS_EXPORTS_MEMORY_SHARDS_H_

#include <string>
#include <vector>

#include "tidemark/trace/io/shard_sink.h"

namespace tidemark::test_support {

class MemoryShards final : public trace::ShardSink {
 public:
  absl::Status Append(absl::string_view bytes) override {
    shards_.back().append(bytes.data(), bytes.size());
    return absl::OkStatus();
  }
  absl::Status NextShard() override {
    shards_.emplace_back();
    return absl::OkStatus();
  }
  bool can_split() const override { return true; }
  bool failed() const override { return false; }

  const std::vector<std::string>& shards() const { return shards_; }

 private:
  std::vector<std::string> shards_ = {""};
};

}  // namespace tidemark::test_support

#endif  // TESTS_EXPORTS_MEMORY_SHARDS_H_
