// Nothing: the library tidemark_test_precompiled is there for its precompiled headers.
