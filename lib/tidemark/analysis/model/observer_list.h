// The observers of a trace, by hook: a hook is called for those only that override it.
//
// Filled before the first event by FirstPass (metrics) and RuleSet (rules); called by FirstPass,
// and by CopyFollower for the verdicts on copies.
//
// Order: that of Add, for each hook.
// Ownership: borrows the observers. Threading: one thread at a time.
//
//   ObserverList observers;
//   observers.Add(&peak);
//   observers.Notify<&TraceObserver::OnAlloc>(buffer, now);
#ifndef TIDEMARK_ANALYSIS_MODEL_OBSERVER_LIST_H_
#define TIDEMARK_ANALYSIS_MODEL_OBSERVER_LIST_H_

#include <cstddef>
#include <type_traits>
#include <vector>

#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

template <auto kHook>
struct Listeners {
  std::vector<TraceObserver*> all;
};

class ObserverList : Listeners<&TraceObserver::OnEvent>,
                     Listeners<&TraceObserver::OnAlloc>,
                     Listeners<&TraceObserver::OnResize>,
                     Listeners<&TraceObserver::OnFree>,
                     Listeners<&TraceObserver::OnLargeBlock>,
                     Listeners<&TraceObserver::OnLargeBlockFree>,
                     Listeners<&TraceObserver::OnView>,
                     Listeners<&TraceObserver::OnRepeatedView>,
                     Listeners<&TraceObserver::OnDrop>,
                     Listeners<&TraceObserver::OnAccess>,
                     Listeners<&TraceObserver::OnEscape>,
                     Listeners<&TraceObserver::OnCopy>,
                     Listeners<&TraceObserver::OnOp>,
                     Listeners<&TraceObserver::OnValues>,
                     Listeners<&TraceObserver::OnEventEnd>,
                     Listeners<&TraceObserver::OnPeak>,
                     Listeners<&TraceObserver::OnProfileCrowded>,
                     Listeners<&TraceObserver::OnCopyJudged>,
                     Listeners<&TraceObserver::OnTraceEnd> {
 public:
  ObserverList() = default;
  ObserverList(const ObserverList&) = delete;
  ObserverList& operator=(const ObserverList&) = delete;

  template <class Observer>
  void Add(Observer* observer) {
    ++size_;
    Subscribe<&TraceObserver::OnEvent>(observer, &Observer::OnEvent);
    Subscribe<&TraceObserver::OnAlloc>(observer, &Observer::OnAlloc);
    Subscribe<&TraceObserver::OnResize>(observer, &Observer::OnResize);
    Subscribe<&TraceObserver::OnFree>(observer, &Observer::OnFree);
    Subscribe<&TraceObserver::OnLargeBlock>(observer, &Observer::OnLargeBlock);
    Subscribe<&TraceObserver::OnLargeBlockFree>(observer, &Observer::OnLargeBlockFree);
    Subscribe<&TraceObserver::OnView>(observer, &Observer::OnView);
    Subscribe<&TraceObserver::OnRepeatedView>(observer, &Observer::OnRepeatedView);
    Subscribe<&TraceObserver::OnDrop>(observer, &Observer::OnDrop);
    Subscribe<&TraceObserver::OnAccess>(observer, &Observer::OnAccess);
    Subscribe<&TraceObserver::OnEscape>(observer, &Observer::OnEscape);
    Subscribe<&TraceObserver::OnCopy>(observer, &Observer::OnCopy);
    Subscribe<&TraceObserver::OnOp>(observer, &Observer::OnOp);
    Subscribe<&TraceObserver::OnValues>(observer, &Observer::OnValues);
    Subscribe<&TraceObserver::OnEventEnd>(observer, &Observer::OnEventEnd);
    Subscribe<&TraceObserver::OnPeak>(observer, &Observer::OnPeak);
    Subscribe<&TraceObserver::OnProfileCrowded>(observer, &Observer::OnProfileCrowded);
    Subscribe<&TraceObserver::OnCopyJudged>(observer, &Observer::OnCopyJudged);
    Subscribe<&TraceObserver::OnTraceEnd>(observer, &Observer::OnTraceEnd);
  }

  size_t size() const { return size_; }

  template <auto kHook, class... Arguments>
  void Notify(Arguments&&... arguments) const {
    for (TraceObserver* observer : Listeners<kHook>::all) (observer->*kHook)(arguments...);
  }

 private:
  // The hook as found in the observer's class is of another type where the class overrides it.
  template <auto kHook, class Found>
  void Subscribe(TraceObserver* observer, Found /*found*/) {
    if constexpr (!std::is_same_v<Found, decltype(kHook)>) {
      Listeners<kHook>::all.push_back(observer);
    }
  }

  size_t size_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_OBSERVER_LIST_H_
