// Xapian's side of script/bench. Its best: large batches, compacted, read as a
// single file; BM25 with the parameters of the others; boolean weighting for counting.
#include "peer_bench.hpp"

#include <memory>

#include <xapian.h>

namespace {

// Xapian's errors are not std::exceptions.
template <typename Work> auto translated(Work work)
{
    try {
        return work();
    } catch (const Xapian::Error &error) {
        throw std::runtime_error(error.get_description());
    }
}

std::uint64_t add_documents(std::istream &documents, const std::string &folder)
{
    setenv("XAPIAN_FLUSH_THRESHOLD", "100000", 1);
    Xapian::WritableDatabase database(folder, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_BACKEND_GLASS);
    std::uint64_t count = 0;
    for (std::string line; std::getline(documents, line); count++) {
        Xapian::Document document;
        Xapian::termpos position = 0;
        for (const std::string &word : peer::split(line))
            document.add_posting(word, ++position);
        database.add_document(document);
    }
    database.commit();
    return count;
}

std::uint64_t index(std::istream &documents, const std::string &folder, double &merge_seconds)
{
    return translated([&] {
        std::string first = folder + "/uncompacted";
        std::uint64_t count = add_documents(documents, first);
        double start = peer::seconds_now();
        Xapian::Database(first).compact(folder + "/compacted");
        std::filesystem::remove_all(first);
        merge_seconds = peer::seconds_now() - start;
        return count;
    });
}

Xapian::Query to_query(const peer::Words &words, const std::string &mode)
{
    if (mode == "phrase")
        return {Xapian::Query::OP_PHRASE, words.begin(), words.end(),
                static_cast<Xapian::termcount>(words.size())};
    auto op = mode == "all" ? Xapian::Query::OP_AND : Xapian::Query::OP_OR;
    return {op, words.begin(), words.end()};
}

void search(const peer::Search &search, const std::function<void(const peer::Ask &)> &run)
{
    translated([&] {
        Xapian::Database database(search.folder + "/compacted");
        Xapian::Enquire enquire(database);
        if (search.count)
            enquire.set_weighting_scheme(Xapian::BoolWeight());
        else
            enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 0, 0.75, 0));
        std::vector<Xapian::Query> queries;
        for (const peer::Words &words : search.questions)
            queries.push_back(to_query(words, search.mode));
        Xapian::doccount all = database.get_doccount();
        run([&](std::size_t i) -> std::uint64_t {
            enquire.set_query(queries[i]);
            if (search.count)
                return enquire.get_mset(0, 0, all).get_matches_estimated();
            return enquire.get_mset(0, search.top).size();
        });
        return 0;
    });
}

} // namespace

int main(int argc, char **argv)
{
    return peer::peer_main(argc, argv, {std::string("Xapian ") + Xapian::version_string(), index, search});
}
