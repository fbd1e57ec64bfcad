// The reply to a request: every live array described, and the pairs that share memory.
//
// Written by the Replayer. Numbers have 17 significant digits (integers all of theirs), so that
// they can be read back exactly; a float always shows that it is one ("1.0", "-0.0").
#ifndef TESTS_ORACLE_REPLAY_REPLY_H_
#define TESTS_ORACLE_REPLAY_REPLY_H_

#include <string>
#include <string_view>

#include "tests/oracle/replay/replayer.h"

namespace tidemark::oracle {

// {"ok":true,"arrays":{…},"shares":[…],"may_share":[…]}
std::string ReplyText(const LiveArrays& arrays);

// {"ok":false,"error":"…"}
std::string ErrorText(std::string_view error);

}  // namespace tidemark::oracle

#endif  // TESTS_ORACLE_REPLAY_REPLY_H_
