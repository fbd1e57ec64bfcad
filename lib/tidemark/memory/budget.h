// Scoped limits on live allocated bytes, enforced at each allocation.
//
// Opened by the user on the stack; checked by Array, TrackingResource and TrackingAllocator.
//
// Units: bytes as requested, live: allocated within the scope and not freed since.
// Threading: a scope limits the thread that opened it. Frees on other threads are credited, too.
// Nesting: an allocation is charged to all open scopes of the thread, innermost first.
// Errors: an allocation beyond a limit throws BudgetExceeded, a std::bad_alloc, before any memory
//   is allocated; nothing is changed (strong guarantee).
//
//   BudgetScope budget(64_MiB);
//   NoAllocScope no_alloc;  // from here on, none at all
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

// The account of one scope. It outlives the scope while buffers are charged to it.
struct BudgetAccount {
  BudgetAccount* parent = nullptr;
  int64_t limit = 0;
  SourceLocation opened;
  std::atomic<int64_t> used{0};
  std::atomic<int64_t> references{1};
};

extern constinit thread_local BudgetAccount* current_account;

}  // namespace memory_internal

// The account that one allocation was charged to; kept with it until it is released.
class BudgetCharge {
 public:
  BudgetCharge() = default;

  // Charges `bytes` to every open scope of this thread, or throws BudgetExceeded.
  static BudgetCharge Take(int64_t bytes, SourceLocation site) {
    if (memory_internal::current_account == nullptr) return BudgetCharge();
    return TakeSlow(bytes, site);
  }

  // Credits the bytes; may run on any thread.
  void Release(int64_t bytes) noexcept {
    if (account_ != nullptr) ReleaseSlow(bytes);
  }

  // Drops the reference and leaves the bytes charged, for an allocation that cannot keep its
  // charge.
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
