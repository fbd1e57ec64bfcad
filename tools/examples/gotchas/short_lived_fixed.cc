// short_lived.cc with one buffer for all calls.
#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

int64_t Digits(int64_t number, std::vector<char>* digits) {
  digits->clear();
  for (; number > 0; number /= 10) digits->push_back(static_cast<char>(number % 10));
  int64_t sum = 0;
  for (const char digit : *digits) sum += digit;
  return sum;
}

}  // namespace

int main() {
  std::vector<char> digits;
  digits.reserve(32);
  int64_t sum = 0;
  for (int64_t i = 0; i < 20000; ++i) sum += Digits(i, &digits);
  std::printf("%lld\n", static_cast<long long>(sum));
}
