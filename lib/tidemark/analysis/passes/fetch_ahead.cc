#include "tidemark/analysis/passes/fetch_ahead.h"

#include <algorithm>
#include <variant>

namespace tidemark::analysis {
namespace {

// Calls `visit` with each id of a view or buffer that the event looks up.
template <class Visit>
void ForEachName(const trace::EventBody& body, Visit visit) {
  if (const auto* view = std::get_if<trace::View>(&body)) {
    visit(view->buf);
    visit(view->parent);
  } else if (const auto* drop = std::get_if<trace::Drop>(&body)) {
    visit(drop->view);
  } else if (const auto* copy = std::get_if<trace::Copy>(&body)) {
    visit(copy->src);
    visit(copy->dst);
    visit(copy->src_buf);
    visit(copy->dst_buf);
  } else if (const auto* write = std::get_if<trace::Write>(&body)) {
    visit(write->view);
    visit(write->buf);
  } else if (const auto* read = std::get_if<trace::Read>(&body)) {
    visit(read->view);
    visit(read->buf);
  } else if (const auto* op = std::get_if<trace::Op>(&body)) {
    for (const ViewId in : op->in.value_or(absl::Span<const ViewId>())) visit(in);
    visit(op->out);
  } else if (const auto* free = std::get_if<trace::Free>(&body)) {
    visit(free->buffer.buf);
  }
}

// What is longer than a line of a cache may begin at the end of one.
template <class Record>
void Fetch(const Record* record) {
  constexpr size_t kLine = 64;
  const char* const at = reinterpret_cast<const char*>(record);
  for (size_t byte = 0; byte < sizeof(Record); byte += kLine) __builtin_prefetch(at + byte);
  __builtin_prefetch(at + sizeof(Record) - 1);
}

}  // namespace

FetchAhead::FetchAhead(const LiveState* live, trace::EventRun run) : live_(*live), run_(run) {
  for (size_t i = 0; i < std::min(run_.size(), kFar); ++i) FetchFirst(run_[i]);
  has_names_ = std::any_of(run_.begin(), run_.end(), [](const trace::EventRecord& record) {
    return record.event != nullptr;
  });
}

void FetchAhead::FetchNamed(size_t i) const {
  const auto named = [&](size_t ahead, auto visit) {
    if (i + ahead < run_.size() && run_[i + ahead].event != nullptr) {
      ForEachName(run_[i + ahead].event->body, visit);
    }
  };
  named(kEntries, [&](auto id) { __builtin_prefetch(live_.EntryNear(id)); });
  named(kViews, [&](auto id) {
    if (const auto* const record = live_.RecordNear(id)) Fetch(record);
  });
  named(kBuffers, [&](auto id) {
    if (const LiveBuffer* buffer = live_.BufferNear(id)) Fetch(buffer);
  });
  named(kStates, [&](auto id) {
    const LiveBuffer* const buffer = live_.BufferNear(id);
    if (buffer != nullptr && buffer->state != nullptr) Fetch(buffer->state);
  });
}

}  // namespace tidemark::analysis
