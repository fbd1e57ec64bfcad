// A small array program with several threads that does what a seed says, and the trace of it.
//
// What it does with arrays and their views is in random_program.cc, copies and operations, and the
// patterns that rules look for, in random_program_copies.cc, the heap in random_program_heap.cc.
#ifndef TIDEMARK_TESTS_ANALYSIS_RANDOM_PROGRAM_H_
#define TIDEMARK_TESTS_ANALYSIS_RANDOM_PROGRAM_H_

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {

struct LiveHandle {
  int64_t id = 0;
  int64_t offset = 0;
  bool known = true;  // the trace tells shape and strides
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;

  int64_t elements() const {
    int64_t product = 1;
    for (int64_t extent : shape) product *= extent;
    return product;
  }
};

struct LiveArray {
  int64_t id = 0;
  int64_t bytes = 0;
  int64_t item = 8;
  const char* dtype = "f8";
  std::vector<LiveHandle> handles;
  bool read_armed = true;
  bool write_armed = true;
  std::optional<int64_t> last_read;
  std::optional<int64_t> last_write;
};

struct LiveHeap {
  uint64_t address = 0;
  int64_t bytes = 0;
  bool grows = false;  // given up only by Grow
  bool stays = false;  // mostly to the end
};

class RandomProgram {
 public:
  explicit RandomProgram(uint64_t seed) : random_(seed) {}

  TraceScript Make();

 private:
  template <class T>
  static int64_t Count(const std::vector<T>& items) {
    return static_cast<int64_t>(items.size());
  }
  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  bool Chance(int64_t percent) { return Below(100) < percent; }
  template <class T>
  T& Any(std::vector<T>& items) {
    return items[static_cast<size_t>(Below(Count(items)))];
  }

  void Tick();
  void Step();
  std::vector<int64_t> RandomShape();
  int64_t MakeArray(const std::vector<int64_t>& shape, const char* dtype, bool fortran);
  const char* RandomKind();
  // A slice with a step on each axis, perhaps transposed.
  LiveHandle Slice(const LiveHandle& of, int64_t item);
  void MakeView();
  // One handle gives way to one that cannot be written through.
  void MakeReadOnly(LiveArray& array);
  void DropHandle();
  void LookAtValues(int64_t buffer);
  void Touch(LiveArray& array, bool write);

  void MakeCopy();
  // What programs do that rules look for, with a disturbance now and then.
  void Pattern();
  LiveArray& At(int64_t index) { return arrays_[static_cast<size_t>(index)]; }
  void Disturb();
  // The whole of a new array from a view of another.
  int64_t CopyOfView(int64_t from, const LiveHandle& source, const char* dtype, const char* reason,
                     const char* op, const std::vector<int64_t>& shape);
  LiveHandle ViewOf(LiveArray* array, LiveHandle view);
  void TransposeAgain();
  void WriteOut();
  void SaveOperand();
  // One operation after the other, each on the result of the last.
  void Compute();
  int64_t IndexOfArray(int64_t id) const;
  void JoinInLoop();
  void CastThereAndBack();
  // The operation that a gather was, perhaps with an array of positions.
  void TellOfGather(LiveArray* source, LiveArray* destination, int64_t src, int64_t dst);
  void Operate();
  void FreeArray(int64_t index);

  void FreeHeap(int64_t index);
  void MakeHeap(int64_t stack, int64_t bytes, bool grows = false);
  // One step of blocks that grow, that are kept at each mark, or that come and go.
  void StepOfHeap();
  // The block of the growth is given up for a larger one; sometimes for one that is hardly larger, or
  // later, or not at all.
  void Grow();
  void MakeTemporaries();
  uint64_t Address();
  void HeapOrOther(int64_t kind);

  static constexpr int64_t kLargeUnit = 4096;

  std::mt19937_64 random_;
  TraceScript script_;
  std::vector<LiveArray> arrays_;
  std::vector<LiveHeap> heap_;
  std::vector<uint64_t> free_addresses_;
  int64_t t_ = 1;
  int64_t threads_ = 1;
  int64_t fixed_thread_ = 0;  // of all events for now, unless 0
  int64_t fixed_site_ = 0;
  bool big_ = false;
  int64_t heavy_ = 0;  // of blocks of the heap that matter; 0: there are only small ones
  int64_t last_buffer_ = 0;
  int64_t last_view_ = 0;
  uint64_t last_address_ = 4096;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_TESTS_ANALYSIS_RANDOM_PROGRAM_H_
