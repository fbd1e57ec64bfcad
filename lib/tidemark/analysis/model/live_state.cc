#include "tidemark/analysis/model/live_state.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/model/strided_set.h"

namespace tidemark::analysis {

struct LiveState::Kept {
  struct Ended {
    int64_t begin = 0;
    int64_t end = 0;
    WideSum bytes = 0;  // when it ended
    int32_t keepers = 0;
  };
  absl::flat_hash_map<int64_t, Ended> ended;  // by serial
  // Of live and ended ones, by serial; the first of each is its beginning.
  absl::flat_hash_map<int64_t, std::vector<Life::Resize>> resizes;
};

struct LiveState::Around {
  // Those that the one at the address is inside of, the innermost last.
  absl::flat_hash_map<uint64_t, std::vector<SlabHandle>> by_address;
};

LiveState::LiveState() : kept_(std::make_unique<Kept>()), around_(std::make_unique<Around>()) {}
LiveState::~LiveState() = default;

bool CoversAll(const Layout& layout, const LiveBuffer& buffer) {
  const std::optional<StridedSet> bytes = layout.Bytes(buffer.bytes);
  if (!bytes.has_value()) return true;
  if (bytes->axes.empty()) return bytes->run >= buffer.bytes;
  if (bytes->span() < buffer.bytes || bytes->AddressedBytes() < buffer.bytes) return false;
  int64_t work = 1 << 16;
  return CountDistinctBytes({*bytes}, &work).value_or(buffer.bytes) >= buffer.bytes;
}

LiveState::Claim LiveState::ClaimName(const trace::BufferName& name, bool inside) {
  Claim claim;
  if (!name.buf && !name.addr.has_value()) return claim;
  if (name.buf) {
    if (by_id_.Find(name.buf.value()) != 0) {
      claim.duplicate = true;
      return claim;
    }
    claim.duplicate = seen_ids_.Contains(name.buf.value());
    seen_ids_.Insert(name.buf.value());
  }
  claim.taken = true;
  if (!name.addr.has_value()) return claim;
  AddressBook::Place& place = addresses_.PlaceOf(*name.addr);
  if (place.buffer() != 0) {
    if (name.buf) return claim;
    claim.inside = inside;
    if (!inside) Vacate(*name.addr, &place);
  }
  claim.has_address = true;
  return claim;
}

void LiveState::Vacate(uint64_t address, AddressBook::Place* place) {
  buffers_[place->buffer()].state->address.reset();
  addresses_.Vacate(place);
  around_->by_address.erase(address);
}

void LiveState::Leave(uint64_t address, const LiveBuffer& buffer) {
  AddressBook::Place& place = addresses_.PlaceOf(address);
  const auto around =
      around_->by_address.empty() ? around_->by_address.end() : around_->by_address.find(address);
  if (around == around_->by_address.end()) {
    addresses_.Free(&place);
    return;
  }
  std::vector<SlabHandle>& outer = around->second;
  if (place.buffer() == buffer.handle) {
    addresses_.Settle(&place, outer.back());
    outer.pop_back();
  } else {
    outer.erase(std::remove(outer.begin(), outer.end(), buffer.handle), outer.end());
  }
  if (outer.empty()) around_->by_address.erase(around);
}

LiveBuffer& LiveState::Begin(const trace::BufferName& name, const Claim& claim, int64_t event) {
  const SlabHandle handle = buffers_.New();
  LiveBuffer& buffer = buffers_[handle];
  buffer.handle = handle;
  buffer.serial = ++last_serial_ & LiveBuffer::kMostSerial;
  if (claim.has_address) {
    AddressBook::Place& place = addresses_.PlaceOf(*name.addr);
    if (claim.inside) {
      around_->by_address[*name.addr].push_back(place.buffer());
      Track(buffer, event);  // or else its end would be taken for that of any block of the heap
    }
    addresses_.Settle(&place, handle);
  }
  if (name.buf) {
    by_id_.Set(name.buf.value(), handle);
    ArrayState& state = Track(buffer, event);
    state.id = name.buf;
    if (claim.has_address) state.address = name.addr;
  }
  return buffer;
}

ArrayState& LiveState::Track(LiveBuffer& buffer, int64_t event) {
  if (buffer.state == nullptr) {
    buffer.state = arrays_.New();
    buffer.state->begin_event = event;
  }
  return *buffer.state;
}

LiveState::Found LiveState::Find(const trace::BufferName& name) {
  if (name.buf) {
    const SlabHandle handle = by_id_.Find(name.buf.value());
    if (handle != 0) return {.buffer = &buffers_[handle], .presence = Presence::kLive};
    if (seen_ids_.Contains(name.buf.value())) return {.presence = Presence::kEnded};
    return {};
  }
  if (!name.addr.has_value()) return {};
  const AddressBook::Place* place = addresses_.Find(*name.addr);
  if (place == nullptr) return {};
  if (place->buffer() != 0) {
    return {.buffer = &buffers_[place->buffer()], .presence = Presence::kLive};
  }
  return {.presence = addresses_.WasFreed(*place) ? Presence::kEnded : Presence::kUnknown};
}

void LiveState::Move(LiveBuffer& buffer, const trace::BufferName& name, uint64_t address,
                     bool inside, int64_t event) {
  const std::optional<uint64_t> before = buffer.named() != 0 ? buffer.state->address : name.addr;
  if (before == address) return;
  if (AddressBook::Place& place = addresses_.PlaceOf(address); place.buffer() != 0) {
    if (inside) {
      around_->by_address[address].push_back(place.buffer());
      Track(buffer, event);
    } else {
      Vacate(address, &place);
    }
  }
  if (before.has_value()) Leave(*before, buffer);
  addresses_.Settle(&addresses_.PlaceOf(address), buffer.handle);
  if (buffer.named() != 0) buffer.state->address = address;
}

void LiveState::End(LiveBuffer& buffer, std::optional<uint64_t> address, int64_t event) {
  if (ArrayState* const state = buffer.state; state != nullptr) {
    for (SlabHandle at = state->first_view; at != 0;) {
      const SlabHandle next = views_[at].next;
      by_view_id_.Erase(views_[at].id);
      views_.Free(at);
      at = next;
    }
    if (state->keepers > 0) {
      kept_->ended[buffer.serial] = {
          .begin = state->begin_event,
          .end = event,
          .bytes = buffer.external ? 0 : Weighted(buffer.bytes, state->weight),
          .keepers = state->keepers};
    } else if (!kept_->resizes.empty()) {
      kept_->resizes.erase(buffer.serial);
    }
    if (state->id) {
      by_id_.Erase(state->id.value());
      address = state->address;
    }
    arrays_.Free(state);
  }
  if (address.has_value()) Leave(*address, buffer);
  buffers_.Free(buffer.handle);
}

std::vector<LiveBuffer*> LiveState::Buffers() {
  std::vector<BufferRef> refs;
  refs.reserve(buffers_.size());
  for (SlabHandle handle = 1; handle <= buffers_.last(); ++handle) {
    if (buffers_[handle].serial != 0) refs.push_back(RefTo(buffers_[handle]));
  }
  const auto in_order = [](BufferRef a, BufferRef b) { return a.serial < b.serial; };
  // Where little was freed they are in order already.
  if (!std::is_sorted(refs.begin(), refs.end(), in_order)) {
    std::sort(refs.begin(), refs.end(), in_order);
  }
  std::vector<LiveBuffer*> all;
  all.reserve(refs.size());
  for (const BufferRef ref : refs) all.push_back(&buffers_[ref.handle]);
  return all;
}

void LiveState::Keep(BufferRef ref) {
  if (LiveBuffer* buffer = Find(ref)) {
    ++buffer->state->keepers;
  } else if (auto it = kept_->ended.find(ref.serial); it != kept_->ended.end()) {
    ++it->second.keepers;
  }
}

void LiveState::LetGo(BufferRef ref) {
  if (LiveBuffer* buffer = Find(ref)) {
    --buffer->state->keepers;
    return;
  }
  auto it = kept_->ended.find(ref.serial);
  if (it == kept_->ended.end() || --it->second.keepers > 0) return;
  kept_->ended.erase(it);
  if (!kept_->resizes.empty()) kept_->resizes.erase(ref.serial);
}

Life LiveState::LifeOf(const LiveBuffer& buffer) const {
  Life life;
  life.serial = buffer.serial;
  life.begin = buffer.state == nullptr ? 0 : buffer.state->begin_event;
  if (!buffer.external) life.bytes = Weighted(buffer.bytes, buffer.weight());
  AddResizes(&life);
  return life;
}

void LiveState::AddResizes(Life* life) const {
  const auto resized = kept_->resizes.find(life->serial);
  if (resized == kept_->resizes.end()) return;
  life->bytes = resized->second.front().bytes;
  life->resizes.assign(resized->second.begin() + 1, resized->second.end());
}

std::vector<Life> LiveState::LivesOf(const std::vector<int64_t>& serials,
                                     const std::vector<LiveBuffer*>& live) const {
  std::vector<Life> lives;
  lives.reserve(serials.size());
  auto next = serials.begin();
  const auto add_ended_before = [&](int64_t serial) {
    for (; next != serials.end() && *next < serial; ++next) {
      const auto it = kept_->ended.find(*next);
      if (it == kept_->ended.end()) continue;
      const Kept::Ended& ended = it->second;
      lives.push_back({.serial = *next,
                       .begin = ended.begin,
                       .end = ended.end,
                       .bytes = ended.bytes,
                       .resizes = {}});
      AddResizes(&lives.back());
    }
  };
  if (!serials.empty()) {
    ForEachBuffer(live, [&](const LiveBuffer& buffer) {
      add_ended_before(buffer.serial);
      if (next == serials.end() || *next != buffer.serial) return;
      lives.push_back(LifeOf(buffer));
      ++next;
    });
  }
  add_ended_before(Life::kNever);
  return lives;
}

void LiveState::NoteResize(const LiveBuffer& buffer, int64_t bytes_before, int64_t event) {
  std::vector<Life::Resize>& resizes = kept_->resizes[buffer.serial];
  if (resizes.empty()) {
    resizes.push_back(
        {.event = buffer.state->begin_event, .bytes = Weighted(bytes_before, buffer.weight())});
  }
  resizes.push_back({.event = event, .bytes = Weighted(buffer.bytes, buffer.weight())});
}

bool LiveState::WasResized(int64_t serial) const { return kept_->resizes.contains(serial); }

void LiveState::AppendTurningPoints(std::vector<int64_t>* events) const {
  arrays_.ForEach([events](const ArrayState& array) {
    events->push_back(array.begin_event);
    if (array.accessed) events->push_back(array.last_access_event);
  });
  for (const auto& [serial, resizes] : kept_->resizes) {
    for (const Life::Resize& resize : resizes) events->push_back(resize.event);
  }
  for (const auto& [serial, ended] : kept_->ended) {
    events->push_back(ended.begin);
    events->push_back(ended.end);
  }
}

const LiveView* LiveState::BeginView(const LiveView& view) {
  if (seen_views_.Contains(view.id)) return nullptr;
  seen_views_.Insert(view.id);
  ArrayState& array = Array(buffers_[view.buffer]);
  const SlabHandle handle = views_.New();
  LiveView& begun = views_[handle];
  begun = view;
  begun.previous = 0;
  begun.next = array.first_view;
  if (begun.next != 0) views_[begun.next].previous = handle;
  array.first_view = handle;
  ++array.views;
  if (view.covers) ++array.covering;
  array.owner_lives = array.owner_lives || view.owner;
  by_view_id_.Set(view.id, handle);
  return &begun;
}

Presence LiveState::ViewPresence(ViewId id) const {
  if (by_view_id_.Find(id.value()) != 0) return Presence::kLive;
  return seen_views_.Contains(id.value()) ? Presence::kEnded : Presence::kUnknown;
}

void LiveState::EndView(ViewId id) {
  const SlabHandle handle = by_view_id_.Find(id.value());
  const LiveView& view = views_[handle];
  ArrayState& array = *buffers_[view.buffer].state;
  (view.previous != 0 ? views_[view.previous].next : array.first_view) = view.next;
  if (view.next != 0) views_[view.next].previous = view.previous;
  --array.views;
  if (view.covers) --array.covering;
  if (view.owner) array.owner_lives = false;
  by_view_id_.Erase(id.value());
  views_.Free(handle);
}

std::vector<const LiveView*> LiveState::FirstViews(const ArrayState& array, size_t most) const {
  const auto comes_before = [](const LiveView* a, const LiveView* b) { return a->id < b->id; };
  std::vector<const LiveView*> first;
  ForEachView(array, [&](const LiveView& view) { first.push_back(&view); });
  const size_t count = std::min(most, first.size());
  std::partial_sort(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(count), first.end(),
                    comes_before);
  first.resize(count);
  return first;
}

}  // namespace tidemark::analysis
