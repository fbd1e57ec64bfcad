#include "tests/analysis/random_program.h"

#include <algorithm>
#include <utility>

namespace tidemark::analysis {

void RandomProgram::MakeCopy() {
  int64_t from = Below(Count(arrays_));
  if (arrays_[static_cast<size_t>(from)].handles.empty()) return;
  const int64_t handle = Chance(65) ? 0 : Below(Count(arrays_[static_cast<size_t>(from)].handles));
  // By value: making the destination moves the arrays.
  const LiveHandle source = arrays_[static_cast<size_t>(from)].handles[static_cast<size_t>(handle)];
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

void RandomProgram::Pattern() {
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

void RandomProgram::Disturb() {
  if (Chance(12)) Touch(Any(arrays_), Chance(50));
}

int64_t RandomProgram::CopyOfView(int64_t from, const LiveHandle& source, const char* dtype,
                                  const char* reason, const char* op,
                                  const std::vector<int64_t>& shape) {
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

LiveHandle RandomProgram::ViewOf(LiveArray* array, LiveHandle view) {
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

void RandomProgram::TransposeAgain() {
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

void RandomProgram::WriteOut() {
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

void RandomProgram::SaveOperand() {
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

void RandomProgram::Compute() {
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

void RandomProgram::JoinInLoop() {
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

void RandomProgram::CastThereAndBack() {
  const bool widens = Chance(50);
  const int64_t from = MakeArray({2 + Below(9)}, widens ? "f4" : "f8", false);
  const LiveHandle whole = At(from).handles[0];
  const int64_t between =
      CopyOfView(from, whole, widens ? "f8" : "f4", "dtype", "astype", whole.shape);
  const LiveHandle cast = At(between).handles[0];
  Disturb();
  const int64_t last =
      CopyOfView(between, cast, Chance(90) == widens ? "f4" : "f8", "dtype", "astype", cast.shape);
  Disturb();
  Touch(At(last), Chance(15));
  if (Chance(15)) Touch(At(from), true);
  if (Chance(85)) FreeArray(between);
}

void RandomProgram::TellOfGather(LiveArray* source, LiveArray* destination, int64_t src,
                                 int64_t dst) {
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

void RandomProgram::Operate() {
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

}  // namespace tidemark::analysis
