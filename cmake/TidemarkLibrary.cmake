# tidemark_add_library, tidemark_add_test and tidemark_add_benchmark.
#
# The law of dependencies is defined here and nowhere else: a library may name in DEPS only the
# libraries that TIDEMARK_MAY_USE_<name> lists. Anything else stops the configuration.
set(TIDEMARK_MAY_USE_base "")
set(TIDEMARK_MAY_USE_memory base)
set(TIDEMARK_MAY_USE_array memory)
set(TIDEMARK_MAY_USE_trace base)
set(TIDEMARK_MAY_USE_bridge "")
set(TIDEMARK_MAY_USE_record bridge memory trace)
set(TIDEMARK_MAY_USE_malloc record)
set(TIDEMARK_MAY_USE_numpy bridge)
set(TIDEMARK_MAY_USE_kokkos bridge)
set(TIDEMARK_MAY_USE_analysis trace)
set(TIDEMARK_MAY_USE_report analysis)
set(TIDEMARK_MAY_USE_page report)
set(TIDEMARK_MAY_USE_merge analysis report)
set(TIDEMARK_MAY_USE_exports merge)
set(TIDEMARK_MAY_USE_gate analysis)
set(TIDEMARK_MAY_USE_redact analysis)
set(TIDEMARK_MAY_USE_testing array)

# The same law inside the larger libraries: the rooms of a library, and what each of them may
# include of the others. The files beside a library's CMakeLists.txt may include all of its rooms
# and are included by none. A folder in one of these libraries that has no row here is an error.
set(TIDEMARK_ROOMS_array core kernels layout indexing arrange random ops sorting statistics linalg io typed)
set(TIDEMARK_MAY_USE_array/core "")
set(TIDEMARK_MAY_USE_array/kernels core)
set(TIDEMARK_MAY_USE_array/layout core)
set(TIDEMARK_MAY_USE_array/indexing layout kernels)
set(TIDEMARK_MAY_USE_array/arrange indexing)
set(TIDEMARK_MAY_USE_array/random indexing)
set(TIDEMARK_MAY_USE_array/ops indexing)
set(TIDEMARK_MAY_USE_array/sorting ops)
set(TIDEMARK_MAY_USE_array/statistics sorting)
set(TIDEMARK_MAY_USE_array/linalg ops)
set(TIDEMARK_MAY_USE_array/io ops)
set(TIDEMARK_MAY_USE_array/typed arrange random statistics linalg io)

set(TIDEMARK_ROOMS_trace model io pipeline json binary heaptrack)
set(TIDEMARK_MAY_USE_trace/model "")
set(TIDEMARK_MAY_USE_trace/io "")
set(TIDEMARK_MAY_USE_trace/pipeline "")
set(TIDEMARK_MAY_USE_trace/json model io pipeline)
set(TIDEMARK_MAY_USE_trace/binary json)
set(TIDEMARK_MAY_USE_trace/heaptrack model io)

set(TIDEMARK_ROOMS_record os stack buffer sink recording events)
set(TIDEMARK_MAY_USE_record/os "")
set(TIDEMARK_MAY_USE_record/stack os)
set(TIDEMARK_MAY_USE_record/buffer stack)
set(TIDEMARK_MAY_USE_record/sink buffer)
set(TIDEMARK_MAY_USE_record/recording sink)
set(TIDEMARK_MAY_USE_record/events recording)

set(TIDEMARK_ROOMS_analysis symbols model metrics rules what_if passes)
set(TIDEMARK_MAY_USE_analysis/symbols "")
set(TIDEMARK_MAY_USE_analysis/model symbols)
set(TIDEMARK_MAY_USE_analysis/metrics model)
set(TIDEMARK_MAY_USE_analysis/rules metrics)
set(TIDEMARK_MAY_USE_analysis/what_if model)
set(TIDEMARK_MAY_USE_analysis/passes rules what_if)

set(TIDEMARK_ROOMS_gate sites metrics growth limits baseline judge formats)
set(TIDEMARK_MAY_USE_gate/sites "")
set(TIDEMARK_MAY_USE_gate/metrics sites)
set(TIDEMARK_MAY_USE_gate/growth metrics)
set(TIDEMARK_MAY_USE_gate/limits growth)
set(TIDEMARK_MAY_USE_gate/baseline metrics)
set(TIDEMARK_MAY_USE_gate/judge limits baseline)
set(TIDEMARK_MAY_USE_gate/formats judge)

