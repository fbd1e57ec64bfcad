#include "tidemark/analysis/analyze.h"
