#include "tidemark/analysis/passes/fetch_ahead.h"

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <variant>

#include "tidemark/analysis/model/prefetch.h"

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

}  // namespace

FetchAhead::FetchAhead(const LiveState* live, trace::EventRun run) : live_(*live), run_(run) {
  for (size_t i = 0; i < std::min(run_.size(), kPlaces); ++i) FetchPlace(run_[i]);
  has_names_ = live_.size() >= kMany &&
               std::any_of(run_.begin(), run_.end(), [](const trace::EventRecord& record) {
                 return record.event != nullptr;
               });
}

void FetchAhead::FetchNamed(size_t i) {
  static_assert(kRecords < std::tuple_size_v<decltype(steps_)>);
  if (i + kEntries < run_.size() && run_[i + kEntries].event != nullptr) {
    ForEachName(run_[i + kEntries].event->body,
                [&](auto id) { __builtin_prefetch(live_.EntryNear(id)); });
  }
  if (i + kRecords < run_.size()) {
    Steps& steps = StepsOf(i + kRecords);
    steps.size = 0;
    if (const trace::Event* const event = run_[i + kRecords].event; event != nullptr) {
      ForEachName(event->body, [&](auto id) {
        if (!id || steps.size == kMostNames) return;
        Step& step = steps.of[steps.size++] = {};
        if constexpr (std::is_same_v<decltype(id), ViewId>) {
          step.view = live_.PrefetchView(id);
        } else {
          step.buffer = live_.PrefetchBuffer(id);
        }
      });
    }
  }
  const auto each = [&](size_t ahead, auto visit) {
    if (i + ahead >= run_.size()) return;
    Steps& steps = StepsOf(i + ahead);
    for (size_t j = 0; j < steps.size; ++j) visit(steps.of[j]);
  };
  each(kBuffers, [&](Step& step) {
    if (step.view != 0) step.buffer = live_.PrefetchBufferOf(step.view);
  });
  each(kStates, [&](Step& step) {
    if (step.buffer != 0) step.state = live_.PrefetchStateOf(step.buffer);
  });
  each(kSlots, [&](Step& step) {
    if (step.state != nullptr) live_.PrefetchSlots(*step.state);
  });
}

}  // namespace tidemark::analysis
