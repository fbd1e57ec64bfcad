// Limits on what a block of code may allocate, enforced where the allocation is asked for.
//
// Opened by the user on the stack; obeyed by Array, TrackingResource and TrackingAllocator.
//
// Units: bytes as requested, live: what the block allocates minus what of it was freed again.
// Threading: a scope limits the thread that opened it. Freeing on another thread counts too.
// Nesting: all open scopes of the thread must agree; the innermost is asked first.
// Errors: an allocation beyond the limit throws BudgetExceeded, a std::bad_alloc, before any memory
//   is taken; nothing is changed.
//
//   BudgetScope budget(64_MiB);
//   NoAllocScope quiet;  // from here on, none at all
#ifndef TIDEMARK_MEMORY_BUDGET_H_
#define TIDEMARK_MEMORY_BUDGET_H_

#include <atomic>
#include <cstdint>
#include <new>
#include <string>

#include "tidemark/base/bytes.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

class BudgetExceeded : public std::bad_alloc {
 public:
  explicit BudgetExceeded(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

namespace memory_internal {

// The account of one scope. It outlives the scope while buffers charged to it live.
struct BudgetAccount {
  BudgetAccount* parent = nullptr;
  int64_t limit = 0;
  SourceLocation opened;
  std::atomic<int64_t> used{0};
  std::atomic<int64_t> references{1};
};

extern constinit thread_local BudgetAccount* current_account;

}  // namespace memory_internal

// What one allocation was charged to. Must be passed to the matching release.
class BudgetCharge {
 public:
  BudgetCharge() = default;

  // Charges `bytes` to every open scope of this thread, or throws BudgetExceeded.
  static BudgetCharge Take(int64_t bytes, SourceLocation site) {
    if (memory_internal::current_account == nullptr) return BudgetCharge();
    return TakeSlow(bytes, site);
  }

  // Gives the bytes back; may run on any thread.
  void Release(int64_t bytes) noexcept {
    if (account_ != nullptr) ReleaseSlow(bytes);
  }

  // Lets go of the account and leaves the bytes on it, for an allocation that cannot remember.
  void Forget() noexcept {
    if (account_ != nullptr) ForgetSlow();
  }

 private:
  static BudgetCharge TakeSlow(int64_t bytes, SourceLocation site);
  void ReleaseSlow(int64_t bytes) noexcept;
  void ForgetSlow() noexcept;

  memory_internal::BudgetAccount* account_ = nullptr;
};

class BudgetScope {
 public:
  explicit BudgetScope(ByteCount limit, SourceLocation site = SourceLocation::Current());
  ~BudgetScope();
  BudgetScope(const BudgetScope&) = delete;
  BudgetScope& operator=(const BudgetScope&) = delete;

  // Bytes now charged to this scope.
  ByteCount used() const;

 private:
  memory_internal::BudgetAccount* account_;
};

// No tracked allocation at all on this thread.
class NoAllocScope {
 public:
  explicit NoAllocScope(SourceLocation site = SourceLocation::Current())
      : budget_(ByteCount(0), site) {}

 private:
  BudgetScope budget_;
};

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_BUDGET_H_
