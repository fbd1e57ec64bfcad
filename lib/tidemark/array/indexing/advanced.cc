#include "tidemark/array/indexing/advanced.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/indexing/gather_internal.h"
#include "tidemark/array/indexing/indexing.h"
#include "tidemark/array/indexing/position_loop_internal.h"
#include "tidemark/array/indexing/resolved_selector_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// Runs of the part that are shorter are not copied position by position: all positions are gathered
// for each of their elements.
constexpr int64_t kShortPart = 16;

// Where the result's elements lie: along the index's axes, along the part's, and the index's axes
// from the outermost in memory.
struct GatherLayout {
  Dims of_index;
  Dims of_part;
  Dims order;
};

Dims AxesInOrder(int count) {
  Dims order;
  for (int i = 0; i < count; ++i) order.push_back(i);
  return order;
}

// As NumPy lays it out: the index's axes outside in C order, the part's inside in order 'K'. But if
// the part is a single element, the index's axes are in the order of the index arrays' own.
GatherLayout LayOut(const View& view, const ResolvedSelector& selector, bool single) {
  GatherLayout layout;
  layout.order = AxesInOrder(selector.index_shape().size());
  if (!single) {
    const LocalView part(view, selector.data(), selector.part_shape(), selector.part_strides());
    layout.of_part = LikeStrides(part.view(), view.item_size);
    layout.of_index = CStrides(selector.index_shape(), view.item_size * part.view().size);
    return layout;
  }
  std::vector<Dims> strides;
  std::vector<const int64_t*> pointers;
  for (const PositionArray& array : selector.arrays()) {
    strides.push_back(BroadcastStrides(*array.positions, selector.index_shape()));
  }
  for (const Dims& each : strides) pointers.push_back(each.data());
  layout.order = KOrder(selector.index_shape(), pointers);
  layout.of_index = StridesInOrder(selector.index_shape(), layout.order, view.item_size);
  layout.of_part = Dims::Filled(selector.part_shape().size(), view.item_size);
  return layout;
}

// out[i] = the part at distance at[i] (in units of `unit` bytes), for n places that lie `step`
// bytes apart in the result.
class PartMover {
 public:
  PartMover(const ResolvedSelector& selector, const GatherLayout& layout, std::byte* out,
            int64_t step, int64_t item_size)
      : plan_(selector.part_shape(),
              {{out, layout.of_part.data()}, {selector.data(), selector.part_strides().data()}}),
        step_(step),
        item_(item_size) {}

  void Move(int64_t done, const int64_t* at, int64_t unit, int64_t n) const {
    const int64_t first = done * step_;
    plan_.Run([&](std::byte* const* data, const int64_t* strides, int64_t count) {
      std::byte* out = data[0] + first;
      const bool run = count > 1 && strides[0] == item_ && strides[1] == item_;
      if (run) {
        const auto bytes = static_cast<size_t>(count * item_);
        for (int64_t i = 0; i < n; ++i) {
          std::memcpy(out + i * step_, data[1] + at[i] * unit, bytes);
        }
      } else if (count < kShortPart && n >= count) {
        for (int64_t k = 0; k < count; ++k) {
          kernels::Gather(data[1] + k * strides[1], unit, at, out + k * strides[0], step_, n,
                          item_);
        }
      } else {
        for (int64_t i = 0; i < n; ++i) {
          kernels::CopyStrided(data[1] + at[i] * unit, strides[1], out + i * step_, strides[0],
                               count, item_);
        }
      }
    });
  }

 private:
  LoopPlan plan_;
  int64_t step_;
  int64_t item_;
};

// The only index array, seen with its axes in `order`.
LocalView InOrderOf(const View& positions, const Dims& order) {
  Dims shape;
  Dims strides;
  for (const int64_t axis : order) {
    shape.push_back(positions.dims[axis]);
    strides.push_back(positions.dims[positions.ndim + axis]);
  }
  return LocalView(positions, positions.data, shape, strides);
}

// The only index array, if its elements can be used as they lie there; else null.
const PositionArray* OnlyArray(const ResolvedSelector& selector) {
  if (selector.arrays().size() != 1) return nullptr;
  const PositionArray& array = selector.arrays()[0];
  if (Dims(array.positions->shape()) != selector.index_shape()) return nullptr;
  for (int i = 0; i < array.positions->ndim; ++i) {
    if (array.positions->dims[i] > 1 && array.positions->strides()[static_cast<size_t>(i)] == 0) {
      return nullptr;
    }
  }
  return &array;
}

