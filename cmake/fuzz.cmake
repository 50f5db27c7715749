# hemicycle_fuzz(NAME LIBS library... [TIMES count] [SEEDS folder])
#
# The fuzz target tests/fuzz/fuzz_NAME.c, which defines LLVMFuzzerTestOneInput. With HEMICYCLE_LIBFUZZER it
# becomes a libFuzzer program, and its test fuzzes for HEMICYCLE_FUZZ_SECONDS, starting from tests/seeds/NAME
# and, below tests, another folder of inputs (what it finds new stays in the build folder). Without,
# standalone_main.c replays the seeds and simple mutations of them, TIMES of each, which any compiler can do in
# a moment.
set(HEMICYCLE_FUZZ_SECONDS 30 CACHE STRING "How long each fuzz target runs under libFuzzer")

function(hemicycle_fuzz name)
    cmake_parse_arguments(PARSE_ARGV 1 fuzz "" "TIMES;SEEDS" "LIBS")
    is_test_wanted(wanted fuzz)
    if(NOT wanted)
        return()
    endif()
    set(target fuzz_${name})
    set(seeds ${PROJECT_SOURCE_DIR}/tests/seeds/${name})
    if(fuzz_SEEDS)
        list(APPEND seeds ${PROJECT_SOURCE_DIR}/tests/${fuzz_SEEDS})
    endif()
    add_executable(${target} ${target}.c)
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
    target_link_libraries(${target} PRIVATE build_flags ${fuzz_LIBS})
    if(HEMICYCLE_LIBFUZZER)
        set(found ${PROJECT_BINARY_DIR}/fuzz/${name}.corpus)
        file(MAKE_DIRECTORY ${found})
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
        hemicycle_command(${target} LABELS fuzz TIMEOUT 900
            COMMAND $<TARGET_FILE:${target}> -max_total_time=${HEMICYCLE_FUZZ_SECONDS} -max_len=65536 -timeout=10
                -print_final_stats=1 -artifact_prefix=${PROJECT_BINARY_DIR}/fuzz/${name}-
                ${found} ${seeds})
    else()
        target_link_libraries(${target} PRIVATE standalone_main)
        if(fuzz_TIMES)
            set(times -n ${fuzz_TIMES})
        endif()
        hemicycle_command(${target} COMMAND $<TARGET_FILE:${target}> ${times} ${seeds} LABELS fuzz)
    endif()
endfunction()
