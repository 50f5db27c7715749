// See mapping.h.
//
// Words come analysed: the cluster only splits them, at spaces into places and at bars into what stands at one place
// (query/term_text.h). A word's weight is its frequency, from which the similarity makes the score that the postings
// of a folder give, to the bit: 256 codes, sixteen to a factor of two. Nothing that a shard counts enters it.
//
// What comes analysed is not kept a second time: _source has what can be read back.
#include "engine/opensearch/write/mapping.h"

// Of the 256 codes of weights, see engine/format/impacts.h and engine/search/match; 0.957… is 2^(-1/16).
#define SIMILARITY \
    "int b = 256 - (int)doc.freq; double s = 1.0; " \
    "if ((b & 1) != 0) s *= 0.957603280698573647; " \
    "if ((b & 2) != 0) s *= 0.917004043204671232; " \
    "if ((b & 4) != 0) s *= 0.840896415253714543; " \
    "if ((b & 8) != 0) s *= 0.707106781186547524; " \
    "return 1 + (int)(Math.min(65534.0, (double)(float)((double)query.boost * (double)(float)s)) " \
    "/ (1 << (b >> 4)));"

#define KEYWORD "{\"type\":\"keyword\"}"
#define NUMBER "{\"type\":\"integer\"}"
#define LONG "{\"type\":\"long\"}"
#define VALUES_ONLY "{\"type\":\"long\",\"index\":false}"
#define PLACES "{\"type\":\"text\",\"analyzer\":\"places\",\"norms\":false}"
#define STORED "{\"type\":\"object\",\"enabled\":false}"

struct slice mapping_of_documents(void)
{
    return SLICE(
        "{\"settings\":{\"index\":{\"refresh_interval\":\"-1\",\"codec\":\"best_compression\","
        "\"max_result_window\":100000,\"max_terms_count\":65536,"
        "\"similarity\":{\"weights\":{\"type\":\"scripted\",\"script\":{\"source\":\"" SIMILARITY
        "\"}}},"
        "\"analysis\":{"
        "\"tokenizer\":{\"places\":{\"type\":\"char_group\",\"tokenize_on_chars\":[\" \"],"
        "\"max_token_length\":262144}},"
        "\"filter\":{\"hole\":{\"type\":\"stop\",\"stopwords\":[\"_\"]},"
        "\"alternatives\":{\"type\":\"pattern_capture\",\"preserve_original\":false,"
        "\"patterns\":[\"([^|]+)\"]},"
        "\"weight\":{\"type\":\"delimited_term_freq\",\"delimiter\":\"|\"}},"
        "\"analyzer\":{"
        "\"places\":{\"type\":\"custom\",\"tokenizer\":\"places\",\"filter\":[\"hole\","
        "\"alternatives\"]},"
        "\"weighed\":{\"type\":\"custom\",\"tokenizer\":\"places\",\"filter\":[\"weight\"]}}}}},"
        "\"mappings\":{\"dynamic\":\"strict\","
        "\"_source\":{\"includes\":[\"id\",\"exchange\",\"hash\",\"owner\",\"first_seen\","
        "\"changed\",\"key\",\"since\",\"until\",\"tokens\"]},"
        "\"properties\":{"
        "\"w\":{\"type\":\"text\",\"analyzer\":\"weighed\",\"search_analyzer\":\"keyword\","
        "\"index_options\":\"freqs\",\"norms\":false,\"similarity\":\"weights\"},"
        "\"tt\":" PLACES ",\"tq\":" PLACES ",\"tr\":" PLACES ","
        "\"v\":{\"type\":\"keyword\",\"index\":false},"
        "\"id\":" KEYWORD ",\"type\":" KEYWORD ",\"session\":" KEYWORD ",\"auteur\":" KEYWORD ","
        "\"ministre\":" KEYWORD ",\"repondant\":" KEYWORD ",\"numero\":" KEYWORD ","
        "\"assemblee\":" KEYWORD ",\"groupe\":" KEYWORD ",\"renvoi\":" KEYWORD ","
        "\"fonction\":" KEYWORD ",\"cite\":" KEYWORD ",\"lieux\":" KEYWORD ",\"racine\":" KEYWORD
        ","
        "\"annee\":" NUMBER ",\"date_question\":" NUMBER ",\"date_reponse\":" NUMBER ","
        "\"delai_jours\":" NUMBER ",\"statut\":" NUMBER ",\"modifie\":" NUMBER ","
        "\"date_tard\":" NUMBER ",\"date_nouvelle\":" NUMBER ","
        "\"sketch0\":" VALUES_ONLY ",\"sketch1\":" VALUES_ONLY ",\"sketch2\":" VALUES_ONLY ","
        "\"sketch3\":" VALUES_ONLY ","
        "\"since\":" LONG ",\"until\":" LONG ",\"key\":" LONG ","
        "\"hash\":" VALUES_ONLY ",\"first_seen\":" VALUES_ONLY ",\"changed\":" VALUES_ONLY ","
        "\"tokens\":" VALUES_ONLY ","
        "\"owner\":" STORED ",\"exchange\":{\"type\":\"binary\"}}}}");
}

struct slice mapping_of_meta(void)
{
    return SLICE(
        "{\"settings\":{\"index\":{\"refresh_interval\":\"-1\",\"codec\":\"best_compression\"}},"
        "\"mappings\":{\"dynamic\":\"strict\",\"properties\":{"
        "\"kind\":" KEYWORD ",\"name\":" KEYWORD ",\"since\":" LONG ",\"number\":" LONG ","
        "\"count\":" LONG ",\"bytes\":" LONG ",\"when\":" LONG ",\"first_seen\":" LONG ","
        "\"gone\":{\"type\":\"boolean\"},\"value\":{\"type\":\"binary\"},"
        "\"state\":" STORED "}}}");
}
