// Pictures of the static core: live bytes by place over time, and the growth of what leaked, as SVG.
//
// Drawn from a Report; stand in the core's HTML. Threading: pure functions.
#ifndef TIDEMARK_PAGE_CORE_PICTURE_H_
#define TIDEMARK_PAGE_CORE_PICTURE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::page {

using SiteColors = std::map<analysis::SiteReport, int>;

// What the axes end at: the same for two runs that are compared.
struct PictureScale {
  int64_t bytes = 0;
  int64_t ns = 0;
};

// With a list of the places and their colours below it.
std::string TimelinePicture(const analysis::Report& report, const PictureScale& scale,
                            const SiteColors& colors);

// A line that only rises.
std::string GrowthPicture(const std::vector<int64_t>& bytes);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_CORE_PICTURE_H_
