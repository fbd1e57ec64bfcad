#include "tests/analysis/random_program.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

TraceScript RandomProgram::Make() {
  script_.Head("random");
  script_.Site(1, "a.cc", 1).Site(2, "a.cc", 2).Site(3, "b.cc", 1).Site(4, "c.cc", 7, "f");
  script_.Site(5, "a.cc", 1);  // the same place as site 1
  constexpr absl::string_view kApp = "/home/me/app";
  script_.Frame(1, {.function = "Grow", .file = "g.cc", .line = 1, .module = kApp});
  script_.Frame(2, {.function = "Keep", .file = "k.cc", .line = 2, .module = kApp});
  script_.Frame(3, {.function = "main", .file = "m.cc", .line = 3, .module = kApp});
  // The place of the last one is that of the first.
  script_.Stack(3, 3).Stack(1, 1).Stack(2, 2).Stack(4, 1, 3);
  threads_ = 1 + Below(3);
  big_ = Chance(12);
  heavy_ = !big_ && Chance(20) ? (Chance(50) ? kLargeUnit : kLargeUnit * 256) : 0;
  const int64_t steps = 20 + Below(100);
  const int64_t burst_at = random_() % 400 == 0 ? Below(steps) : -1;
  if (heavy_ > 0 && Chance(60)) {
    MakeHeap(2, heavy_ * (1 + Below(60)));
    heap_.back().stays = true;
  }
  for (int64_t i = 0; i < steps; ++i) {
    Step();
    if (i == burst_at) MakeTemporaries();
  }
  if (!Chance(15)) {
    while (!arrays_.empty() && !Chance(8)) FreeArray(Below(Count(arrays_)));
    while (!heap_.empty() && !Chance(8)) FreeHeap(Below(Count(heap_)));
    Tick();
    script_.End({.live_buffers = Count(arrays_) + Count(heap_)});
  }
  return std::move(script_);
}

void RandomProgram::Tick() {
  t_ += std::max<int64_t>(Below(5) - 1, 0);
  script_.At(t_);
  const int64_t thread = fixed_thread_ != 0 ? fixed_thread_ : 1 + Below(threads_);
  script_.On(
      {.site = fixed_site_ != 0 ? fixed_site_ : (Chance(4) ? 0 : 1 + Below(5)), .thread = thread});
}

void RandomProgram::Step() {
  if (heavy_ > 0 && Chance(50)) return StepOfHeap();
  const int64_t kind = Below(100);
  if (kind < 14 || arrays_.empty()) {
    if (Count(arrays_) < 9) MakeArray(RandomShape(), "f8", false);
  } else if (kind < 28) {
    MakeView();
  } else if (kind < 36) {
    DropHandle();
  } else if (kind < 55) {
    MakeCopy();
  } else if (kind < 58) {
    Pattern();
  } else if (kind < 67) {
    Touch(Any(arrays_), false);
  } else if (kind < 68) {
    LookAtValues(Any(arrays_).id);
  } else if (kind < 73) {
    Touch(Any(arrays_), true);
  } else if (kind < 79) {
    Operate();
  } else if (kind < 92) {
    FreeArray(Below(Count(arrays_)));
  } else {
    HeapOrOther(kind);
  }
}

std::vector<int64_t> RandomProgram::RandomShape() {
  if (big_ && Chance(30)) return {8192 + Below(16384)};
  if (Chance(5)) return {0};
  if (Chance(10)) return {1};
  if (Chance(50)) return {1 + Below(4), 1 + Below(5)};
  return {4 + Below(12)};
}

int64_t RandomProgram::MakeArray(const std::vector<int64_t>& shape, const char* dtype,
                                 bool fortran) {
  LiveArray array;
  array.id = ++last_buffer_;
  array.dtype = dtype;
  array.item = dtype[1] - '0';
  LiveHandle owner{.id = ++last_view_, .offset = 0, .known = true, .shape = shape, .strides = {}};
  owner.strides.resize(shape.size());
  int64_t stride = array.item;
  for (size_t i = 0; i < shape.size(); ++i) {
    const size_t axis = fortran ? i : shape.size() - 1 - i;
    owner.strides[axis] = stride;
    stride *= std::max<int64_t>(shape[axis], 1);
  }
  array.bytes = owner.elements() * array.item;
  Tick();
  script_.Alloc({.buf = array.id,
                 .bytes = array.bytes,
                 .view = owner.id,
                 .usable = heavy_ > 0 && Chance(20) ? std::optional(array.bytes + Below(2 * heavy_))
                                                    : std::nullopt,
                 .kind = RandomKind(),
                 .dtype = Chance(3) ? "" : dtype,
                 .shape = owner.shape,
                 .strides = owner.strides,
                 .align = Chance(90) ? std::nullopt : std::optional<int64_t>(8 << Below(3)),
                 .zeroed = Chance(10),
                 .space = Chance(4) ? "cuda:0" : ""});
  array.handles.push_back(std::move(owner));
  arrays_.push_back(std::move(array));
  return Count(arrays_) - 1;
}