include(${CMAKE_CURRENT_LIST_DIR}/TidemarkPublicHeaders.cmake)

# The libraries that the interposer takes single object files out of. They are not compiled several
# sources at a time while there is an interposer: an object of one source must not bring along what
# another source needs of Abseil.
set(TIDEMARK_PARTS_OF_THE_INTERPOSER base memory trace record)

# tidemark_unite(<target> [ALONE <source>…])
#
# Has the sources of `target` compiled TIDEMARK_UNITY_BATCH at a time, except ALONE. What is declared
# in the anonymous namespaces of a target's sources must have different names then (a rule of analysis
# has a namespace of its own); a source that cannot have that is listed under ALONE. -Wshadow is off in
# such a build (TidemarkOptions.cmake): a local name may be that of a function of another source.
function(tidemark_unite target)
  cmake_parse_arguments(ARG "" "" "ALONE" ${ARGN})
  if(TIDEMARK_UNITY_BATCH GREATER 1)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON
                                               UNITY_BUILD_BATCH_SIZE ${TIDEMARK_UNITY_BATCH})
    set_property(SOURCE ${ARG_ALONE} PROPERTY SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()

# tidemark_add_library(NAME <folder> [SOURCES …] [ALONE …] [DEPS <folder>…]
#                      [PUBLIC_LINK <target>…] [PRIVATE_LINK <target>…])
#
# Defines the target tidemark_<folder> with the alias tidemark::<folder>. Its public headers are those
# of cmake/TidemarkPublicHeaders.cmake. Without SOURCES the library is header-only. DEPS are this
# project's libraries and are public. ALONE: sources that are never compiled together with others
# (tidemark_unite).
function(tidemark_add_library)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;ALONE;DEPS;PUBLIC_LINK;PRIVATE_LINK" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tidemark_add_library(${ARG_NAME}): unknown arguments ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT DEFINED TIDEMARK_MAY_USE_${ARG_NAME})
    message(FATAL_ERROR "tidemark_add_library: '${ARG_NAME}' has no row in the law of dependencies "
                        "(cmake/TidemarkLibrary.cmake)")
  endif()
  foreach(dep IN LISTS ARG_DEPS)
    if(NOT dep IN_LIST TIDEMARK_MAY_USE_${ARG_NAME})
      message(FATAL_ERROR "tidemark_add_library: '${ARG_NAME}' may not depend on '${dep}'; it may use: "
                          "'${TIDEMARK_MAY_USE_${ARG_NAME}}' (cmake/TidemarkLibrary.cmake)")
    endif()
  endforeach()
  foreach(header IN LISTS TIDEMARK_PUBLIC_HEADERS_${ARG_NAME})
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${header})
      message(FATAL_ERROR "tidemark_add_library: the public header ${header} of '${ARG_NAME}' does not "
                          "exist (cmake/TidemarkPublicHeaders.cmake)")
    endif()
  endforeach()
  set(target tidemark_${ARG_NAME})
  list(TRANSFORM ARG_DEPS PREPEND tidemark:: OUTPUT_VARIABLE deps)
  if(ARG_SOURCES OR ARG_ALONE)
    add_library(${target} ${ARG_SOURCES} ${ARG_ALONE})
    target_link_libraries(${target} PUBLIC ${deps} ${ARG_PUBLIC_LINK}
                          PRIVATE $<BUILD_INTERFACE:tidemark_warnings> ${ARG_PRIVATE_LINK})
    target_link_libraries(${target} PUBLIC $<BUILD_INTERFACE:tidemark_sanitizers>)
    set(scope PUBLIC)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    if(TIDEMARK_SANITIZE OR NOT ARG_NAME IN_LIST TIDEMARK_PARTS_OF_THE_INTERPOSER)
      tidemark_unite(${target} ALONE ${ARG_ALONE})
    endif()
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${deps} ${ARG_PUBLIC_LINK} ${ARG_PRIVATE_LINK})
    set(scope INTERFACE)
  endif()
  add_library(tidemark::${ARG_NAME} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${ARG_NAME})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/lib>
                             $<INSTALL_INTERFACE:include>)
  set_property(GLOBAL APPEND PROPERTY TIDEMARK_LIBRARIES ${ARG_NAME})
