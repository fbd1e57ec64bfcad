#include "tidemark/analysis/passes/detail_set.h"

#include <utility>

#include "tidemark/analysis/metrics/buffer_list.h"
#include "tidemark/analysis/metrics/copy_list.h"
#include "tidemark/analysis/metrics/mark_growth.h"
#include "tidemark/analysis/metrics/size_histogram.h"
#include "tidemark/analysis/metrics/thread_meter.h"
#include "tidemark/analysis/metrics/window_peak.h"

namespace tidemark::analysis {

DetailSet::DetailSet(const DetailOptions& options, ObserverList* observers) {
  const auto add = [&](auto observer) {
    observers->Add(observer.get());
    owned_.push_back(std::move(observer));
  };
  if (options.sizes) add(std::make_unique<SizeHistogram>());
  if (options.threads) add(std::make_unique<ThreadMeter>());
  if (options.marks) add(std::make_unique<MarkGrowth>());
  if (options.buffers) add(std::make_unique<BufferList>(&options));
  if (options.copies) add(std::make_unique<CopyList>(&options));
  if (options.has_window()) add(std::make_unique<WindowPeak>(options.from, options.to));
}

}  // namespace tidemark::analysis
