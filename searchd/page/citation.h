// How to cite an exchange: four forms of one reference, each with permalink and date of access.
#ifndef SEARCHD_PAGE_CITATION_H
#define SEARCHD_PAGE_CITATION_H

#include "base/buf.h"
#include "base/slice.h"
#include "engine/exchange.h"

#include <stdint.h>

struct citation {
    const struct exchange *exchange;
    struct slice permalink; // absolute
    uint32_t accessed;      // today
};

// « Question écrite n° 516 (2022-2023) 1 d’Amandine Pavet à Christie Morreale, 19 juin 2023 ; réponse
// du 13 juillet 2023. » For descriptions: without title, address and date of access.
void citation_summary(struct buf *out, const struct citation *citation);

// « Question écrite n° 516 (2022-2023) 1 d’Amandine Pavet à Christie Morreale, 19 juin 2023, « … » ;
// réponse du 13 juillet 2023. https://… (consulté le 2 août 2025). »
void citation_french(struct buf *out, const struct citation *citation);

// ISO 690:2021, as French-speaking libraries set it: "PAVET, Amandine. …. [en ligne]. … "
void citation_iso690(struct buf *out, const struct citation *citation);

// A @misc entry, UTF-8, with TeX's special characters escaped.
void citation_bibtex(struct buf *out, const struct citation *citation);

// An array with one item of the Citation Style Language's JSON (Zotero and pandoc read it).
void citation_csl_json(struct buf *out, const struct citation *citation);

#endif
