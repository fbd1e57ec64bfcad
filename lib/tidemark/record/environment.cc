#include "tidemark/record/environment.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tidemark::record {

OnFull OnFullFromEnvironment() {
  const char* text = std::getenv(kOnFullVariable);
  if (text == nullptr || *text == '\0' || std::string_view(text) == "block") return OnFull::kBlock;
  if (std::string_view(text) == "drop") return OnFull::kDrop;
  std::fprintf(stderr, "tidemark: %s=%s is neither block nor drop; block is used\n",
               kOnFullVariable, text);
  return OnFull::kBlock;
}

}  // namespace tidemark::record