const char* RandomProgram::RandomKind() {
  if (Chance(5)) return "external";
  if (Chance(2)) return "mmap";
  if (Chance(5)) return "pmr";
  return Chance(5) ? "" : "array";
}

LiveHandle RandomProgram::Slice(const LiveHandle& of, int64_t item) {
  LiveHandle slice = of;
  slice.id = ++last_view_;
  for (size_t axis = 0; axis < slice.shape.size(); ++axis) {
    const int64_t extent = slice.shape[axis];
    if (extent == 0 || Chance(25)) continue;
    const int64_t start = Below(extent);
    const bool back = Chance(20);
    const int64_t step = 1 + (Chance(30) ? Below(3) : 0);
    const int64_t room = back ? start + 1 : extent - start;
    int64_t count = (room + step - 1) / step;
    if (Chance(60)) count = std::min(count, Chance(3) ? 0 : 1 + Below(40));
    slice.offset += start * slice.strides[axis];
    slice.shape[axis] = count;
    slice.strides[axis] *= back ? -step : step;
  }
  if (slice.shape.size() == 2 && Chance(20)) {
    std::swap(slice.shape[0], slice.shape[1]);
    std::swap(slice.strides[0], slice.strides[1]);
  }
  if (Chance(6)) {  // broadcast
    slice.shape.insert(slice.shape.begin(), 3);
    slice.strides.insert(slice.strides.begin(), 0);
  }
  if (item == 8 && Chance(2)) slice.known = false;
  return slice;
}

void RandomProgram::MakeView() {
  LiveArray& array = Any(arrays_);
  if (array.handles.empty()) return;
  if (!big_ && Chance(15)) return MakeReadOnly(array);
  const LiveHandle& parent = Any(array.handles);
  if (!parent.known) return;
  LiveHandle view = Slice(parent, array.item);
  if (array.bytes > 1024 && Chance(15)) {  // restrided, beyond what its parent shows
    view.known = true;
    view.offset = array.item * Below(array.bytes / array.item / 2);
    view.shape = {1 + Below((array.bytes - view.offset) / array.item)};
    view.strides = {array.item};
  }
  Tick();
  ViewArgs args{.view = view.id, .buf = array.id, .parent = parent.id};
  if (view.known) {
    args.offset = view.offset;
    args.shape = view.shape;
    args.strides = view.strides;
    if (!Chance(5)) args.dtype = array.dtype;
  }
  script_.View(args);
  array.handles.push_back(std::move(view));
}

void RandomProgram::MakeReadOnly(LiveArray& array) {
  LiveHandle& handle = Any(array.handles);
  if (!handle.known) return;
  const int64_t before = std::exchange(handle.id, ++last_view_);
  Tick();
  script_.View({.view = handle.id,
                .buf = array.id,
                .parent = before,
                .offset = handle.offset,
                .shape = handle.shape,
                .strides = handle.strides,
                .dtype = array.dtype,
                .writable = false});
  Tick();
  script_.Drop(before);
}

void RandomProgram::DropHandle() {
  LiveArray& array = Any(arrays_);
  if (array.handles.size() < 2) return;
  const int64_t index = big_ ? 0 : Below(Count(array.handles));
  Tick();
  script_.Drop(array.handles[static_cast<size_t>(index)].id);
  array.handles.erase(array.handles.begin() + index);
}

void RandomProgram::LookAtValues(int64_t buffer) {
  static constexpr const char* kFits[] = {"b1", "u1", "i1", "i2", "i8", "f4", "f8"};
  Tick();
  script_.Add(trace::EventBody(trace::Values{.buf = BufferId(buffer), .fits = kFits[Below(7)]}));
}

void RandomProgram::Touch(LiveArray& array, bool write) {
  Tick();
  (write ? array.last_write : array.last_read) = t_;
  bool& armed = write ? array.write_armed : array.read_armed;
  if (!armed) return;
  armed = false;
  const int64_t view = !array.handles.empty() && Chance(50) ? Any(array.handles).id : 0;
  write ? script_.Write(array.id, view) : script_.Read(array.id, view);
}

int64_t RandomProgram::IndexOfArray(int64_t id) const {
  for (size_t i = 0; i < arrays_.size(); ++i) {
    if (arrays_[i].id == id) return static_cast<int64_t>(i);
  }
  return 0;
}

void RandomProgram::FreeArray(int64_t index) {
  LiveArray array = std::move(arrays_[static_cast<size_t>(index)]);
  arrays_.erase(arrays_.begin() + index);
  const size_t left = Chance(15) ? 0 : 1;
  while (array.handles.size() > left) {
    const int64_t handle = Below(Count(array.handles));
    Tick();
    script_.Drop(array.handles[static_cast<size_t>(handle)].id);
    array.handles.erase(array.handles.begin() + handle);
  }
  FreeArgs args{.buf = array.id};
  const int64_t tells = Below(10);
  if (tells < 7) args.last_read = array.last_read;
  if (tells < 5 || tells == 7) args.last_write = array.last_write;
  if (Chance(15)) LookAtValues(array.id);
  Tick();
  script_.Free(args);
}

}  // namespace tidemark::analysis
