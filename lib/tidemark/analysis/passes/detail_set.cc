#include "tidemark/analysis/passes/detail_set.h"

#include <functional>
#include <utility>

#include "tidemark/analysis/metrics/buffer_list.h"
#include "tidemark/analysis/metrics/call_tree_builder.h"
#include "tidemark/analysis/metrics/copy_flow_meter.h"
#include "tidemark/analysis/metrics/copy_list.h"
#include "tidemark/analysis/metrics/life_list.h"
#include "tidemark/analysis/metrics/mark_growth.h"
#include "tidemark/analysis/metrics/peak_holder_meter.h"
#include "tidemark/analysis/metrics/site_timeline_meter.h"
#include "tidemark/analysis/metrics/size_histogram.h"
#include "tidemark/analysis/metrics/thread_meter.h"
#include "tidemark/analysis/metrics/window_peak.h"
#include "tidemark/analysis/rules/leak_growth_meter.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/analysis/rules/source_allowance.h"

namespace tidemark::analysis {

DetailSet::DetailSet(const PassOptions& all, FirstPass* pass) {
  const DetailOptions& options = all.details;
  const auto add = [&](auto observer) {
    pass->observers().Add(observer.get());
    owned_.push_back(std::move(observer));
  };
  CopyFlowMeter::IsAllowed is_allowed;
  if (SourceAllowances* const allowances = all.allowances; allowances != nullptr) {
    is_allowed = [allowances](absl::string_view rule, const SiteReport& site) {
      return allowances->Find(rule, site).has_value();
    };
  }
  if (options.sizes) add(std::make_unique<SizeHistogram>());
  if (options.threads) add(std::make_unique<ThreadMeter>());
  if (options.marks) add(std::make_unique<MarkGrowth>());
  if (options.buffers) add(std::make_unique<BufferList>(&options));
  if (options.copies) add(std::make_unique<CopyList>(&options));
  if (options.site_timeline) add(std::make_unique<SiteTimelineMeter>());
  if (options.has_window()) add(std::make_unique<WindowPeak>(options.from, options.to));
  if (options.call_tree) {
    std::function<bool(const SiteReport&)> is_allowed_leak;
    if (is_allowed != nullptr) {
      is_allowed_leak = [is_allowed](const SiteReport& site) {
        return is_allowed(kLeak.name, site);
      };
    }
    auto tree = std::make_unique<CallTreeBuilder>(&pass->sites(), &pass->scopes(),
                                                  options.most_call_nodes, is_allowed_leak);
    pass->AddCallTree(tree.get());
    owned_.push_back(std::move(tree));
  }
  if (options.pictures.wanted) {
    const PictureOptions& pictures = options.pictures;
    add(std::make_unique<LifeList>(pictures));
    add(std::make_unique<PeakHolderMeter>(pictures));
    add(std::make_unique<CopyFlowMeter>(pictures, is_allowed));
    add(std::make_unique<LeakGrowthMeter>(pictures, &all.leak_suppressions));
  }
}

}  // namespace tidemark::analysis
