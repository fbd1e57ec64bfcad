// The smallest program with recorded arrays: how it is compiled and linked is how gate_repository.py
// compiles and links the programs of its repository.
#include "tidemark/array/array.h"

int main() { return static_cast<int>(tidemark::zeros<double>({3}).sum()); }
