# Debian packages: `cpack -G DEB` in the build folder makes
#
#   tidemark          the command, what it preloads into programs, the JSON Schemas
#   python3-tidemark  the Python package: `python3 -m tidemark`, recording in a process, the pytest plugin
#   libtidemark-dev   headers, static libraries, what CMake and pkg-config find them by
#
# They install to /usr, and are of the build as it is: the preset `release` is meant for them. Who is
# asked about a package is who makes it: TIDEMARK_PACKAGE_CONTACT, unless told otherwise what dpkg's tools
# take (DEBFULLNAME, DEBEMAIL), and else who made the last commit. Without, cpack says that the maintainer
# is missing; `cpack -G DEB -D "CPACK_PACKAGE_CONTACT=NAME <ADDRESS>"` names one then.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
set(TIDEMARK_PACKAGE_CONTACT "" CACHE STRING "Maintainer of the Debian packages: NAME <ADDRESS>")
set(contact "${TIDEMARK_PACKAGE_CONTACT}")
if(NOT contact AND DEFINED ENV{DEBFULLNAME} AND DEFINED ENV{DEBEMAIL})
  set(contact "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
find_package(Git QUIET)
if(NOT contact AND Git_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} log -1 "--format=%aN <%aE>"
                  OUTPUT_VARIABLE contact OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
set(CPACK_PACKAGE_NAME tidemark)
set(CPACK_PACKAGE_VENDOR tidemark)
if(contact)
  set(CPACK_PACKAGE_CONTACT "${contact}")
endif()
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "memory profiling for array programs, and a gate for CI")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_COMPONENTS_ALL runtime python dev)
set(CPACK_GENERATOR DEB)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME tidemark)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
    "Shows where a program's memory goes: the peak and who held it, copies that nobody
needed, leaks. Fails a build when a program takes more than it may.")
set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-tidemark)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "tidemark (= ${PROJECT_VERSION}), python3 (>= 3.9)")
set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS "python3-numpy")
set(CPACK_COMPONENT_PYTHON_DESCRIPTION
    "Where a NumPy program's memory goes: python3 -m tidemark, recording a part of a process,
cells of notebooks, and a pytest plugin with limits on the memory of tests.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libtidemark-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
# The command is of the exact version: CMake and the memory tests find it by these files.
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
    "tidemark (= ${PROJECT_VERSION}), libabsl-dev, libsimdjson-dev, libzstd-dev, zlib1g-dev, libdw-dev, libelf-dev")
set(CPACK_COMPONENT_DEV_DESCRIPTION
    "Headers and static libraries of tidemark: arrays, recording, analysis, the gate, test
matchers; for CMake (find_package, tidemark_add_memory_test) and pkg-config.")
include(CPack)
