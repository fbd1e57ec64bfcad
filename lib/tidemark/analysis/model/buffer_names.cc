#include "tidemark/analysis/model/buffer_names.h"

namespace tidemark::analysis {

BufferNames::Begun BufferNames::Begin(const trace::BufferName& name) {
  Begun begun;
  if (!name.buf && !name.addr.has_value()) return begun;
  if (name.buf) {
    if (by_id_.contains(name.buf)) {
      begun.duplicate = true;
      return begun;
    }
    begun.duplicate = seen_ids_.Contains(name.buf.value());
    seen_ids_.Insert(name.buf.value());
  }
  bool address_is_free = false;
  if (name.addr.has_value()) {
    auto holder = by_address_.find(*name.addr);
    address_is_free = holder == by_address_.end();
    if (!address_is_free && !name.buf) {
      begun.displaced = Vacate(*name.addr);
      begun.duplicate = begun.displaced != 0;
      address_is_free = true;
    }
  }
  begun.serial = ++last_serial_;
  Names& names = names_[begun.serial];
  if (name.buf) {
    names.id = name.buf;
    by_id_[name.buf] = begun.serial;
  }
  if (address_is_free) {
    names.address = name.addr;
    by_address_[*name.addr] = begun.serial;
    ForgetFreed(*name.addr);
  }
  return begun;
}

BufferNames::Found BufferNames::Find(const trace::BufferName& name) const {
  if (name.buf) {
    auto it = by_id_.find(name.buf);
    if (it != by_id_.end()) return {.serial = it->second, .presence = Presence::kLive};
    if (seen_ids_.Contains(name.buf.value())) return {.serial = 0, .presence = Presence::kEnded};
    return {};
  }
  if (!name.addr.has_value()) return {};
  auto it = by_address_.find(*name.addr);
  if (it != by_address_.end()) return {.serial = it->second, .presence = Presence::kLive};
  if (freed_.contains(*name.addr)) return {.serial = 0, .presence = Presence::kEnded};
  return {};
}

int64_t BufferNames::Move(int64_t serial, uint64_t address) {
  auto names = names_.find(serial);
  if (names == names_.end()) return 0;
  if (names->second.address == address) return 0;
  const int64_t displaced = by_address_.contains(address) ? Vacate(address) : 0;
  names = names_.find(serial);
  if (names->second.address.has_value()) {
    by_address_.erase(*names->second.address);
    RememberFreed(*names->second.address);
  }
  names->second.address = address;
  by_address_[address] = serial;
  ForgetFreed(address);
  return displaced;
}

void BufferNames::End(int64_t serial) {
  auto it = names_.find(serial);
  if (it == names_.end()) return;
  if (it->second.id) by_id_.erase(it->second.id);
  if (it->second.address.has_value()) {
    by_address_.erase(*it->second.address);
    RememberFreed(*it->second.address);
  }
  names_.erase(it);
}

int64_t BufferNames::Vacate(uint64_t address) {
  const int64_t holder = by_address_[address];
  Names& names = names_[holder];
  if (names.id) {
    names.address.reset();
    by_address_.erase(address);
    return 0;
  }
  End(holder);
  return holder;
}

void BufferNames::ForgetFreed(uint64_t address) { freed_.erase(address); }

void BufferNames::RememberFreed(uint64_t address) {
  freed_[address] = ++freed_sequence_;
  freed_order_.push_back({.address = address, .sequence = freed_sequence_});
  while (freed_order_.size() > kRememberedAddresses) {
    const Freed oldest = freed_order_.front();
    freed_order_.pop_front();
    auto it = freed_.find(oldest.address);
    if (it != freed_.end() && it->second == oldest.sequence) freed_.erase(it);
  }
}

}  // namespace tidemark::analysis
