# A pkg-config file for each library, for builds without CMake:
#
#   g++ -std=c++20 program.cc $(pkg-config --cflags --libs tidemark-array tidemark-record)
#
# The libraries are static, so a program links all that they need: everything is under Requires and
# Libs. As in TidemarkInstall.cmake it is read from the libraries' own link libraries. The files name no
# folder of the machine: an installed tree can be moved.

# pkg-config's modules for what is linked from outside; `absl::x` is the module absl_x.
set(TIDEMARK_MODULES_OF_simdjson::simdjson simdjson)
set(TIDEMARK_MODULES_OF_tidemark_zstd libzstd)
set(TIDEMARK_MODULES_OF_ZLIB::ZLIB zlib)
set(TIDEMARK_MODULES_OF_LibDw::LibDw libdw libelf)
set(TIDEMARK_MODULES_OF_GTest::gtest gtest)
set(TIDEMARK_MODULES_OF_GTest::gmock gmock)
set(TIDEMARK_MODULES_OF_benchmark::benchmark benchmark)

# Sets `requires` and `libs` to what the link libraries `items` of `library` come to.
function(tidemark_pkg_config_links library items requires libs)
  set(modules)
  set(flags)
  foreach(item IN LISTS items)
    string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" item "${item}")
    # "::@(…)" is CMake's note on the folder whose CMakeLists.txt added what follows.
    if(item MATCHES "^\\$<BUILD_INTERFACE:" OR item MATCHES "^::@" OR item STREQUAL "")
      continue()
    elseif(item MATCHES "^tidemark::(.*)$")
      list(APPEND modules tidemark-${CMAKE_MATCH_1})
    elseif(item MATCHES "^absl::(.*)$")
      list(APPEND modules absl_${CMAKE_MATCH_1})
    elseif(item STREQUAL Threads::Threads)
      list(APPEND flags -pthread)
    elseif(DEFINED TIDEMARK_MODULES_OF_${item})
      list(APPEND modules ${TIDEMARK_MODULES_OF_${item}})
    elseif(item MATCHES "^[a-z0-9_]+$" AND NOT TARGET ${item})  # of the C library
      list(APPEND flags -l${item})
    else()
      message(FATAL_ERROR "${library} links ${item}: cmake/TidemarkPkgConfig.cmake does not know "
                          "which pkg-config module that is")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES modules)
  list(REMOVE_DUPLICATES flags)
  list(JOIN modules " " modules)
  list(JOIN flags " " flags)
  set(${requires} "${modules}" PARENT_SCOPE)
  set(${libs} "${flags}" PARENT_SCOPE)
endfunction()

# Installs tidemark-<library>.pc.
function(tidemark_install_pkg_config library)
  set(target tidemark_${library})
  foreach(property IN ITEMS TYPE LINK_LIBRARIES INTERFACE_LINK_LIBRARIES INTERFACE_LINK_OPTIONS
                            INTERFACE_COMPILE_DEFINITIONS)
    get_target_property(${property} ${target} ${property})
    if(NOT ${property})
      set(${property})
    endif()
  endforeach()
  # Of a shared library a program needs nothing that is inside.
  set(items ${INTERFACE_LINK_LIBRARIES})
  if(NOT TYPE STREQUAL "SHARED_LIBRARY")
    list(APPEND items ${LINK_LIBRARIES})
  endif()
  tidemark_pkg_config_links(${library} "${items}" requires libs)
  set(own)
  if(NOT TYPE STREQUAL "INTERFACE_LIBRARY")
    set(own "-L\${libdir} -l${target} ")
  endif()
  list(TRANSFORM INTERFACE_LINK_OPTIONS REPLACE "^LINKER:" "-Wl,")
  list(TRANSFORM INTERFACE_COMPILE_DEFINITIONS PREPEND -D)
  list(JOIN INTERFACE_LINK_OPTIONS " " options)
  list(JOIN INTERFACE_COMPILE_DEFINITIONS " " definitions)
  if(options)
    string(APPEND options " ")
  endif()
  # From the folder of the file to the prefix.
  file(RELATIVE_PATH up /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)
  string(REGEX REPLACE "/$" "" up "${up}")
  set(file ${PROJECT_BINARY_DIR}/pkgconfig/tidemark-${library}.pc)
  file(CONFIGURE OUTPUT ${file} @ONLY CONTENT [[
prefix=${pcfiledir}/@up@
libdir=${prefix}/@CMAKE_INSTALL_LIBDIR@
includedir=${prefix}/@CMAKE_INSTALL_INCLUDEDIR@

Name: tidemark-@library@
Description: Memory profiling for array programs: the library @library@ (C++20)
Version: @PROJECT_VERSION@
Requires: @requires@
Cflags: -I${includedir} @definitions@
Libs: @options@@own@@libs@
]])
  install(FILES ${file} DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
