// How much of each view a page holds at most. What is beyond is summed up and said to be.
//
// Given by PageOptions; consumed by the payload and the static core.
#ifndef TIDEMARK_PAGE_PAGE_BOUNDS_H_
#define TIDEMARK_PAGE_PAGE_BOUNDS_H_

#include <cstddef>

namespace tidemark::page {

struct PageBounds {
  size_t findings = 50;
  size_t peak_rows = 20000;
  size_t flame_nodes = 50000;
  size_t lives = 50000;
  size_t views = 50000;
  size_t flows = 5000;
  size_t edges = 20000;
  size_t pins = 5000;
  size_t leaking_sites = 5000;
  size_t scopes = 200;
  size_t marks = 200;
  size_t threads = 1000;
  size_t source_lines = 4000;
  size_t string_bytes = size_t{4} << 20;  // of all names; beyond that they are shortened
  size_t core_rows = 50;                  // of each table that needs no script
};

// The same with less of what takes most.
inline PageBounds Halved(PageBounds bounds) {
  for (size_t* bound : {&bounds.peak_rows, &bounds.flame_nodes, &bounds.lives, &bounds.views,
                        &bounds.flows, &bounds.edges, &bounds.pins, &bounds.leaking_sites,
                        &bounds.source_lines, &bounds.string_bytes}) {
    *bound = *bound / 2;
  }
  return bounds;
}

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_PAGE_BOUNDS_H_
