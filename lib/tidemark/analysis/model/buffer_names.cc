#include "tidemark/analysis/model/buffer_names.h"

#include <algorithm>
#include <deque>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace tidemark::analysis {
namespace {

struct Names {
  BufferId id;
  std::optional<uint64_t> address;
};

// A freed address counts as freed while the map holds its sequence number.
struct Freed {
  uint64_t address;
  int64_t sequence;
};

}  // namespace

struct BufferNames::Tables {
  absl::flat_hash_map<int64_t, Names> names;  // by serial
  absl::flat_hash_map<BufferId, int64_t> by_id;
  absl::flat_hash_map<uint64_t, int64_t> by_address;
  // Those that the one in by_address is inside of, the innermost last.
  absl::flat_hash_map<uint64_t, std::vector<int64_t>> around;
  std::deque<Freed> freed_order;  // the oldest first
  absl::flat_hash_map<uint64_t, int64_t> freed;
};

BufferNames::BufferNames() : tables_(std::make_unique<Tables>()) {}
BufferNames::~BufferNames() = default;

BufferNames::Begun BufferNames::Begin(const trace::BufferName& name, bool inside) {
  Begun begun;
  if (!name.buf && !name.addr.has_value()) return begun;
  if (name.buf) {
    if (tables_->by_id.contains(name.buf)) {
      begun.duplicate = true;
      return begun;
    }
    begun.duplicate = seen_ids_.Contains(name.buf.value());
    seen_ids_.Insert(name.buf.value());
  }
  bool address_is_free = false;
  if (name.addr.has_value()) {
    auto holder = tables_->by_address.find(*name.addr);
    address_is_free = holder == tables_->by_address.end();
    if (!address_is_free && !name.buf && inside) {
      tables_->around[*name.addr].push_back(holder->second);
      address_is_free = true;
    } else if (!address_is_free && !name.buf) {
      begun.displaced = Vacate(*name.addr);
      begun.duplicate = begun.displaced != 0;
      address_is_free = true;
    }
  }
  begun.serial = ++last_serial_;
  Names& names = tables_->names[begun.serial];
  if (name.buf) {
    names.id = name.buf;
    tables_->by_id[name.buf] = begun.serial;
  }
  if (address_is_free) {
    names.address = name.addr;
    tables_->by_address[*name.addr] = begun.serial;
    ForgetFreed(*name.addr);
  }
  return begun;
}

BufferNames::Found BufferNames::Find(const trace::BufferName& name) const {
  if (name.buf) {
    auto it = tables_->by_id.find(name.buf);
    if (it != tables_->by_id.end()) return {.serial = it->second, .presence = Presence::kLive};
    if (seen_ids_.Contains(name.buf.value())) return {.serial = 0, .presence = Presence::kEnded};
    return {};
  }
  if (!name.addr.has_value()) return {};
  auto it = tables_->by_address.find(*name.addr);
  if (it != tables_->by_address.end()) return {.serial = it->second, .presence = Presence::kLive};
  if (tables_->freed.contains(*name.addr)) return {.serial = 0, .presence = Presence::kEnded};
  return {};
}

int64_t BufferNames::Move(int64_t serial, uint64_t address, bool inside) {
  auto names = tables_->names.find(serial);
  if (names == tables_->names.end()) return 0;
  if (names->second.address == address) return 0;
  int64_t displaced = 0;
  const auto holder = tables_->by_address.find(address);
  if (holder != tables_->by_address.end() && inside) {
    tables_->around[address].push_back(holder->second);
  } else if (holder != tables_->by_address.end()) {
    displaced = Vacate(address);
  }
  names = tables_->names.find(serial);
  if (names->second.address.has_value()) Leave(*names->second.address, serial);
  names->second.address = address;
  tables_->by_address[address] = serial;
  ForgetFreed(address);
  return displaced;
}

void BufferNames::End(int64_t serial) {
  auto it = tables_->names.find(serial);
  if (it == tables_->names.end()) return;
  if (it->second.id) tables_->by_id.erase(it->second.id);
  if (it->second.address.has_value()) Leave(*it->second.address, serial);
  tables_->names.erase(it);
}

void BufferNames::Leave(uint64_t address, int64_t serial) {
  const auto around = tables_->around.find(address);
  if (around == tables_->around.end()) {
    tables_->by_address.erase(address);
    RememberFreed(address);
    return;
  }
  std::vector<int64_t>& outer = around->second;
  int64_t& holder = tables_->by_address[address];
  if (holder == serial) {
    holder = outer.back();
    outer.pop_back();
  } else {
    outer.erase(std::remove(outer.begin(), outer.end(), serial), outer.end());
  }
  if (outer.empty()) tables_->around.erase(around);
}

int64_t BufferNames::Vacate(uint64_t address) {
  const int64_t holder = tables_->by_address[address];
  Names& names = tables_->names[holder];
  if (names.id) {
    names.address.reset();
    tables_->by_address.erase(address);
    tables_->around.erase(address);
    return 0;
  }
  End(holder);
  return holder;
}

void BufferNames::ForgetFreed(uint64_t address) { tables_->freed.erase(address); }

void BufferNames::RememberFreed(uint64_t address) {
  tables_->freed[address] = ++freed_sequence_;
  tables_->freed_order.push_back({.address = address, .sequence = freed_sequence_});
  while (tables_->freed_order.size() > kRememberedAddresses) {
    const Freed oldest = tables_->freed_order.front();
    tables_->freed_order.pop_front();
    auto it = tables_->freed.find(oldest.address);
    if (it != tables_->freed.end() && it->second == oldest.sequence) tables_->freed.erase(it);
  }
}

}  // namespace tidemark::analysis
