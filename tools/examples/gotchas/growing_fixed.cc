// growing.cc, where a repetition keeps the number that is needed.
#include <cstdint>
#include <iostream>
#include <vector>

#include "tidemark/array/array.h"
#include "tidemark/memory/scope.h"

using tidemark::Array;

int main() {
  std::vector<double> history;
  for (int step = 0; step < 6; ++step) {
    const tidemark::Scope scope("step");
    const Array<double> result = tidemark::ones<double>({100, 1000});
    history.push_back(result.sum());
  }
  double total = 0;
  for (const double sum : history) total += sum;
  std::cout << history.size() << " " << total << "\n";
}
