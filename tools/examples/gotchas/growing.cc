// growing: each repetition keeps an array, of which only the sum is wanted. All is freed in the end.
#include <cstdint>
#include <iostream>
#include <vector>

#include "tidemark/array/array.h"
#include "tidemark/memory/scope.h"

using tidemark::Array;

int main() {
  std::vector<Array<double>> history;
  for (int step = 0; step < 6; ++step) {
    const tidemark::Scope scope("step");
    // FAULT: of each result the sum is needed, and all of it is kept.
    const Array<double> result = tidemark::ones<double>({100, 1000});
    history.push_back(result);
  }
  double total = 0;
  for (const Array<double>& result : history) total += result.sum();
  std::cout << history.size() << " " << total << "\n";
}
