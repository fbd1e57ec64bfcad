#include "tidemark/analysis/metrics/window_peak.h"

#include <utility>

namespace tidemark::analysis {

void WindowPeak::Enter(const Moment& now) {
  if (std::exchange(entered_, true)) return;
  Moment first = now;
  first.t = from_;
  peak_.OnEventEnd(first);
}

// Before the event has changed anything: what is live now was so when the window began.
void WindowPeak::OnEvent(const trace::Event& /*event*/, const Moment& now) {
  if (now.t > from_) Enter(now);
}

void WindowPeak::OnEventEnd(const Moment& now) {
  if (now.t < from_ || now.t > to_) return;
  entered_ = true;
  peak_.OnEventEnd(now);
}

void WindowPeak::OnTraceEnd(const TraceEnd& end) {
  Report scratch;
  peak_.OnTraceEnd(TraceEnd{.live = end.live,
                            .buffers = end.buffers,
                            .last_event = end.last_event,
                            .places = end.places,
                            .report = scratch});
  end.report.details.window_peak = std::move(scratch.peak);
}

}  // namespace tidemark::analysis
