// materialized-broadcast: one row is written out for each row of a table.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> table = tidemark::ones<double>({100, 1000});
  const Array<double> row = tidemark::ones<double>({1000});
  // FAULT: operations repeat a row by themselves.
  const Array<double> offsets = tidemark::broadcast_to(row, {100, 1000}).copy();
  table -= offsets;
  std::cout << table.sum() + row.sum() << "\n";
}
