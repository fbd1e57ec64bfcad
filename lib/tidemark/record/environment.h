// The environment variables that configure the recording of an unmodified program.
//
// Set by `tidemark run`, read when a recording starts. An invalid value is reported in one line on
// standard error, and the default is used.
#ifndef TIDEMARK_RECORD_ENVIRONMENT_H_
#define TIDEMARK_RECORD_ENVIRONMENT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "tidemark/record/buffer/slot_pool.h"
#include "tidemark/record/stack/stack_walker.h"

namespace tidemark::record {

inline constexpr char kTraceVariable[] = "TIDEMARK_TRACE";     // the trace's path, %p is the pid
inline constexpr char kOnFullVariable[] = "TIDEMARK_ON_FULL";  // block (default) or drop
inline constexpr char kStacksVariable[] = "TIDEMARK_STACKS";   // auto (default), fp, dwarf or off
inline constexpr char kSampleVariable[] = "TIDEMARK_SAMPLE";   // bytes between sampled heap events
inline constexpr char kMapsVariable[] = "TIDEMARK_MMAP";  // 1: memory mappings, too; 0 (default)
// What is recorded: 1 the heap, 0 not the heap; auto (default): the heap, unless the program is a
// Python interpreter whose arrays are.
inline constexpr char kHeapVariable[] = "TIDEMARK_HEAP";
inline constexpr char kPythonVariable[] =
    "TIDEMARK_PYTHON";  // libtidemark_numpy.so; unset: Python is any program
inline constexpr char kNumpyVariable[] = "TIDEMARK_NUMPY";  // set: arrays of NumPy are recorded
inline constexpr char kObjectsVariable[] =
    "TIDEMARK_PYTHON_OBJECTS";  // set: Python's objects are blocks of malloc
inline constexpr char kProjectVariable[] = "TIDEMARK_PROJECT";  // the folder of the user's Python
inline constexpr char kValuesVariable[] =
    "TIDEMARK_VALUES";  // 1: arrays are looked at; 0 (default)
inline constexpr char kFollowVariable[] = "TIDEMARK_FOLLOW";     // set: children have traces, too
inline constexpr char kRingDirVariable[] = "TIDEMARK_RING_DIR";  // the ring file's folder
// What the run is about, for comparing runs: "n=1000" or "n=1000,width=0.5".
inline constexpr char kParamsVariable[] = "TIDEMARK_PARAMS";
inline constexpr char kDelayVariable[] =
    "TIDEMARK_DELAY_START";                                      // set: recording waits for SIGUSR2
inline constexpr char kMarkVariable[] = "TIDEMARK_MARK_SIGNAL";  // the number of a signal
// What distinguishes this run of `tidemark run` from others: the `run` of its traces.
inline constexpr char kRunVariable[] = "TIDEMARK_RUN";
// Set by the recorder for a program that takes over its process by exec: "PID:TRACE".
inline constexpr char kExecVariable[] = "TIDEMARK_EXEC";

// What tidemark run sets, so that a program sees none of it.
inline constexpr const char* kVariables[] = {
    kTraceVariable,   kOnFullVariable,  kStacksVariable, kSampleVariable, kMapsVariable,
    kFollowVariable,  kRingDirVariable, kDelayVariable,  kMarkVariable,   kRunVariable,
    kExecVariable,    kParamsVariable,  kHeapVariable,   kNumpyVariable,  kPythonVariable,
    kProjectVariable, kObjectsVariable, kValuesVariable};

// Parse a value; nullptr and "" give the default.
OnFull OnFullFromText(const char* text);
StackMode StackModeFromText(const char* text);
int64_t SampleFromText(const char* text);  // 0: every event
bool MapsFromText(const char* text);
bool ValuesFromText(const char* text);
// `is_python`: the process is an interpreter whose arrays are recorded.
bool HeapFromText(const char* text, bool is_python);

// Whether `text` is NAME=NUMBER: a name of letters, digits and '_' that begins with no digit, and a
// number as JSON writes it, of an exponent of two digits at most.
bool IsParam(std::string_view text);
// The JSON object of parameters separated by commas, {"n":1000}, the numbers as they were written;
// "" without any. Of two of one name the last counts.
std::string ParamsFromText(const char* text);

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_ENVIRONMENT_H_
