// A random program with stacks, scopes, resizes and copies, its trace, and what is live of whom after
// each event, kept by the plainest means: the oracle of the call tree and of the timeline by site.
//
// Paths are texts, outermost first: "scope:train > s1.cc:7 S1", "f2.cc:4 F2 > f0.cc:9 F0".
#ifndef TIDEMARK_TESTS_ANALYSIS_PLAIN_PROGRAM_H_
#define TIDEMARK_TESTS_ANALYSIS_PLAIN_PROGRAM_H_

#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/analysis/trace_script.h"
#include "tidemark/analysis/model/call_tree.h"
#include "tidemark/analysis/model/figures.h"

namespace tidemark::analysis {

// "s1.cc:7 S1", with " 'label'" if there is one.
std::string TextOf(const SiteReport& site);

struct PlainOptions {
  int steps = 200;
  int64_t tick = 10;          // the most that lies between two events
  int sites = 6;              // of arrays
  int functions = 8;          // that stacks are made of
  int deepest = 6;            // stack
  bool called_sites = false;  // some events have a site and a stack
  const char* capture = "";   // of the head
};

class PlainProgram {
 public:
  PlainProgram(uint64_t seed, const PlainOptions& options);

  struct Moment {
    int64_t t = 0;
    int64_t total = 0;
    std::map<std::string, int64_t> live;  // by site, those with any
  };

  TraceScript& trace() { return trace_; }
  // After each event that happens.
  const std::vector<Moment>& moments() const { return moments_; }
  // Without those of the peak.
  const std::map<std::string, CallFigures>& figures() const { return figures_; }
  // At the first moment of the peak, by path: count and bytes.
  const std::map<std::string, std::pair<int64_t, int64_t>>& peak() const { return peak_; }

 private:
  struct Place {
    std::string path;
    std::string site;
  };
  struct Buffer {
    int64_t id = 0;  // or an address, where it is of the heap
    bool heap = false;
    bool external = false;
    int64_t bytes = 0;
    int64_t t = 0;
    Place place;
  };

  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  absl::string_view Keep(std::string text) { return kept_.emplace_back(std::move(text)); }
  void Define();
  void Tick();
  // The next event happens there; where that is.
  Place GoToSite();
  Place GoToCalledSite();
  Place GoToStack();
  void Step();
  void Allocate();
  void Free();
  void Resize();
  void Copy();
  void Scope();
  void NoteLive(const Place& place, int64_t bytes, int64_t count);
  void NoteMoment();

  PlainOptions options_;
  std::mt19937_64 random_;
  TraceScript trace_;
  std::deque<std::string> kept_;
  std::vector<std::vector<std::string>> stack_frames_ = {{}};  // by id, without the allocator's
  std::vector<std::string> stack_paths_ = {""};                // those that are used
  std::vector<std::string> stack_sites_ = {""};
  std::map<int64_t, std::vector<std::string>> scopes_;  // by thread
  std::vector<Buffer> buffers_;
  int64_t last_id_ = 0;
  int64_t t_ = 0;
  std::map<std::string, std::pair<int64_t, int64_t>> live_;  // by path
  std::map<std::string, int64_t> live_by_site_;
  std::vector<Moment> moments_;
  std::map<std::string, CallFigures> figures_;
  std::map<std::string, std::pair<int64_t, int64_t>> peak_;
  int64_t peak_bytes_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_TESTS_ANALYSIS_PLAIN_PROGRAM_H_
