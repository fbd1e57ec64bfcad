// materialized_broadcast.cc with the row as it is.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> table = tidemark::ones<double>({100, 1000});
  const Array<double> row = tidemark::ones<double>({1000});
  table -= row;
  std::cout << table.sum() + row.sum() << "\n";
}
