// XML whose elements named question, in any case and namespace, are questions: the Assemblée's, nosdéputés.fr's.
#ifndef INDEXER_SOURCES_AN_XML_H
#define INDEXER_SOURCES_AN_XML_H

#include "indexer/sources/an/leaves.h"
#include "indexer/sources/source.h"

// Each of these elements, outermost ones, as its leaves and the line it begins in, to `take`. The input may be of any
// size; leaves and the input's arena are emptied behind each. What is no XML is rejected.
enum status an_xml_each(const struct source_input *input, const struct source_sink *sink,
                        enum status (*take)(struct an_leaves *leaves, uint32_t line,
                                            const struct source_input *input,
                                            const struct source_sink *sink, struct error *err),
                        struct error *err) STATUS_NODISCARD;

#endif