struct Selected {
  const View& view;
  const ResolvedSelector& selector;
  const GatherLayout& layout;
  const SourceLocation& site;
};

AnyArray NewResult(const Selected& what) {
  const Dims shape = what.selector.result_shape();
  const Dims strides = what.selector.Combined(what.layout.of_index, what.layout.of_part);
  return AnyArray::Own(NewOwner({.dtype = what.view.dtype,
                                 .shape = shape,
                                 .strides = strides,
                                 .op = "select",
                                 .site = what.site}));
}

// for_each(move) calls move(at, unit, n) for all places; their positions are within bounds.
template <class ForEach>
AnyArray FilledResult(const Selected& what, ForEach&& for_each) {
  AnyArray out = NewResult(what);
  const int64_t step = out.nbytes() / CheckedSize(what.selector.index_shape(), 1);
  const PartMover mover(what.selector, what.layout, out.view().data, step, what.view.item_size);
  int64_t done = 0;
  for_each([&](const int64_t* at, int64_t unit, int64_t n) {
    for (int64_t seen = 0; seen < n; seen += kChunk) {
      mover.Move(done + seen, at + seen, unit, std::min(kChunk, n - seen));
    }
    done += n;
  });
  NoteCopy(what.view, out.view(), out.nbytes(), CopyReason::kGather, "select", what.site);
  return out;
}

AnyArray GatherOnly(const Selected& what, const PositionArray& only) {
  const auto* places = reinterpret_cast<const int64_t*>(only.positions->data);
  if (only.checked) {
    return FilledResult(what,
                        [&](const auto& move) { move(places, only.stride, only.positions->size); });
  }
  const LocalView ordered = InOrderOf(*only.positions, what.layout.order);
  const Positions positions(ordered.view(), only.extent, only.axis);
  return FilledResult(what, [&](const auto& move) {
    positions.ForEachChunk([&](const int64_t* at, int64_t n) { move(at, only.stride, n); });
  });
}

AnyArray GatherAll(const Selected& what) {
  what.selector.CheckBounds();
  const PositionLoop loop(what.selector, what.layout.order, what.layout.of_index,
                          what.view.item_size);
  return FilledResult(what, [&](const auto& move) {
    loop.ForEachChunk(
        [&](const int64_t* at, const int64_t*, int64_t n) { move(at, loop.unit(), n); });
  });
}

GatherIndex KindOfIndex(const ResolvedSelector& selector, const PositionArray* only) {
  if (selector.arrays().empty()) return GatherIndex::kNone;
  if (only == nullptr) return GatherIndex::kIrregular;
  return Positions(*only->positions, only->extent, only->axis, false).Kind();
}

AnyArray SelectPositions(const AnyArray& a, const Selector& index) {
  const View& view = a.view();
  const ResolvedSelector selector(view, index, "select");
  const int64_t size = CheckedSize(selector.result_shape(), view.item_size);
  const bool single = CheckedSize(selector.part_shape(), view.item_size) == 1;
  const GatherLayout layout = LayOut(view, selector, single);
  const Selected what{view, selector, layout, index.site()};
  const PositionArray* only = OnlyArray(selector);
  AnyArray out = size == 0         ? NewResult(what)
                 : only != nullptr ? GatherOnly(what, *only)
                                   : GatherAll(what);
  if (HooksActive()) {
    SendOp({.name = "select",
            .inputs = selector.inputs(),
            .output = &out.view(),
            .index = size != 0 ? KindOfIndex(selector, only) : GatherIndex::kNone,
            .site = index.site()});
  }
  return out;
}

}  // namespace
}  // namespace array_internal

AnyArray select(const AnyArray& a, const Selector& selector) {
  using array_internal::SelectorKind;
  const SelectorKind kind = array_internal::KindOfSelector(a.view(), selector);
  if (kind == SelectorKind::kWholeMask) {
    return mask(a, *selector.items()[0].array(), selector.site());
  }
  if (kind == SelectorKind::kPositions) return array_internal::SelectPositions(a, selector);
  const std::vector<IndexItem> items = array_internal::BasicItems(selector);
  AnyArray view = basic_index(a, Index(items, selector.site()));
  if (kind == SelectorKind::kBasic) return view;
  return array_internal::CopyOf(view.view(), a.dtype(),
                                array_internal::LikeStrides(view.view(), a.itemsize()),
                                CopyReason::kGather, "select", selector.site());
}

}  // namespace tidemark
