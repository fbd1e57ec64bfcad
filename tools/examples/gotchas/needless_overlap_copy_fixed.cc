// needless_overlap_copy.cc with an assignment that knows such parts to be the same or disjoint.
#include <cstdint>
#include <iostream>

#include "signal.h"

namespace {

using tidemark::CopyReason;
using tidemark::SourceLocation;
using tidemark::examples::Signal;

// Of every second element: the two parts are the same, or have none in common.
void Assign(Signal::Part& to, const Signal::Part& from,
            SourceLocation site = SourceLocation::Current()) {
  to.CopyFrom(from, CopyReason::kAssign, site);
}

}  // namespace

int main() {
  Signal signal(100000);
  for (int64_t i = 0; i < signal.size(); ++i) signal[i] = static_cast<double>(i);
  {
    Signal::Part even(&signal, 0, 2);
    const Signal::Part odd(&signal, 1, 2);
    Assign(even, odd);
  }
  std::cout << signal.Sum() << "\n";
}
