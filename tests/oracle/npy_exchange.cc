// Reads .npy files and writes them again, for npy_exchange.py to compare with what NumPy wrote:
// each line of standard input is "load" or "map", a file to read and a file to write, with tabs;
// each line of output is "ok" or what was wrong.
#include <exception>
#include <iostream>
#include <sstream>
#include <string>

#include "tidemark/array/io/npy.h"

namespace {

std::string Exchange(const std::string& line) {
  std::istringstream fields(line);
  std::string how;
  std::string from;
  std::string to;
  std::getline(fields, how, '\t');
  std::getline(fields, from, '\t');
  std::getline(fields, to, '\t');
  try {
    tidemark::save_npy(to, how == "map" ? tidemark::map_npy(from) : tidemark::load_npy(from));
    return "ok";
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << Exchange(line) << '\n';
  return 0;
}
