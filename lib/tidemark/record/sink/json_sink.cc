#include "tidemark/record/sink/json_sink.h"

#include <algorithm>
#include <cerrno>
#include <queue>
#include <tuple>

#include "tidemark/base/clock.h"
#include "tidemark/record/buffer/slot_file.h"
#include "tidemark/record/buffer/thread_registry.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::record {
namespace {

using trace::SlotHeader;
using trace::SlotState;

constexpr size_t kPieceBytes = size_t{256} << 10;

}  // namespace

JsonSink::JsonSink(const std::string& path, trace::Compression compression,
                   const SinkContext& context)
    : Sink(path, context), compressor_(compression) {
  text_.reserve(kPieceBytes + kPieceBytes / 4);
  readings_.resize(SlotFile::kMaxSlots);
}

void JsonSink::WriteText() {
  if (text_.empty()) return;
  const std::string_view piece = compressor_.Compress(text_);
  if (piece.empty()) context_.failure->Set("compress", ENOMEM);
  if (piece.empty() || !file_.Append(piece.data(), piece.size())) {
    discarded_records_ += lines_in_text_;
  }
  text_.clear();
  lines_in_text_ = 0;
}

void JsonSink::WriteLine(const trace::Event& event) {
  trace::AppendJson(event, &text_);
  text_.push_back('\n');
  ++lines_in_text_;
  if (text_.size() >= kPieceBytes) WriteText();
}

void JsonSink::Begin(const trace::Event& head, uint64_t /*run_id*/) {
  WriteLine(head);
  WriteText();
  lines_in_text_ = 0;
  context_.slot_file->SetProgress(file_.size(), -1);
}

void JsonSink::ScanSlots() {
  const uint32_t count = context_.slot_file->slot_count();
  for (uint32_t i = 0; i < count; ++i) {
    SlotHeader* const slot = context_.slot_file->slot(i);
    // Load the state first: `committed` of a slot that is full by then is final.
    const SlotState state = slot->state.load(std::memory_order_acquire);
    const uint64_t committed = slot->committed.load(std::memory_order_acquire);
    if (state == SlotState::kFree) continue;
    if (readings_[i] == nullptr) {
      if (state == SlotState::kOpen && trace::CommittedBytes(committed) == 0) continue;
      readings_[i] = std::make_unique<Reading>();
      readings_[i]->slot = slot;
      readings_[i]->decoder.Start(absl::MakeConstSpan(SlotFile::Payload(slot), 0), slot->thread,
                                  slot->base_time);
    }
    readings_[i]->full = state == SlotState::kFull;
    readings_[i]->decoder.Extend(trace::CommittedBytes(committed));
  }
}

std::vector<JsonSink::ThreadQueue> JsonSink::Queues() {
  std::vector<Reading*> all;
  for (const std::unique_ptr<Reading>& reading : readings_) {
    if (reading != nullptr) all.push_back(reading.get());
  }
  std::sort(all.begin(), all.end(), [](const Reading* a, const Reading* b) {
    return std::tie(a->slot->thread, a->slot->sequence) <
           std::tie(b->slot->thread, b->slot->sequence);
  });
  std::vector<ThreadQueue> queues;
  for (Reading* const reading : all) {
    if (queues.empty() || queues.back().thread != reading->slot->thread) {
      queues.emplace_back();
      queues.back().thread = reading->slot->thread;
    }
    queues.back().slots.push_back(reading);
  }
  return queues;
}

void JsonSink::Advance(ThreadQueue& queue) {
  while (Reading* const front = queue.Front()) {
    if (front->next == nullptr) front->next = front->decoder.Next();
    if (front->next != nullptr) return;
    if (!front->full) return;  // its later records are not published yet
    ++queue.first;
  }
}

void JsonSink::WriteUpTo(int64_t watermark, std::vector<ThreadQueue>& queues) {
  using Entry = std::tuple<int64_t, int64_t, size_t>;  // time, thread, queue
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> order;
  const auto enter = [&](size_t i) {
    Advance(queues[i]);
    const Reading* const front = queues[i].Front();
    if (front == nullptr || front->next == nullptr) return;
    if (front->decoder.time() <= watermark) {
      order.emplace(front->decoder.time(), queues[i].thread, i);
    }
  };
  for (size_t i = 0; i < queues.size(); ++i) enter(i);
  while (!order.empty()) {
    const size_t i = std::get<2>(order.top());
    order.pop();
    Reading* const front = queues[i].Front();
    WriteLine(*front->next);
    front->next = nullptr;
    enter(i);
  }
}

void JsonSink::ReleaseFinished() {
  for (std::unique_ptr<Reading>& reading : readings_) {
    if (reading == nullptr || !reading->full || reading->next != nullptr) continue;
    const size_t committed =
        trace::CommittedBytes(reading->slot->committed.load(std::memory_order_relaxed));
    if (reading->decoder.offset() < committed && !reading->decoder.failed()) continue;
    SlotFile::ReleaseSlot(reading->slot);
    reading.reset();
  }
}

void JsonSink::Flush(bool all) {
  context_.threads->BeginEpoch();
  const int64_t now = MonotonicNanos() - context_.start;
  context_.threads->WaitForBusy();
  const int64_t watermark = all ? INT64_MAX : now;
  ScanSlots();
  std::vector<ThreadQueue> queues = Queues();
  WriteUpTo(watermark, queues);
  WriteText();
  context_.slot_file->SetProgress(file_.size(), watermark);
  ReleaseFinished();
}

void JsonSink::Finish(const trace::Event& end) {
  WriteLine(end);
  WriteText();
  file_.Close();
}

}  // namespace tidemark::record
