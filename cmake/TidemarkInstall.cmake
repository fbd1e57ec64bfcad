# Installs the libraries as a CMake package with one component per library, and the command.
#
#   find_package(tidemark CONFIG REQUIRED COMPONENTS array record)
#   target_link_libraries(program PRIVATE tidemark::array tidemark::record)
#
# Every component has an export file of its own, so that a program that records does not need what
# only a reader of traces needs. The packages that a component depends on are read from its link
# libraries: a new dependency needs at most a new row in TIDEMARK_PACKAGE_OF.
#
# What people run is of the install component `runtime`, the Python package of `python`, what they build
# with of `dev`, which is the default (TidemarkPackages.cmake makes a package of each).
include(CMakePackageConfigHelpers)
include(TidemarkPkgConfig)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME dev)

# Target namespace, and what find_dependency has to be called with.
set(TIDEMARK_PACKAGE_OF_absl "absl CONFIG")
set(TIDEMARK_PACKAGE_OF_simdjson "simdjson CONFIG")
set(TIDEMARK_PACKAGE_OF_zstd "zstd CONFIG")
set(TIDEMARK_PACKAGE_OF_ZLIB "ZLIB")
set(TIDEMARK_PACKAGE_OF_Threads "Threads")
set(TIDEMARK_PACKAGE_OF_LibDw "LibDw")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tidemark)
get_property(libraries GLOBAL PROPERTY TIDEMARK_LIBRARIES)
set(TIDEMARK_COMPONENT_TABLE "")

# Sets `out` to the arguments of find_dependency, one entry a package, that `target` needs.
function(tidemark_packages_of target out)
  set(packages)
  get_target_property(private ${target} LINK_LIBRARIES)
  get_target_property(public ${target} INTERFACE_LINK_LIBRARIES)
  foreach(item IN LISTS private public)
    if(item MATCHES "BUILD_INTERFACE" OR NOT item MATCHES "([A-Za-z0-9_]+)::")
      continue()
    endif()
    set(namespace ${CMAKE_MATCH_1})
    if(namespace STREQUAL tidemark)
      continue()
    endif()
    if(NOT DEFINED TIDEMARK_PACKAGE_OF_${namespace})
      message(FATAL_ERROR "${target} links ${item}: cmake/TidemarkInstall.cmake does not know which "
                          "package it is of")
    endif()
    list(APPEND packages "${TIDEMARK_PACKAGE_OF_${namespace}}")
  endforeach()
  list(REMOVE_DUPLICATES packages)
  set(${out} "${packages}" PARENT_SCOPE)
endfunction()

foreach(library IN LISTS libraries)
  set(targets tidemark_${library})
  tidemark_packages_of(tidemark_${library} packages)
  if(library STREQUAL trace)
    list(APPEND targets tidemark_zstd)
    list(APPEND packages "${TIDEMARK_PACKAGE_OF_zstd}")
  endif()
  install(TARGETS ${targets} EXPORT tidemark-${library}-targets
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime)
  install(EXPORT tidemark-${library}-targets NAMESPACE tidemark:: DESTINATION ${package_dir}
          FILE tidemark-${library}-targets.cmake)
  foreach(header IN LISTS TIDEMARK_PUBLIC_HEADERS_${library})
    cmake_path(GET header PARENT_PATH room)
    install(FILES ${PROJECT_SOURCE_DIR}/lib/tidemark/${library}/${header}
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tidemark/${library}/${room})
  endforeach()
  tidemark_install_pkg_config(${library})
  list(REMOVE_DUPLICATES packages)
  list(JOIN TIDEMARK_MAY_USE_${library} " " uses)
  string(APPEND TIDEMARK_COMPONENT_TABLE "set(_tidemark_uses_${library} ${uses})\n"
                                         "set(_tidemark_needs_${library} \"${packages}\")\n")
endforeach()
list(JOIN libraries " " TIDEMARK_COMPONENTS)

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/tidemarkConfig.cmake.in ${PROJECT_BINARY_DIR}/tidemarkConfig.cmake
  INSTALL_DESTINATION ${package_dir})
# While the major version is 0, a new minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tidemarkConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tidemarkConfig.cmake
              ${PROJECT_BINARY_DIR}/tidemarkConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindLibDw.cmake
              ${PROJECT_SOURCE_DIR}/cmake/TidemarkMemoryTest.cmake
              ${PROJECT_SOURCE_DIR}/cmake/tidemark_memory_test.sh DESTINATION ${package_dir})
if(TARGET tidemark_numpy)
  install(TARGETS tidemark_session LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime)
  # The Python package, for the system's Python, and what tells pip and pytest of it.
  set(python_packages lib/python3/dist-packages)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/lib/tidemark/numpy/python/tidemark
          DESTINATION ${python_packages} COMPONENT python PATTERN __pycache__ EXCLUDE)
  set(python_info ${PROJECT_BINARY_DIR}/tidemark-${PROJECT_VERSION}.dist-info)
  file(WRITE ${python_info}/METADATA
       "Metadata-Version: 2.1\nName: tidemark\nVersion: ${PROJECT_VERSION}\n")
  file(WRITE ${python_info}/entry_points.txt "[pytest11]\ntidemark.pytest_plugin = tidemark.pytest_plugin\n")
  install(DIRECTORY ${python_info} DESTINATION ${python_packages} COMPONENT python)
endif()
# A wheel (pyproject.toml) holds the command and what it preloads, in a folder of the Python package.
if(SKBUILD AND TARGET tidemark AND TARGET tidemark_numpy)
  install(TARGETS tidemark RUNTIME DESTINATION tidemark/_native/bin COMPONENT python-wheel)
  install(TARGETS tidemark_malloc tidemark_numpy tidemark_session
          LIBRARY DESTINATION tidemark/_native/lib COMPONENT python-wheel)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
if(TARGET tidemark)
  install(TARGETS tidemark EXPORT tidemark-command-targets
          RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
  install(EXPORT tidemark-command-targets NAMESPACE tidemark:: DESTINATION ${package_dir})
  # The JSON Schemas, as the command has them.
  if(EXISTS ${PROJECT_SOURCE_DIR}/tools/tidemark/schema_command.cc)
    set(schemas)
    foreach(name trace report config baseline check diff fit)
      set(schema ${PROJECT_BINARY_DIR}/schemas/${name}.schema.json)
      add_custom_command(OUTPUT ${schema} DEPENDS tidemark VERBATIM
                         COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/schemas
                         COMMAND tidemark schema ${name} -o ${schema})
      list(APPEND schemas ${schema})
    endforeach()
    add_custom_target(tidemark_schemas ALL DEPENDS ${schemas})
    install(FILES ${schemas} DESTINATION ${CMAKE_INSTALL_DATADIR}/tidemark/schemas
            COMPONENT runtime)
  endif()
endif()
