#include "tidemark/memory/budget.h"

#include "absl/strings/str_cat.h"

namespace tidemark {
namespace memory_internal {

constinit thread_local BudgetAccount* current_account = nullptr;

namespace {

// An account holds a reference on its parent.
void Unreference(BudgetAccount* account) noexcept {
  while (account != nullptr && account->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    BudgetAccount* parent = account->parent;
    delete account;
    account = parent;
  }
}

std::string Describe(const BudgetAccount& account, int64_t bytes, int64_t used,
                     SourceLocation site) {
  const char* opened_file = account.opened.file != nullptr ? account.opened.file : "?";
  const char* file = site.file != nullptr ? site.file : "?";
  std::string limit =
      account.limit == 0 ? std::string("no allocation is allowed")
                         : absl::StrCat("the budget is ", account.limit, " bytes, ", used, " used");
  return absl::StrCat(file, ":", site.line, ": allocation of ", bytes, " bytes refused: ", limit,
                      " (scope opened at ", opened_file, ":", account.opened.line, ")");
}

}  // namespace
}  // namespace memory_internal

using memory_internal::BudgetAccount;
using memory_internal::current_account;

BudgetCharge BudgetCharge::TakeSlow(int64_t bytes, SourceLocation site) {
  for (BudgetAccount* account = current_account; account != nullptr; account = account->parent) {
    const int64_t used = account->used.fetch_add(bytes, std::memory_order_relaxed);
    // A scope with no budget refuses even an allocation of no bytes.
    if (used <= account->limit - bytes && !(account->limit == 0 && bytes == 0)) continue;
    for (BudgetAccount* undo = current_account;; undo = undo->parent) {
      undo->used.fetch_sub(bytes, std::memory_order_relaxed);
      if (undo == account) break;
    }
    throw BudgetExceeded(memory_internal::Describe(*account, bytes, used, site));
  }
  current_account->references.fetch_add(1, std::memory_order_relaxed);
  BudgetCharge charge;
  charge.account_ = current_account;
  return charge;
}

void BudgetCharge::ReleaseSlow(int64_t bytes) noexcept {
  for (BudgetAccount* account = account_; account != nullptr; account = account->parent) {
    account->used.fetch_sub(bytes, std::memory_order_relaxed);
  }
  ForgetSlow();
}

void BudgetCharge::ForgetSlow() noexcept {
  memory_internal::Unreference(account_);
  account_ = nullptr;
}

BudgetScope::BudgetScope(ByteCount limit, SourceLocation site) : account_(new BudgetAccount) {
  account_->parent = current_account;
  account_->limit = limit.value();
  account_->opened = site;
  if (account_->parent != nullptr) {
    account_->parent->references.fetch_add(1, std::memory_order_relaxed);
  }
  current_account = account_;
}

BudgetScope::~BudgetScope() {
  current_account = account_->parent;
  memory_internal::Unreference(account_);
}

ByteCount BudgetScope::used() const {
  return ByteCount(account_->used.load(std::memory_order_relaxed));
}

}  // namespace tidemark
