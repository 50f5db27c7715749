// SQLite FTS5's side of script/bench. Its best: no contents stored, everything in one transaction, merged
// ('optimize'), a large page cache and a memory map. Its bm25() has the parameters of the others built in.
#include "peer_bench.hpp"

#include <sqlite3.h>

namespace {

class Statement {
public:
    Statement(sqlite3 *database, const char *sql) : database_(database)
    {
        if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK)
            fail();
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    void bind(const std::string &text)
    {
        sqlite3_bind_text(statement_, 1, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    // Runs it with each row's first column; returns the number of rows.
    std::uint64_t run(std::int64_t *first = nullptr)
    {
        std::uint64_t rows = 0;
        int status;
        while ((status = sqlite3_step(statement_)) == SQLITE_ROW) {
            rows++;
            if (first)
                *first = sqlite3_column_int64(statement_, 0);
        }
        if (status != SQLITE_DONE)
            fail();
        sqlite3_reset(statement_);
        return rows;
    }

private:
    [[noreturn]] void fail() { throw std::runtime_error(sqlite3_errmsg(database_)); }
    sqlite3 *database_;
    sqlite3_stmt *statement_ = nullptr;
};

class Database {
public:
    explicit Database(const std::string &folder)
    {
        if (sqlite3_open((folder + "/fts.db").c_str(), &database_) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(database_));
        run("PRAGMA cache_size = -1000000");
        run("PRAGMA mmap_size = 4000000000");
    }
    ~Database() { sqlite3_close(database_); }
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    sqlite3 *get() const { return database_; }
    void run(const char *sql) { Statement(database_, sql).run(); }

private:
    sqlite3 *database_ = nullptr;
};

std::uint64_t index(std::istream &documents, const std::string &folder, double &merge_seconds)
{
    Database database(folder);
    database.run("PRAGMA journal_mode = OFF");
    database.run("PRAGMA synchronous = OFF");
    database.run("CREATE VIRTUAL TABLE docs USING fts5(body, content='', "
                 "tokenize=\"unicode61 remove_diacritics 0\")");
    database.run("INSERT INTO docs(docs, rank) VALUES('hashsize', 268435456)");
    database.run("BEGIN");
    std::uint64_t count = 0;
    {
        Statement insert(database.get(), "INSERT INTO docs(body) VALUES(?1)");
        for (std::string line; std::getline(documents, line); count++) {
            insert.bind(line);
            insert.run();
        }
    }
    database.run("COMMIT");
    double start = peer::seconds_now();
    database.run("INSERT INTO docs(docs) VALUES('optimize')");
    database.run("VACUUM");
    merge_seconds = peer::seconds_now() - start;
    return count;
}

std::string to_match(const peer::Words &words, const std::string &mode)
{
    const char *between = mode == "any" ? "\" OR \"" : mode == "all" ? "\" AND \"" : " ";
    std::string match = "\"";
    for (std::size_t i = 0; i < words.size(); i++)
        match += (i ? between : "") + words[i];
    return match + "\"";
}

void search(const peer::Search &search, const std::function<void(const peer::Ask &)> &run)
{
    Database database(search.folder);
    std::vector<std::string> matches;
    for (const peer::Words &words : search.questions)
        matches.push_back(to_match(words, search.mode));
    std::string top = "SELECT rowid FROM docs WHERE docs MATCH ?1 ORDER BY rank LIMIT " + std::to_string(search.top);
    Statement statement(database.get(), search.count ? "SELECT count(*) FROM docs WHERE docs MATCH ?1" : top.c_str());
    run([&](std::size_t i) -> std::uint64_t {
        std::int64_t first = 0;
        statement.bind(matches[i]);
        std::uint64_t rows = statement.run(&first);
        return search.count ? static_cast<std::uint64_t>(first) : rows;
    });
}

} // namespace

int main(int argc, char **argv)
{
    return peer::peer_main(argc, argv, {std::string("SQLite FTS5 ") + sqlite3_libversion(), index, search});
}
