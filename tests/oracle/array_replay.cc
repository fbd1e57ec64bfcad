// Reads requests of the replay protocol from standard input and answers each with one line, as
// README.md in this folder describes.
#include <iostream>
#include <string>

#include "tests/oracle/replay/replayer.h"

int main() {
  std::ios::sync_with_stdio(false);
  tidemark::oracle::Replayer replayer;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    std::cout << replayer.Handle(line) << '\n' << std::flush;
  }
  return 0;
}
