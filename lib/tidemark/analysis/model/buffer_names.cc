#include "tidemark/analysis/model/buffer_names.h"

#include "tidemark/analysis/model/hash_table_internal.h"

namespace tidemark::analysis {

template class HashTable<int64_t, BufferNames::Names>;

BufferNames::Begun BufferNames::Begin(const trace::BufferName& name) {
  Begun begun;
  if (!name.buf && !name.addr.has_value()) return begun;
  if (name.buf) {
    if (by_id_.Contains(name.buf.value())) {
      begun.duplicate = true;
      return begun;
    }
    begun.duplicate = seen_ids_.Contains(name.buf.value());
    seen_ids_.Insert(name.buf.value());
  }
  bool address_is_free = false;
  if (name.addr.has_value()) {
    address_is_free = !by_address_.Contains(Key(*name.addr));
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
    by_id_[name.buf.value()] = begun.serial;
  }
  if (address_is_free) {
    names.address = name.addr;
    by_address_[Key(*name.addr)] = begun.serial;
    ForgetFreed(*name.addr);
  }
  return begun;
}

BufferNames::Found BufferNames::Find(const trace::BufferName& name) const {
  if (name.buf) {
    if (const int64_t* serial = by_id_.Find(name.buf.value())) {
      return {.serial = *serial, .presence = Presence::kLive};
    }
    if (seen_ids_.Contains(name.buf.value())) return {.serial = 0, .presence = Presence::kEnded};
    return {};
  }
  if (!name.addr.has_value()) return {};
  if (const int64_t* serial = by_address_.Find(Key(*name.addr))) {
    return {.serial = *serial, .presence = Presence::kLive};
  }
  if (freed_.Contains(Key(*name.addr))) return {.serial = 0, .presence = Presence::kEnded};
  return {};
}

int64_t BufferNames::Move(int64_t serial, uint64_t address) {
  Names* names = names_.Find(serial);
  if (names == nullptr) return 0;
  if (names->address == address) return 0;
  const int64_t displaced = by_address_.Contains(Key(address)) ? Vacate(address) : 0;
  names = names_.Find(serial);
  if (names->address.has_value()) {
    by_address_.Erase(Key(*names->address));
    RememberFreed(*names->address);
  }
  names->address = address;
  by_address_[Key(address)] = serial;
  ForgetFreed(address);
  return displaced;
}

void BufferNames::End(int64_t serial) {
  const Names* names = names_.Find(serial);
  if (names == nullptr) return;
  if (names->id) by_id_.Erase(names->id.value());
  if (names->address.has_value()) {
    by_address_.Erase(Key(*names->address));
    RememberFreed(*names->address);
  }
  names_.Erase(serial);
}

int64_t BufferNames::Vacate(uint64_t address) {
  const int64_t holder = by_address_[Key(address)];
  Names& names = names_[holder];
  if (names.id) {
    names.address.reset();
    by_address_.Erase(Key(address));
    return 0;
  }
  End(holder);
  return holder;
}

void BufferNames::ForgetFreed(uint64_t address) { freed_.Erase(Key(address)); }

void BufferNames::RememberFreed(uint64_t address) {
  freed_[Key(address)] = ++freed_sequence_;
  freed_order_.push_back({.address = address, .sequence = freed_sequence_});
  while (freed_order_.size() > kRememberedAddresses) {
    const Freed oldest = freed_order_.front();
    freed_order_.pop_front();
    const int64_t* sequence = freed_.Find(Key(oldest.address));
    if (sequence != nullptr && *sequence == oldest.sequence) freed_.Erase(Key(oldest.address));
  }
}

}  // namespace tidemark::analysis