endfunction()

# tidemark_add_test_objects(<target> SOURCES … [LINK …])
#
# What several tests need, compiled once, optimised as the libraries are. LINK: what the sources
# include; a test that takes the objects (OBJECTS) links it itself.
function(tidemark_add_test_objects target)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${target} OBJECT ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_LINK} tidemark_warnings tidemark_sanitizers
                                          GTest::gmock GTest::gtest)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_features(${target} PRIVATE cxx_std_20)
endfunction()

# tidemark_add_test(NAME <library> SOURCES … [ALONE …] [OPTIMIZED …] [OBJECTS <target>…] [LINK …]
#                   [LABELS …] [TIMEOUT s])
#
# One test executable per library, tidemark_<library>_test; every GoogleTest case becomes a ctest
# case, labelled with the library's name and LABELS. With AddressSanitizer, where to start a process
# takes longer than most cases, the executable is one case. Tests with the label `threads` are those that
# ThreadSanitizer has something to say about: the preset tsan builds and runs these only.
#
# SOURCES are compiled with TIDEMARK_TEST_OPTIONS and the precompiled headers of all tests, and
# several at a time (tidemark_unite), ALONE one at a time. OPTIMIZED, whose own work takes long, are
# optimised as the libraries are. OBJECTS: of tidemark_add_test_objects.
function(tidemark_add_test)
  cmake_parse_arguments(ARG "" "NAME;TIMEOUT" "SOURCES;ALONE;OPTIMIZED;OBJECTS;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set(target tidemark_${ARG_NAME}_test)
  add_executable(${target} ${ARG_SOURCES} ${ARG_ALONE})
  target_link_libraries(${target} PRIVATE ${ARG_LINK} tidemark_warnings tidemark_sanitizers
                        tidemark_fast_linker GTest::gmock GTest::gtest_main)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${target} PRIVATE
                             TIDEMARK_TEST_DATA_DIR="${PROJECT_SOURCE_DIR}/tests/data")
  target_compile_options(${target} PRIVATE ${TIDEMARK_TEST_OPTIONS})
  if(ARG_OPTIMIZED)
    tidemark_add_test_objects(${target}_optimized SOURCES ${ARG_OPTIMIZED} LINK ${ARG_LINK})
    target_compile_definitions(${target}_optimized
                               PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
    list(APPEND ARG_OBJECTS ${target}_optimized)
  endif()
  # Of an inline function that several objects have, the linker takes the first one. Those that are
  # compiled together come before all others of a target, so these are linked as options, which come
  # first of all.
  foreach(objects IN LISTS ARG_OBJECTS)
    add_dependencies(${target} ${objects})
    target_link_options(${target} PRIVATE $<TARGET_OBJECTS:${objects}>)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS $<TARGET_OBJECTS:${objects}>)
  endforeach()
  target_precompile_headers(${target} REUSE_FROM tidemark_test_precompiled)
  tidemark_unite(${target} ALONE ${ARG_ALONE})
  if(threads IN_LIST ARG_LABELS)
    add_dependencies(tidemark_threads_tests ${target})
  endif()
  if(TIDEMARK_SANITIZE MATCHES address)
    add_test(NAME ${ARG_NAME} COMMAND ${target} --gtest_brief=1)
    set_tests_properties(${ARG_NAME} PROPERTIES LABELS "${ARG_NAME};${ARG_LABELS}" TIMEOUT 900)
    return()
  endif()
  gtest_discover_tests(${target} DISCOVERY_TIMEOUT 120 PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  # A list does not pass through gtest_discover_tests, so ctest sets the labels when it has found out
  # which tests there are.
  set(labels_file "${CMAKE_CURRENT_BINARY_DIR}/${target}_labels.cmake")
  file(CONFIGURE OUTPUT "${labels_file}" @ONLY CONTENT [[
foreach(test IN LISTS @target@_TESTS)
  set_tests_properties("${test}" PROPERTIES LABELS "@ARG_NAME@;@ARG_LABELS@")
endforeach()
]])
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels_file}")
endfunction()

# tidemark_add_benchmark(NAME <name> SOURCES … [LINK …])
function(tidemark_add_benchmark)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;LINK" ${ARGN})
  set(target tidemark_${ARG_NAME}_benchmark)
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_LINK} tidemark_warnings benchmark::benchmark)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()
