// short-lived: a buffer that is made and freed for each line.
#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

int64_t Digits(int64_t number) {
  std::vector<char> digits;
  // FAULT: one allocation for each call, freed before the next.
  digits.reserve(32);
  for (; number > 0; number /= 10) digits.push_back(static_cast<char>(number % 10));
  int64_t sum = 0;
  for (const char digit : digits) sum += digit;
  return sum;
}

}  // namespace

int main() {
  int64_t sum = 0;
  for (int64_t i = 0; i < 20000; ++i) sum += Digits(i);
  std::printf("%lld\n", static_cast<long long>(sum));
}
