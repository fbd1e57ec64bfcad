// The events of Chrome's Trace Event Format, written to shards each of which can be opened by itself.
//
// Used by the format chrome (chrome.cc); writes to a ShardSink. When a shard has its bytes, whatever is
// open is closed in it, and opened again in the next one: scopes, buffers, the values of counters and the
// names of threads are carried over, and marked so ("carried").
//
// Slices of a thread never overlap in part, which viewers do not take: events of one nanosecond stand
// behind each other by two nanoseconds each, and args keep the exact time.
//
// Ownership: the sink is borrowed. Threading: one thread at a time. Units: times in nanoseconds, written
// as microseconds with three digits. Names are cleaned by the caller (CleanName).
// Errors: those of the sink, returned by EndEvent and Finish.
//
//   ChromeShards shards(&sink, 200'000'000);
//   const SlicePlace load = shards.Slice(thread, t, "alloc", "load (a.cc:10)", "\"bytes\":8000");
//   shards.Flow(load, copy, "copy");
//   TIDEMARK_RETURN_IF_ERROR(shards.EndEvent());  // perhaps a new shard begins
#ifndef TIDEMARK_EXPORTS_CHROME_SHARDS_H_
#define TIDEMARK_EXPORTS_CHROME_SHARDS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/io/shard_sink.h"

namespace tidemark::exports {

// Where a slice stands; flows begin and end at such.
struct SlicePlace {
  int64_t shard = -1;
  int64_t tid = 0;
  int64_t t = 0;
};

class ChromeShards {
 public:
  // A shard ends after the event by which it has `most_bytes`.
  ChromeShards(trace::ShardSink* sink, int64_t most_bytes)
      : sink_(*sink), most_bytes_(most_bytes) {}

  // Before the first event.
  void SetProcess(int64_t pid, const std::string& name);
  void NameThread(int64_t thread, const std::string& name);

  // `args` are the members of a JSON object.
  SlicePlace Slice(int64_t thread, int64_t t, absl::string_view category, absl::string_view name,
                   const std::string& args);
  void BeginScope(int64_t thread, int64_t t, const std::string& name);
  // Ends the innermost scope of that name with all within it; nothing where there is none.
  void EndScope(int64_t thread, int64_t t, const std::string& name);
  void Instant(int64_t t, absl::string_view category, absl::string_view name,
               const std::string& args);
  // All values are numbers.
  void Counter(int64_t t, const std::string& name, const std::string& values);
  // A track of its own for what lasts from here to there, whatever the thread.
  void BeginSpan(int64_t id, int64_t t, const std::string& name, const std::string& args);
  void EndSpan(int64_t id, int64_t t);
  // An arrow; nothing where the slices are not both in this shard.
  void Flow(const SlicePlace& from, const SlicePlace& to, absl::string_view name);

  absl::Status EndEvent();
  absl::Status Finish();

  int64_t shard() const { return shard_; }

 private:
  struct Thread {
    int64_t tid = 0;
    int64_t free_from = 0;  // no slice may begin before
    std::string name = {};
    std::vector<std::string> scopes;  // open, outermost first
    bool is_named = false;            // in this shard
  };
  struct Span {
    std::string name = {};
    std::string args = {};
  };

  Thread& ThreadOf(int64_t thread);
  // When the next event of the thread can be: at `t`, or behind what is there.
  static int64_t Take(Thread* thread, int64_t t, int64_t duration);
  void Event(char phase, absl::string_view category, absl::string_view name, int64_t tid, int64_t t,
             absl::string_view rest);
  void Metadata(absl::string_view what, int64_t tid, const std::string& name);
  void WriteScope(Thread* thread, int64_t t, const std::string& name, absl::string_view args);
  void WriteSpan(int64_t id, int64_t t, const Span& span, absl::string_view more);
  void Begin();
  void End();
  void Write();

  trace::ShardSink& sink_;
  const int64_t most_bytes_;
  int64_t pid_ = 1;
  std::string process_;
  int64_t shard_ = 0;
  int64_t shard_bytes_ = 0;  // written
  bool begun_ = false;
  bool is_full_ = false;    // the next event goes to the next shard
  bool has_event_ = false;  // in this shard
  int64_t last_t_ = 0;
  int64_t flows_ = 0;
  std::string out_;
  absl::Status status_;
  std::map<int64_t, Thread> threads_;
  std::map<std::string, std::string> counters_;  // their last values
  std::map<int64_t, Span> spans_;                // open
};

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_CHROME_SHARDS_H_
