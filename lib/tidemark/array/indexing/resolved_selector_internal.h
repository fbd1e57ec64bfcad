// A selector brought together with the array that it indexes: what remains of the array when each
// index array picks one element (the part), and the index arrays as positions along axes.
//
// Made by select and assign_selected; integers are in the part's address already, a mask has been
// turned into positions.
//
// Ownership: borrows the array and the selector. Errors: those of advanced.h, but that positions
//   are checked by CheckBounds.
#ifndef TIDEMARK_ARRAY_INDEXING_RESOLVED_SELECTOR_INTERNAL_H_
#define TIDEMARK_ARRAY_INDEXING_RESOLVED_SELECTOR_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <vector>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/selector.h"

namespace tidemark::array_internal {

// What a selector asks for.
enum class SelectorKind : uint8_t {
  kBasic,      // no array
  kSingle,     // arrays, but each of them a single integer: as basic, though a copy
  kWholeMask,  // one mask, with as many axes as the array
  kPositions,  // anything else
};
SelectorKind KindOfSelector(const View& view, const Selector& selector);

// For kBasic and kSingle: the items of the basic index.
std::vector<IndexItem> BasicItems(const Selector& selector);

// An array of positions along one axis.
struct PositionArray {
  const View* positions = nullptr;  // of integers
  int64_t stride = 0;               // bytes from one position to the next
  int64_t extent = 0;               // of the axis; what a negative position is counted from
  int axis = 0;
  bool checked = false;  // made of a mask: int64, contiguous and within bounds
};

class ResolvedSelector {
 public:
  // For kPositions. The positions of masks are arrays that are made here, with their alloc events.
  ResolvedSelector(const View& view, const Selector& selector, const char* op);

  std::byte* data() const { return data_; }
  const Dims& part_shape() const { return part_shape_; }
  const Dims& part_strides() const { return part_strides_; }
  std::span<const PositionArray> arrays() const { return arrays_; }
  // The common shape of the index arrays, and which axis of the result is the first of them.
  const Dims& index_shape() const { return index_shape_; }
  int index_axis() const { return index_axis_; }
  Dims result_shape() const { return Combined(index_shape_, part_shape_); }
  // Values for the index's axes and for the part's in the order of the result's axes; and back.
  Dims Combined(const Dims& of_index, const Dims& of_part) const;
  void Separate(std::span<const int64_t> of_result, Dims& of_index, Dims& of_part) const;

  // The array and the arrays among the items, for events.
  std::span<const View* const> inputs() const { return inputs_; }

  // Throws IndexError for a position out of bounds.
  void CheckBounds() const;
  // Replaces the positions that writing to `view` would change by copies, with their events.
  void SavePositions(const View& view, const char* op, SourceLocation site);

 private:
  void AddItem(const View& view, const SelectorItem& item);
  void AddBasic(const View& view, const IndexItem& item);
  void AddArray(const View& view, const View& positions);
  void AddMask(const View& view, const View& mask);
  void AddInteger(const View& view, int64_t position);
  void KeepAxes(const View& view, int count);
  void JoinIndex();  // an index array or integer stands here
  void BroadcastIndexShapes();
  const View& Keep(AnyArray made);

  std::byte* data_ = nullptr;
  Dims part_shape_;
  Dims part_strides_;
  std::vector<PositionArray> arrays_;
  std::vector<Dims> shapes_;  // of all index arrays, as users know them
  Dims index_shape_;
  int index_axis_ = 0;
  std::vector<const View*> inputs_;

  const char* op_;
  SourceLocation site_;
  int axis_ = 0;     // of the array, the next to be consumed
  int skipped_ = 0;  // how many axes the ellipsis stands for
  enum class Place : uint8_t { kBefore, kWithin, kBehind, kApart } place_ = Place::kBefore;
  std::list<View> lists_;  // over the lists among the items, which are no arrays of ours
  std::vector<AnyArray> kept_;
};

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_INDEXING_RESOLVED_SELECTOR_INTERNAL_H_
