# How tests are registered. A test belongs to this build when one of its labels is in HEMICYCLE_TESTS;
# its CTest name is PRESET.NAME, so that one ctest run can cover several builds (see script/test).

if(POLICY CMP0174) # CMake 3.31: options may be handed on empty
    cmake_policy(SET CMP0174 NEW)
endif()

set(HEMICYCLE_TEST_ENVIRONMENT
    "HEMICYCLE_SOURCE=${PROJECT_SOURCE_DIR}"
    "HEMICYCLE_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
    "HEMICYCLE_PRESET=${HEMICYCLE_PRESET}"
    "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0"
    "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"
    "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1"
    "LC_ALL=C.UTF-8")
if(NOT CMAKE_C_FLAGS MATCHES "-fsanitize") # those write reports; tests/run.sh reads either
    list(APPEND HEMICYCLE_TEST_ENVIRONMENT "HEMICYCLE_CRASH_NOTE=${PROJECT_BINARY_DIR}/tests/crash_note.so")
endif()

# Sets `wanted` in the caller: does this build register tests with these labels?
function(is_test_wanted wanted)
    set(found OFF)
    foreach(label IN LISTS ARGN)
        if(label IN_LIST HEMICYCLE_TESTS)
            set(found ON)
        endif()
    endforeach()
    set(${wanted} ${found} PARENT_SCOPE)
endfunction()

# hemicycle_command(NAME COMMAND word... LABELS label... [TIMEOUT seconds] [PROCESSORS number])
#
# A test that is any command, run by tests/run.sh; exit code 77 means skipped. PROCESSORS: how many it keeps busy,
# if more than one. What may take longest starts first and unit tests last, so that nothing long is left alone at the
# end.
function(hemicycle_command name)
    cmake_parse_arguments(PARSE_ARGV 1 test "" "TIMEOUT;PROCESSORS" "COMMAND;LABELS")
    is_test_wanted(wanted ${test_LABELS})
    if(NOT wanted)
        return()
    endif()
    if(NOT test_TIMEOUT)
        set(test_TIMEOUT 300)
    endif()
    if(NOT test_PROCESSORS)
        set(test_PROCESSORS 1)
    endif()
    set(cost ${test_TIMEOUT})
    if("unit" IN_LIST test_LABELS)
        set(cost 1)
    endif()
    set(test_name ${HEMICYCLE_PRESET}.${name})
    add_test(NAME ${test_name} COMMAND ${PROJECT_SOURCE_DIR}/tests/run.sh ${test_COMMAND}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${test_name} PROPERTIES
        LABELS "${test_LABELS}" TIMEOUT ${test_TIMEOUT} COST ${cost} PROCESSORS ${test_PROCESSORS} SKIP_RETURN_CODE 77
        ENVIRONMENT "${HEMICYCLE_TEST_ENVIRONMENT}")
endfunction()

# hemicycle_test_part(FOLDER/NAME [LIBS library...])
#
# FOLDER/NAME.c for the LIBS of tests, named NAME: compiled once, for all of them, and when one of them is wanted.
function(hemicycle_test_part path)
    get_filename_component(name ${path} NAME)
    cmake_parse_arguments(PARSE_ARGV 1 part "" "" "LIBS")
    add_library(${name} OBJECT EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/${path}.c)
    target_include_directories(${name} SYSTEM PRIVATE ${CMOCKA_INCLUDE_DIR})
    target_link_libraries(${name} PUBLIC build_flags ${part_LIBS})
endfunction()

# hemicycle_test(FOLDER/NAME [SOURCES file.c...] LIBS library... [LABELS label...] [TIMEOUT seconds]
#                [ALLOC_FAULT])
#
# A cmocka program, NAME; SOURCES is FOLDER/NAME.c unless said otherwise, LABELS is unit. With ALLOC_FAULT it can
# refuse memory (tests/faults/alloc_fault.h).
function(hemicycle_test path)
    get_filename_component(name ${path} NAME)
    cmake_parse_arguments(PARSE_ARGV 1 test "ALLOC_FAULT" "TIMEOUT" "SOURCES;LIBS;LABELS")
    if(NOT test_LABELS)
        set(test_LABELS unit)
    endif()
    is_test_wanted(wanted ${test_LABELS})
    if(NOT wanted)
        return()
    endif()
    if(NOT test_SOURCES)
        set(test_SOURCES ${path}.c)
    endif()
    add_executable(${name} ${test_SOURCES})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    target_include_directories(${name} SYSTEM PRIVATE ${CMOCKA_INCLUDE_DIR})
    target_link_libraries(${name} PRIVATE build_flags ${test_LIBS} ${CMOCKA_LIBRARIES})
    if("unit" IN_LIST test_LABELS) # the longer ones compute much themselves
        leave_cold(${name} tests)
    endif()
    if(test_ALLOC_FAULT)
        target_link_libraries(${name} PRIVATE alloc_fault)
        target_link_options(${name} PRIVATE
            LINKER:--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc)
    endif()
    hemicycle_command(${name} COMMAND $<TARGET_FILE:${name}> LABELS ${test_LABELS} TIMEOUT "${test_TIMEOUT}")
endfunction()

# hemicycle_bats(NAME FILE.bats [LABELS label...] [TIMEOUT seconds] [PROCESSORS number])
#
# A whole-program test; it finds the programs in $HEMICYCLE_BIN and the tree in $HEMICYCLE_SOURCE.
function(hemicycle_bats name file)
    cmake_parse_arguments(PARSE_ARGV 2 test "" "TIMEOUT;PROCESSORS" "LABELS")
    if(NOT test_LABELS)
        set(test_LABELS integration)
    endif()
    hemicycle_command(${name} COMMAND bats ${CMAKE_CURRENT_SOURCE_DIR}/${file}
        LABELS ${test_LABELS} TIMEOUT "${test_TIMEOUT}" PROCESSORS "${test_PROCESSORS}")
endfunction()
