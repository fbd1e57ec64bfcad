#include "tidemark/exports/chrome_shards.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/base/json_string.h"

namespace tidemark::exports {
namespace {

constexpr int64_t kSliceNs = 1;
// So that what comes next does not touch it: viewers that count in floating point would see an overlap.
constexpr int64_t kSlotNs = 2;
// Times of a trace may be anything up to 2^63 - 1; behind each other they must not run over.
constexpr int64_t kLatest = std::numeric_limits<int64_t>::max() / 2;
// What the system gives out; others are made up, and viewers count in 32 bits.
constexpr int64_t kMostPid = std::numeric_limits<int32_t>::max();

std::string Microseconds(int64_t t) { return absl::StrFormat("%d.%03d", t / 1000, t % 1000); }

}  // namespace

void ChromeShards::SetProcess(int64_t pid, const std::string& name) {
  if (begun_) return;
  if (pid > 0 && pid <= kMostPid) pid_ = pid;
  process_ = name;
}

ChromeShards::Thread& ChromeShards::ThreadOf(int64_t thread) {
  Thread& entry = threads_[thread];
  // Viewers take the number 0 for a processor that idles, and large ones lose their digits.
  if (entry.tid == 0) entry.tid = static_cast<int64_t>(threads_.size());
  if (begun_ && !entry.is_named) {
    entry.is_named = true;
    std::string name = thread == 0 ? "no thread" : absl::StrCat("thread ", thread);
    if (!entry.name.empty()) absl::StrAppend(&name, ": ", entry.name);
    Metadata("thread_name", entry.tid, name);
  }
  return entry;
}

void ChromeShards::NameThread(int64_t thread, const std::string& name) {
  Thread& entry = threads_[thread];
  if (entry.tid == 0) entry.tid = static_cast<int64_t>(threads_.size());
  entry.name = name;
}

int64_t ChromeShards::Take(Thread* thread, int64_t t, int64_t duration) {
  const int64_t at = std::max(std::min(t, kLatest), thread->free_from);
  thread->free_from = at + duration;
  return at;
}

void ChromeShards::Event(char phase, absl::string_view category, absl::string_view name,
                         int64_t tid, int64_t t, absl::string_view rest) {
  absl::StrAppend(&out_, has_event_ ? ",\n" : "\n", "{\"ph\":\"", absl::string_view(&phase, 1),
                  "\",\"cat\":\"", category, "\",\"name\":", JsonString(name), ",\"pid\":", pid_,
                  ",\"tid\":", tid);
  absl::StrAppend(&out_, ",\"ts\":", Microseconds(t), rest, "}");
  has_event_ = true;
}

void ChromeShards::Metadata(absl::string_view what, int64_t tid, const std::string& name) {
  Event('M', "__metadata", what, tid, 0,
        absl::StrCat(",\"args\":{\"name\":", JsonString(name), "}"));
}

void ChromeShards::Begin() {
  if (begun_ && is_full_) {
    is_full_ = false;
    End();
    if (status_.ok()) status_ = sink_.NextShard();
    ++shard_;
    shard_bytes_ = 0;
  }
  if (begun_) return;
  begun_ = true;
  absl::StrAppend(&out_, "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"exporter\":\"tidemark\",",
                  "\"shard\":", shard_ + 1, "},\"traceEvents\":[");
  has_event_ = false;
  Metadata("process_name", 0, process_.empty() ? "program" : process_);
  for (auto& [number, thread] : threads_) {
    thread.is_named = false;
    if (thread.scopes.empty()) continue;
    ThreadOf(number);
    for (const std::string& scope : thread.scopes) {
      WriteScope(&thread, last_t_, scope, ",\"args\":{\"carried\":1}");
    }
  }
  for (const auto& [id, span] : spans_) WriteSpan(id, last_t_, span, ",\"carried\":1");
  for (const auto& [name, values] : counters_) {
    Event('C', "memory", name, 0, last_t_, absl::StrCat(",\"args\":{", values, "}"));
  }
}

SlicePlace ChromeShards::Slice(int64_t thread, int64_t t, absl::string_view category,
                               absl::string_view name, const std::string& args) {
  Begin();
  last_t_ = std::max(last_t_, std::min(t, kLatest));
  Thread& entry = ThreadOf(thread);
  const int64_t at = Take(&entry, t, kSlotNs);
  Event(
      'X', category, name, entry.tid, at,
      absl::StrCat(",\"dur\":", Microseconds(kSliceNs), ",\"args\":{\"t_ns\":", t, ",", args, "}"));
  return {.shard = shard_, .tid = entry.tid, .t = at};
}

void ChromeShards::WriteScope(Thread* thread, int64_t t, const std::string& name,
                              absl::string_view args) {
  Event('B', "scope", name, thread->tid, Take(thread, t, 0), args);
}

void ChromeShards::BeginScope(int64_t thread, int64_t t, const std::string& name) {
  Begin();
  last_t_ = std::max(last_t_, std::min(t, kLatest));
  Thread& entry = ThreadOf(thread);
  WriteScope(&entry, t, name, "");
  entry.scopes.push_back(name);
}

void ChromeShards::EndScope(int64_t thread, int64_t t, const std::string& name) {
  Begin();
  last_t_ = std::max(last_t_, std::min(t, kLatest));
  Thread& entry = ThreadOf(thread);
  const auto found = std::find(entry.scopes.rbegin(), entry.scopes.rend(), name);
  if (found == entry.scopes.rend()) return;
  for (auto ended = found - entry.scopes.rbegin(); ended >= 0; --ended) {
    Event('E', "scope", entry.scopes.back(), entry.tid, Take(&entry, t, 0), "");
    entry.scopes.pop_back();
  }
}

void ChromeShards::Instant(int64_t t, absl::string_view category, absl::string_view name,
                           const std::string& args) {
  Begin();
  last_t_ = std::max(last_t_, std::min(t, kLatest));
  Event('i', category, name, 0, std::min(t, kLatest),
        absl::StrCat(",\"s\":\"p\",\"args\":{", args, "}"));
}

void ChromeShards::Counter(int64_t t, const std::string& name, const std::string& values) {
  Begin();
  std::string& last = counters_[name];
  if (last == values) return;
  last = values;
  last_t_ = std::max(last_t_, std::min(t, kLatest));
  Event('C', "memory", name, 0, std::min(t, kLatest), absl::StrCat(",\"args\":{", values, "}"));
}

void ChromeShards::WriteSpan(int64_t id, int64_t t, const Span& span, absl::string_view more) {
  Event('b', "buffer", span.name, 0, t,
        absl::StrCat(",\"id\":\"", id, "\",\"args\":{", span.args, more, "}"));
}

void ChromeShards::BeginSpan(int64_t id, int64_t t, const std::string& name,
                             const std::string& args) {
  Begin();
  last_t_ = std::max(last_t_, std::min(t, kLatest));
  const Span& span = spans_[id] = {.name = name, .args = args};
  WriteSpan(id, std::min(t, kLatest), span, "");
}

void ChromeShards::EndSpan(int64_t id, int64_t t) {
  Begin();
  const auto span = spans_.find(id);
  if (span == spans_.end()) return;
  last_t_ = std::max(last_t_, std::min(t, kLatest));
  Event('e', "buffer", span->second.name, 0, std::min(t, kLatest),
        absl::StrCat(",\"id\":\"", id, "\""));
  spans_.erase(span);
}

void ChromeShards::Flow(const SlicePlace& from, const SlicePlace& to, absl::string_view name) {
  if (from.shard != shard_ || to.shard != shard_) return;
  const std::string id = absl::StrCat(",\"id\":", ++flows_);
  Event('s', "flow", name, from.tid, from.t, id);
  Event('f', "flow", name, to.tid, to.t, absl::StrCat(id, ",\"bp\":\"e\""));
}

void ChromeShards::Write() {
  shard_bytes_ += static_cast<int64_t>(out_.size());
  if (status_.ok()) status_ = sink_.Append(out_);
  out_.clear();
}

void ChromeShards::End() {
  for (auto& [number, thread] : threads_) {
    for (size_t depth = thread.scopes.size(); depth-- > 0;) {
      Event('E', "scope", thread.scopes[depth], thread.tid, Take(&thread, last_t_, 0), "");
    }
  }
  for (const auto& [id, span] : spans_) {
    Event('e', "buffer", span.name, 0, last_t_, absl::StrCat(",\"id\":\"", id, "\""));
  }
  absl::StrAppend(&out_, "\n]}\n");
  begun_ = false;
  Write();
}

absl::Status ChromeShards::EndEvent() {
  if (out_.empty()) return status_;
  Write();
  is_full_ = shard_bytes_ >= most_bytes_ && sink_.can_split();
  return status_;
}

absl::Status ChromeShards::Finish() {
  is_full_ = false;
  Begin();
  End();
  return status_;
}

}  // namespace tidemark::exports
