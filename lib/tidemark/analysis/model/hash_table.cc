#include "tidemark/analysis/model/hash_table.h"

#include "tidemark/analysis/model/hash_table_internal.h"

namespace tidemark::analysis {

template class HashTable<int64_t, int64_t>;

}  // namespace tidemark::analysis
