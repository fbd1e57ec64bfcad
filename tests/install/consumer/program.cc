// Makes one needless copy; linking tidemark::record is all it takes to be recorded.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

int main() {
  tidemark::Array<int64_t> numbers = tidemark::arange<int64_t>(0, 1000);
  tidemark::Array<int64_t> middle = numbers[{tidemark::Slice(1, 9)}];
  tidemark::Array<int64_t> same = numbers.copy();
  int64_t sum = 0;
  for (int64_t i = 0; i < same.size(); ++i) sum += same(i);
  std::cout << "sum " << sum << " of " << middle.size() << " and more\n";
}
