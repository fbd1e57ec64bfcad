// Knows nothing of tidemark; takes 2 MiB from the heap when it is built with MORE_HEAP, else 1 MiB.
#include <iostream>
#include <vector>

int main() {
#ifdef MORE_HEAP
  constexpr int kBytes = 2 << 20;
#else
  constexpr int kBytes = 1 << 20;
#endif
  std::vector<char> bytes(kBytes, 'x');
  std::cout << "last " << bytes.back() << "\n";
}
