// Views share memory, copies do not: the first thing to know about arrays.
//
// The same session in NumPy prints the same text. Record it with
//   TIDEMARK_TRACE=sharing.json memory_sharing
// and read it with
//   tidemark report sharing.json
#include <iostream>

#include "tidemark/array/array.h"

int main() {
  using namespace tidemark;

  Array<int64_t> original_array = arange(1, 11);
  std::cout << "Original array: " << original_array << '\n';

  Array<int64_t> sliced_array = original_array[Slice(3, 8)];
  std::cout << "Sliced array before change: " << sliced_array << '\n';

  original_array(5) = 100;
  std::cout << "Sliced array after change in original: " << sliced_array << '\n';

  std::cout << "Do the arrays share the same memory? "
            << (may_share_memory(original_array, sliced_array) ? "True" : "False") << '\n';

  Array<int64_t> copied_array = original_array.copy();
  copied_array(5) = 500;
  std::cout << "Original array after changing the copy: " << original_array << '\n';
}
