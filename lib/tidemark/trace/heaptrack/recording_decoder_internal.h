// From the lines of a recording of heaptrack to the events of a trace.
//
// Driven by HeaptrackReader, which reads the lines and deals with what is wrong with them.
//
// Ownership: events are valid until the next Decode() or End().
// Memory: O(stacks + frames + texts + kinds of allocation + live blocks).
//
//   decoder.Decode("+ 3");
//   while (const Event* event = decoder.NextEvent()) ...
//   decoder.End(/*whole=*/true);
#ifndef TIDEMARK_TRACE_HEAPTRACK_RECORDING_DECODER_INTERNAL_H_
#define TIDEMARK_TRACE_HEAPTRACK_RECORDING_DECODER_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/heaptrack/line_fields_internal.h"
#include "tidemark/trace/heaptrack/live_blocks_internal.h"
#include "tidemark/trace/heaptrack/loaded_modules_internal.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::trace {

class RecordingDecoder {
 public:
  enum class Outcome { kDone, kBad, kUnsupported };

  Outcome Decode(absl::string_view line);

  // No line follows. `whole`: none is missing at the end, as far as the file tells.
  void End(bool whole);

  // What the last call made, one after another; nullptr when there is no more.
  const Event* NextEvent();

  // After kBad or kUnsupported.
  const std::string& problem() const { return problem_; }
  size_t column() const { return column_; }

 private:
  // Frames that one address stands for, the innermost first; their ids follow one another.
  struct Address {
    int64_t first_frame = 0;
    int64_t frames = 0;
  };
  // Allocations of one size and one stack.
  struct Kind {
    int64_t bytes = 0;
    StackId stack;
  };

  bool DecodeRecord(char letter, LineFields& fields);
  bool Version(LineFields& fields);
  bool Program(LineFields& fields);
  bool CommandLine(LineFields& fields);
  bool System(LineFields& fields);
  bool Comment(absl::string_view line);
  bool Text(LineFields& fields);
  bool Module(LineFields& fields);
  bool Instruction(LineFields& fields);
  bool Stack(LineFields& fields);
  bool AllocationKind(LineFields& fields);
  bool Allocation(LineFields& fields);
  bool Deallocation(LineFields& fields);
  bool Time(LineFields& fields);
  bool Resident(LineFields& fields);

  bool TextOf(LineFields& fields, absl::string_view what, absl::string_view* text);
  bool StackOf(LineFields& fields, StackId* stack);
  bool ReadName(LineFields& fields, absl::string_view what, absl::string_view* text);
  Address RawAddress(uint64_t instruction);
  void Allocate(int64_t bytes, StackId stack, int64_t block);
  void Free(int64_t block);

  // Once the lines that the head is made of are over.
  void PutHead();
  void Put(EventBody body, StackId stack = {});

  std::vector<Event> events_;
  size_t given_ = 0;
  std::string problem_;
  size_t column_ = 1;

  uint64_t heaptrack_version_ = 0;
  uint64_t format_ = 0;
  bool raw_ = false;
  bool unsupported_ = false;
  bool in_command_line_ = false;
  bool head_put_ = false;
  bool has_strings_comment_ = false;
  bool has_frames_comment_ = false;
  std::string program_;
  std::string command_line_;
  std::vector<absl::string_view> arguments_;
  std::string capture_;
  uint64_t page_bytes_ = 4096;
  int64_t t_ = 0;

  std::deque<std::string> texts_;
  std::vector<Address> addresses_;                         // of an interpreted recording
  absl::flat_hash_map<uint64_t, Address> of_instruction_;  // of a raw one
  LoadedModules modules_;
  std::vector<StackId> stacks_;
  std::vector<Kind> kinds_;
  LiveBlocks live_;
  int64_t last_frame_ = 0;
  int64_t last_stack_ = 0;
  int64_t last_block_ = 0;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_HEAPTRACK_RECORDING_DECODER_INTERNAL_H_
