// Named arrays and the requests that change them: the protocol's server, a line in, a line out.
//
// Driven by the program array_replay over standard input and by the frozen-corpus test in process.
//
// Ownership: holds the live arrays. Threading: one thread.
// Errors: Handle never throws; a refused request gives an error reply and leaves everything as it
//   was.
//
//   Replayer replayer;
//   replayer.Handle(R"({"op":"zeros","out":"a","shape":[2],"dtype":"f8"})");
#ifndef TESTS_ORACLE_REPLAY_REPLAYER_H_
#define TESTS_ORACLE_REPLAY_REPLAYER_H_

#include <map>
#include <string>
#include <string_view>

#include "tidemark/array/core/any_array.h"

namespace tidemark::oracle {

// By name, in the order in which replies list them.
using LiveArrays = std::map<std::string, AnyArray>;

class Replayer {
 public:
  // The reply to one request, without a newline.
  std::string Handle(std::string_view line);

 private:
  LiveArrays arrays_;
};

}  // namespace tidemark::oracle

#endif  // TESTS_ORACLE_REPLAY_REPLAYER_H_
