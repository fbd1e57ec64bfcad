#include "tests/analysis/trace_generator.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::analysis {
namespace {

struct LiveHandle {
  int64_t id = 0;
  int64_t offset = 0;
  bool known = true;  // the trace tells shape and strides
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;

  int64_t elements() const {
    int64_t product = 1;
    for (int64_t extent : shape) product *= extent;
    return product;
  }
};

struct LiveArray {
  int64_t id = 0;
  int64_t bytes = 0;
  int64_t item = 8;
  const char* dtype = "f8";
  std::vector<LiveHandle> handles;
  bool read_armed = true;
  bool write_armed = true;
  std::optional<int64_t> last_read;
  std::optional<int64_t> last_write;
};

struct LiveHeap {
  uint64_t address = 0;
  int64_t bytes = 0;
  bool grows = false;  // given up only by Grow
  bool stays = false;  // mostly to the end
};

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  TraceScript Make() {
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

 private:
  template <class T>
  static int64_t Count(const std::vector<T>& items) {
    return static_cast<int64_t>(items.size());
  }
  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  bool Chance(int64_t percent) { return Below(100) < percent; }
  template <class T>
  T& Any(std::vector<T>& items) {
    return items[static_cast<size_t>(Below(Count(items)))];
  }

  void Tick() {
    t_ += std::max<int64_t>(Below(5) - 1, 0);
    script_.At(t_);
    const int64_t thread = fixed_thread_ != 0 ? fixed_thread_ : 1 + Below(threads_);
    script_.On({.site = fixed_site_ != 0 ? fixed_site_ : (Chance(4) ? 0 : 1 + Below(5)),
                .thread = thread});
  }

  void Step() {
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

  std::vector<int64_t> RandomShape() {
    if (big_ && Chance(30)) return {8192 + Below(16384)};
    if (Chance(5)) return {0};
    if (Chance(10)) return {1};
    if (Chance(50)) return {1 + Below(4), 1 + Below(5)};
    return {4 + Below(12)};
  }

  int64_t MakeArray(const std::vector<int64_t>& shape, const char* dtype, bool fortran) {
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
                   .usable = heavy_ > 0 && Chance(20)
                                 ? std::optional(array.bytes + Below(2 * heavy_))
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

  const char* RandomKind() {
    if (Chance(5)) return "external";
    if (Chance(2)) return "mmap";
    if (Chance(5)) return "pmr";
    return Chance(5) ? "" : "array";
  }

  // A slice with a step on each axis, perhaps transposed.
  LiveHandle Slice(const LiveHandle& of, int64_t item) {
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

  void MakeView() {
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

  // One handle gives way to one that cannot be written through.
  void MakeReadOnly(LiveArray& array) {
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

  void DropHandle() {
    LiveArray& array = Any(arrays_);
    if (array.handles.size() < 2) return;
    const int64_t index = big_ ? 0 : Below(Count(array.handles));
    Tick();
    script_.Drop(array.handles[static_cast<size_t>(index)].id);
    array.handles.erase(array.handles.begin() + index);
  }

  void LookAtValues(int64_t buffer) {
    static constexpr const char* kFits[] = {"b1", "u1", "i1", "i2", "i8", "f4", "f8"};
    Tick();
    script_.Add(trace::EventBody(trace::Values{.buf = BufferId(buffer), .fits = kFits[Below(7)]}));
  }

  void Touch(LiveArray& array, bool write) {
    Tick();
    (write ? array.last_write : array.last_read) = t_;
    bool& armed = write ? array.write_armed : array.read_armed;
    if (!armed) return;
    armed = false;
    const int64_t view = !array.handles.empty() && Chance(50) ? Any(array.handles).id : 0;
    write ? script_.Write(array.id, view) : script_.Read(array.id, view);
  }

  void MakeCopy() {
    int64_t from = Below(Count(arrays_));
    if (arrays_[static_cast<size_t>(from)].handles.empty()) return;
    const int64_t handle =
        Chance(65) ? 0 : Below(Count(arrays_[static_cast<size_t>(from)].handles));
    // By value: making the destination moves the arrays.
    const LiveHandle source =
        arrays_[static_cast<size_t>(from)].handles[static_cast<size_t>(handle)];
    if (big_ && source.elements() > 4096 && Chance(70)) return;
    const char* dtype = arrays_[static_cast<size_t>(from)].dtype;
    if (Chance(12)) dtype = dtype[1] == '8' ? "f4" : "f8";
    int64_t to = 0;
    bool fresh = Chance(85) && Count(arrays_) < 12;
    if (fresh) {
      to = MakeArray(source.shape, dtype, Chance(8));
      if (Chance(10)) Touch(arrays_[static_cast<size_t>(Below(Count(arrays_)))], Chance(50));
    } else {
      to = Below(Count(arrays_));
    }
    LiveArray& a = arrays_[static_cast<size_t>(from)];
    LiveArray& b = arrays_[static_cast<size_t>(to)];
    if (b.handles.empty()) return;
    const LiveHandle& destination = fresh ? b.handles[0] : Any(b.handles);
    static constexpr const char* kOps[] = {"copy",    "copy",    "astype", "array",
                                           "asarray", "reshape", "ravel",  "roll"};
    static constexpr const char* kReasons[] = {"requested", "requested", "requested", "dtype",
                                               "layout",    "gather",    "concat",    "assign"};
    CopyArgs args{.bytes = destination.elements() * b.item,
                  .src_buf = a.id,
                  .dst_buf = b.id,
                  .src = source.id,
                  .dst = destination.id,
                  .reason = kReasons[Below(8)],
                  .op = kOps[Below(8)]};
    // Who knows the layout of what was gathered knows no more than that it was.
    const bool gathers = args.reason == "gather" && Chance(80);
    if (gathers) args.op = "take";
    const int64_t naming = Below(10);
    if (naming < 2) args.src = args.dst = 0;
    if (naming >= 8) args.src_buf = args.dst_buf = 0;
    Tick();
    script_.Copy(args);
    a.last_read = t_;
    b.last_write = t_;
    a.read_armed = a.write_armed = b.read_armed = b.write_armed = true;
    if (gathers && args.dst != 0) TellOfGather(&a, &b, source.id, args.dst);
  }

  // What programs do that rules look for, with a disturbance now and then.
  void Pattern() {
    if (big_ || Count(arrays_) > 7) return;
    switch (Below(6)) {
      case 3:
        return Compute();
      case 4:
        return JoinInLoop();
      case 0:
        return TransposeAgain();
      case 1:
        return WriteOut();
      case 2:
        return SaveOperand();
      default:
        return CastThereAndBack();
    }
  }

  LiveArray& At(int64_t index) { return arrays_[static_cast<size_t>(index)]; }
  void Disturb() {
    if (Chance(12)) Touch(Any(arrays_), Chance(50));
  }

  // The whole of a new array from a view of another.
  int64_t CopyOfView(int64_t from, const LiveHandle& source, const char* dtype, const char* reason,
                     const char* op, const std::vector<int64_t>& shape) {
    const int64_t to = MakeArray(shape, dtype, Chance(5));
    Disturb();
    LiveArray& a = At(from);
    LiveArray& b = At(to);
    Tick();
    script_.Copy({.bytes = b.bytes,
                  .src_buf = a.id,
                  .dst_buf = b.id,
                  .src = source.id,
                  .dst = b.handles[0].id,
                  .reason = reason,
                  .op = op});
    a.last_read = b.last_write = t_;
    a.read_armed = a.write_armed = b.read_armed = b.write_armed = true;
    return to;
  }

  LiveHandle ViewOf(LiveArray* array, LiveHandle view) {
    view.id = ++last_view_;
    Tick();
    script_.View({.view = view.id,
                  .buf = array->id,
                  .parent = 0,
                  .offset = view.offset,
                  .shape = view.shape,
                  .strides = view.strides,
                  .dtype = array->dtype});
    array->handles.push_back(view);
    return view;
  }

  void TransposeAgain() {
    const int64_t from = MakeArray({2 + Below(3), 2 + Below(3)}, "f8", false);
    Touch(At(from), true);
    LiveHandle turned = At(from).handles[0];
    std::swap(turned.shape[0], turned.shape[1]);
    std::swap(turned.strides[0], turned.strides[1]);
    turned = ViewOf(&At(from), turned);
    for (int64_t i = 2 + Below(2); i > 0; --i) {
      const int64_t to = CopyOfView(from, turned, "f8", "requested", "copy", turned.shape);
      Touch(At(to), Chance(10));
      if (Chance(80)) FreeArray(to);
      Disturb();
      if (Chance(10)) Touch(At(from), true);
    }
  }

  void WriteOut() {
    const int64_t from = MakeArray({1 + Below(3)}, "f8", false);
    LiveHandle row = At(from).handles[0];
    if (Chance(40)) {
      CopyOfView(from, row, "f8", "broadcast", Chance(50) ? "tile" : "repeat",
                 {row.shape[0] * (1 + Below(4))});
    } else {
      row.shape.insert(row.shape.begin(), 1 + Below(3));
      row.strides.insert(row.strides.begin(), 0);
      row = ViewOf(&At(from), row);
      CopyOfView(from, row, "f8", "requested", "copy", row.shape);
    }
    Disturb();
  }

  void SaveOperand() {
    const int64_t from = MakeArray({8 + Below(8)}, "f8", false);
    const LiveHandle whole = At(from).handles[0];
    const auto part = [&](int64_t start, int64_t step) {
      LiveHandle view = whole;
      view.offset = 8 * start;
      view.strides[0] = 8 * step;
      view.shape[0] = (whole.shape[0] - start + step - 1) / step;
      return ViewOf(&At(from), view);
    };
    const LiveHandle read = part(Below(3), 1 + Below(2));
    const LiveHandle written = part(Below(3), 1 + Below(2));
    const int64_t saved = CopyOfView(from, read, "f8", "overlap", "add", read.shape);
    const LiveHandle operand = At(saved).handles[0];
    Disturb();
    Tick();
    LiveArray& to = Chance(85) ? At(from) : Any(arrays_);
    if (to.handles.empty() || &to == &At(saved)) return;
    const int64_t out = &to == &At(from) ? written.id : to.handles[0].id;
    if (Chance(50)) {
      script_.Op("add", {operand.id}, out);
    } else {
      script_.Copy({.bytes = At(saved).bytes, .src = operand.id, .dst = out, .reason = "assign"});
      At(saved).read_armed = At(saved).write_armed = to.read_armed = to.write_armed = true;
    }
    At(saved).last_read = to.last_write = t_;
    Disturb();
    if (Chance(90)) FreeArray(saved);
  }

  // One operation after the other, each on the result of the last.
  void Compute() {
    fixed_thread_ = 1 + Below(threads_);
    const std::vector<int64_t> shape = {2 + Below(6)};
    int64_t last = Below(Count(arrays_));
    if (Chance(70)) {
      last = MakeArray(shape, "f8", false);
      Touch(At(last), true);
      Touch(At(last), false);
    }
    const bool before = Chance(30);  // the last result goes to an array that was there
    const int64_t there = before ? MakeArray(shape, "f8", false) : 0;
    if (before) Touch(At(there), true);
    for (int64_t i = 2 + Below(2); i > 0; --i) {
      if (At(last).handles.empty()) break;
      const bool there_now = before && i == 1 && there != last;
      const int64_t result = there_now ? there : MakeArray(shape, Chance(90) ? "f8" : "f4", false);
      if (At(result).handles.empty()) break;
      Tick();
      std::vector<int64_t> in = {At(last).handles[0].id};
      if (Chance(15)) in.push_back(At(result).handles[0].id);
      script_.Op(Chance(90) ? "add" : "matmul", in, At(result).handles[0].id);
      At(last).last_read = At(result).last_write = t_;
      if (in.size() > 1) At(result).last_read = t_;
      Disturb();
      if (Chance(85) && last != result) {
        const int64_t id = At(result).id;
        FreeArray(last);
        last = IndexOfArray(id);
      } else {
        last = result;
      }
    }
    fixed_thread_ = 0;
  }

  int64_t IndexOfArray(int64_t id) const {
    for (size_t i = 0; i < arrays_.size(); ++i) {
      if (arrays_[i].id == id) return static_cast<int64_t>(i);
    }
    return 0;
  }

  void JoinInLoop() {
    fixed_site_ = 1 + Below(4);
    int64_t all = MakeArray({1 + Below(4)}, "f8", false);
    Touch(At(all), true);
    for (int64_t i = 3 + Below(3); i > 0; --i) {
      const LiveHandle part = At(all).handles[0];
      const int64_t joined = MakeArray({part.shape[0] + 1 + Below(3)}, "f8", false);
      Tick();
      script_.Copy({.bytes = At(all).bytes,
                    .src_buf = At(all).id,
                    .dst_buf = At(joined).id,
                    .src = part.id,
                    .dst = At(joined).handles[0].id,
                    .reason = "concat",
                    .op = "concatenate"});
      At(all).last_read = At(joined).last_write = t_;
      At(all).read_armed = At(all).write_armed = true;
      At(joined).read_armed = At(joined).write_armed = true;
      Disturb();
      const int64_t id = At(joined).id;
      if (Chance(90)) FreeArray(all);
      all = IndexOfArray(id);
      if (Count(arrays_) > 12) break;
    }
    fixed_site_ = 0;
  }

  void CastThereAndBack() {
    const bool widens = Chance(50);
    const int64_t from = MakeArray({2 + Below(9)}, widens ? "f4" : "f8", false);
    const LiveHandle whole = At(from).handles[0];
    const int64_t between =
        CopyOfView(from, whole, widens ? "f8" : "f4", "dtype", "astype", whole.shape);
    const LiveHandle cast = At(between).handles[0];
    Disturb();
    const int64_t last = CopyOfView(between, cast, Chance(90) == widens ? "f4" : "f8", "dtype",
                                    "astype", cast.shape);
    Disturb();
    Touch(At(last), Chance(15));
    if (Chance(15)) Touch(At(from), true);
    if (Chance(85)) FreeArray(between);
  }

  // The operation that a gather was, perhaps with an array of positions.
  void TellOfGather(LiveArray* source, LiveArray* destination, int64_t src, int64_t dst) {
    static constexpr const char* kIndices[] = {"run", "progression", "irregular"};
    std::vector<int64_t> in = {src};
    if (Chance(30)) {
      LiveArray& positions = Any(arrays_);
      if (!positions.handles.empty() && &positions != source && &positions != destination) {
        in.push_back(Any(positions.handles).id);
      }
    }
    Tick();
    script_.Op("take", in, dst, kIndices[Below(3)]);
    for (LiveArray& array : arrays_) {
      if (&array == destination) array.last_write = t_;
      for (const LiveHandle& handle : array.handles) {
        if (std::find(in.begin(), in.end(), handle.id) != in.end()) array.last_read = t_;
      }
    }
  }

  void Operate() {
    std::vector<int64_t> in;
    for (int64_t i = Below(3); i > 0; --i) {
      LiveArray& array = Any(arrays_);
      if (array.handles.empty()) continue;
      if (Chance(50)) Touch(array, false);
      in.push_back(Any(array.handles).id);
      array.last_read = t_;
    }
    LiveArray& out = Any(arrays_);
    if (out.handles.empty()) return;
    const bool writes = Chance(50);
    Tick();
    for (LiveArray& array : arrays_) {
      for (const LiveHandle& handle : array.handles) {
        if (std::find(in.begin(), in.end(), handle.id) != in.end()) array.last_read = t_;
      }
    }
    if (writes) out.last_write = t_;
    script_.Op("add", in, writes ? Any(out.handles).id : 0);
  }

  void FreeArray(int64_t index) {
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

  void FreeHeap(int64_t index) {
    if (heap_[static_cast<size_t>(index)].stays && Chance(80)) return;
    Tick();
    script_.Free(FreeArgs{.addr = heap_[static_cast<size_t>(index)].address});
    free_addresses_.push_back(heap_[static_cast<size_t>(index)].address);
    heap_.erase(heap_.begin() + index);
  }

  void MakeHeap(int64_t stack, int64_t bytes, bool grows = false) {
    Tick();
    const bool telling = heavy_ > 0 && Chance(20);
    heap_.push_back({.address = Address(), .bytes = bytes, .grows = grows});
    script_.On({.site = 0, .thread = 1 + Below(threads_), .stack = stack});
    script_.Alloc({.addr = heap_.back().address,
                   .bytes = bytes,
                   .usable = telling ? std::optional(bytes + Below(2 * heavy_)) : std::nullopt,
                   .kind = "heap"});
  }

  // One step of blocks that grow, that are kept at each mark, or that come and go.
  void StepOfHeap() {
    const int64_t kind = Below(100);
    if (kind < 50) {
      Grow();
    } else if (kind < 80) {
      const bool is_scope = Chance(40);
      const int64_t thread = 1 + Below(threads_);
      Tick();
      if (is_scope) {
        script_.On({.site = 0, .thread = thread}).At(t_);
        script_.Add(trace::EventBody(trace::ScopeBegin{.name = "scope"}));
      }
      if (!Chance(8)) MakeHeap(2, heavy_ * 4 + Below(heavy_));
      script_.On({.site = 0, .thread = thread}).At(t_);
      if (is_scope) {
        script_.Add(trace::EventBody(trace::ScopeEnd{.name = "scope"}));
      } else {
        script_.Add(trace::EventBody(trace::Mark{.name = Chance(90) ? "mark" : "other"}));
      }
    } else if (kind < 90) {
      MakeHeap(1 + Below(4), heavy_ / 2 + Below(heavy_ * 2));
    } else if (!heap_.empty()) {
      FreeHeap(Below(Count(heap_)));
    }
  }

  // The block of the growth is given up for a larger one; sometimes for one that is hardly larger, or
  // later, or not at all.
  void Grow() {
    const auto growing =
        std::find_if(heap_.begin(), heap_.end(), [](const LiveHeap& heap) { return heap.grows; });
    const int64_t stack = Chance(95) ? 1 : 4;
    if (growing == heap_.end()) return MakeHeap(stack, heavy_ + Below(heavy_), true);
    growing->grows = false;
    const uint64_t old = growing->address;
    const int64_t bytes = growing->bytes;
    if (bytes > heavy_ * 64) return FreeHeap(growing - heap_.begin());
    MakeHeap(stack, bytes + (Chance(90) ? bytes / 5 + 1 + Below(bytes) : Below(bytes / 5)), true);
    if (Chance(10)) MakeHeap(Chance(50) ? 1 : 2, heavy_ + Below(heavy_));
    const auto given_up = std::find_if(heap_.begin(), heap_.end(),
                                       [&](const LiveHeap& heap) { return heap.address == old; });
    if (!Chance(5)) FreeHeap(given_up - heap_.begin());
  }

  void MakeTemporaries() {
    Tick();
    script_.On({.site = 0, .thread = 1, .stack = 2});
    const int64_t kept = Chance(50) ? 0 : 1 + Below(250);
    const int64_t count = 900 + Below(200);
    const uint64_t address = Address();
    for (int64_t i = 0; i < count; ++i) {
      script_.At(t_).Alloc({.addr = address, .bytes = 32, .kind = "heap"});
      script_.At(t_).Free(FreeArgs{.addr = address});
    }
    for (int64_t i = 0; i < kept; ++i) MakeHeap(2, 32);
  }

  uint64_t Address() {
    if (!free_addresses_.empty() && Chance(70)) {
      const uint64_t address = free_addresses_.back();
      free_addresses_.pop_back();
      return address;
    }
    return last_address_ += 64;
  }

  void HeapOrOther(int64_t kind) {
    Tick();
    if (kind < 96 && Chance(30)) {
      MakeHeap(1 + Below(4), Below(200));
    } else if (kind < 96) {
      heap_.push_back({.address = Address(), .bytes = Below(200)});
      script_.Alloc({.addr = heap_.back().address, .bytes = heap_.back().bytes, .kind = "heap"});
    } else if (kind < 98 && !heap_.empty()) {
      if (Chance(50)) {
        FreeHeap(Below(Count(heap_)));
        return;
      }
      LiveHeap& heap = Any(heap_);
      trace::Resize resize;
      resize.buffer.addr = heap.address;
      heap.bytes = resize.bytes = Below(300);
      if (Chance(50)) {
        heap.address = Address();
        resize.new_addr = heap.address;
      }
      script_.Add(trace::EventBody(resize));
    } else if (kind == 98) {
      script_.Add(trace::EventBody(trace::Mark{.name = "mark"}));
    } else if (Chance(20)) {
      script_.Add(trace::EventBody(trace::Lost{.count = 1}));
    }
  }

  std::mt19937_64 random_;
  TraceScript script_;
  std::vector<LiveArray> arrays_;
  std::vector<LiveHeap> heap_;
  std::vector<uint64_t> free_addresses_;
  int64_t t_ = 1;
  int64_t threads_ = 1;
  static constexpr int64_t kLargeUnit = 4096;

  int64_t fixed_thread_ = 0;  // of all events for now, unless 0
  int64_t fixed_site_ = 0;
  bool big_ = false;
  int64_t heavy_ = 0;  // of blocks of the heap that matter; 0: there are only small ones
  int64_t last_buffer_ = 0;
  int64_t last_view_ = 0;
  uint64_t last_address_ = 4096;
};

}  // namespace

TraceScript RandomLegalTrace(uint64_t seed) { return Generator(seed).Make(); }

TraceScript RandomIllegalTrace(uint64_t seed, int faults) {
  TraceScript script = RandomLegalTrace(seed);
  std::vector<trace::Event>& events = script.mutable_events();
  std::mt19937_64 random(seed ^ 0x5bd1e995);
  auto any = [&] {
    return static_cast<std::ptrdiff_t>(random() % static_cast<uint64_t>(events.size()));
  };
  for (int i = 0; i < faults; ++i) {
    const auto at = any();
    switch (random() % 4) {
      case 0:
        if (events.size() > 2) events.erase(events.begin() + at);
        break;
      case 1: {
        const trace::Event again = events[static_cast<size_t>(at)];
        events.insert(events.begin() + any(), again);
        break;
      }
      case 2:
        std::swap(events[static_cast<size_t>(at)], events[static_cast<size_t>(any())]);
        break;
      default:
        if (auto* free = std::get_if<trace::Free>(&events[static_cast<size_t>(at)].body)) {
          free->buffer.buf = BufferId(free->buffer.buf.value() + 1);
        }
        break;
    }
  }
  return script;
}

}  // namespace tidemark::analysis
