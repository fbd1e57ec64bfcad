// needless-overlap-copy: an assignment that compares ranges saves what it would not overwrite.
#include <cstdint>
#include <iostream>

#include "signal.h"

namespace {

using tidemark::CopyReason;
using tidemark::SourceLocation;
using tidemark::examples::Signal;

// Compares where the parts begin and end, as many do.
void Assign(Signal::Part& to, const Signal::Part& from,
            SourceLocation site = SourceLocation::Current()) {
  if (!to.RangeMeets(from)) return to.CopyFrom(from, CopyReason::kAssign, site);
  Signal saved(from.size(), site);
  Signal::Part all(&saved, 0, 1);
  all.CopyFrom(from, CopyReason::kOverlap, site);
  to.CopyFrom(all, CopyReason::kAssign, site);
}

}  // namespace

int main() {
  Signal signal(100000);
  for (int64_t i = 0; i < signal.size(); ++i) signal[i] = static_cast<double>(i);
  {
    Signal::Part even(&signal, 0, 2);
    const Signal::Part odd(&signal, 1, 2);
    // FAULT: no element is in both.
    Assign(even, odd);
  }
  std::cout << signal.Sum() << "\n";
}
