# What a reviewer would otherwise have to look for; the scripts are in tests/style/.

foreach(style banned cppcheck docs format hand layers names shellcheck size)
    hemicycle_command(style_${style} COMMAND tests/style/${style}.sh LABELS style)
endforeach()
hemicycle_command(style_tidy COMMAND tests/style/tidy.sh ${PROJECT_BINARY_DIR} LABELS style)

# script/mutants makes them; that it still can is known at once.
hemicycle_command(mutants_apply COMMAND python3 -B tests/mutants/mutants.py check LABELS objects)

# Sanitizers add variables of their own, so that this one looks at the plain builds.
set(libraries "")
foreach(library base stemmer engine answer indexer_parts searchd_parts)
    get_target_property(type ${library} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
        list(APPEND libraries $<TARGET_FILE:${library}>)
    endif()
endforeach()
hemicycle_command(style_globals COMMAND tests/style/globals.sh ${libraries} LABELS objects)
hemicycle_command(style_dead_symbols COMMAND tests/style/dead_symbols.sh ${PROJECT_BINARY_DIR} LABELS objects)
