// What the drivers of the C and C++ engines share: command line, rounds, best times, JSON.
//
//     PROGRAM index FILE FOLDER
//     PROGRAM search FOLDER QUERIES.tsv any|all|phrase TOP REPEAT [count]
//
// A driver defines two functions and calls peer_main.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace peer {

using Words = std::vector<std::string>;

// Runs one prepared question; returns its matches (count) or hits.
using Ask = std::function<std::uint64_t(std::size_t question)>;

struct Search {
    std::string folder, mode;
    std::vector<Words> questions;
    unsigned top;
    bool count;
};

struct Driver {
    std::string engine; // name and version
    // Indexes the documents of the stream into the folder; returns how many, and the seconds of merging.
    std::function<std::uint64_t(std::istream &documents, const std::string &folder, double &merge_seconds)> index;
    // Opens the index, prepares all questions, then lets `run` ask them.
    std::function<void(const Search &search, const std::function<void(const Ask &)> &run)> search;
};

inline double seconds_now()
{
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
}

inline Words split(const std::string &text)
{
    std::istringstream in(text);
    Words words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

inline std::uintmax_t folder_bytes(const std::string &folder)
{
    std::uintmax_t bytes = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder))
        bytes += entry.is_regular_file() ? entry.file_size() : 0;
    return bytes;
}

inline void run_index(const Driver &driver, const char *file, const char *folder)
{
    std::ifstream documents(file);
    if (!documents)
        throw std::runtime_error(std::string(file) + ": cannot be read");
    std::filesystem::create_directories(folder);
    double merge_seconds = 0, start = seconds_now();
    std::uint64_t count = driver.index(documents, folder, merge_seconds);
    double seconds = seconds_now() - start;
    std::printf("{\"engine\":\"%s\",\"documents\":%llu,\"seconds\":%.3f,\"merge_seconds\":%.3f,"
                "\"bytes\":%llu}\n",
                driver.engine.c_str(), static_cast<unsigned long long>(count), seconds - merge_seconds,
                merge_seconds, static_cast<unsigned long long>(folder_bytes(folder)));
}

inline std::vector<Words> read_questions(const char *file)
{
    std::ifstream in(file);
    std::vector<Words> questions;
    for (std::string line; std::getline(in, line);)
        questions.push_back(split(line.substr(line.find('\t') + 1)));
    if (questions.empty())
        throw std::runtime_error(std::string(file) + ": no questions");
    return questions;
}

inline void run_search(const Driver &driver, const Search &search, unsigned repeat)
{
    std::size_t n = search.questions.size();
    std::vector<double> best(n, std::numeric_limits<double>::infinity());
    std::uint64_t matches = 0;
    driver.search(search, [&](const Ask &ask) {
        for (unsigned round = 0; round < repeat; round++) {
            matches = 0;
            for (std::size_t i = 0; i < n; i++) {
                double start = seconds_now();
                matches += ask(i);
                best[i] = std::min(best[i], (seconds_now() - start) * 1e6);
            }
        }
    });
    std::sort(best.begin(), best.end());
    double sum = 0;
    for (double us : best)
        sum += us;
    std::printf("{\"engine\":\"%s\",\"mode\":\"%s\",\"count\":%s,\"top\":%u,\"queries\":%zu,\"repeat\":%u,"
                "\"mean\":%.2f,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"%s\":%llu}\n",
                driver.engine.c_str(), search.mode.c_str(), search.count ? "true" : "false", search.top, n,
                repeat, sum / static_cast<double>(n), best[n / 2], best[n * 9 / 10], best[n * 99 / 100],
                search.count ? "matches" : "hits", static_cast<unsigned long long>(matches));
}

inline int peer_main(int argc, char **argv, const Driver &driver)
{
    std::string command = argc > 1 ? argv[1] : "";
    try {
        if (command == "index" && argc == 4) {
            run_index(driver, argv[2], argv[3]);
        } else if (command == "search" && argc >= 7) {
            Search search{argv[2], argv[4], read_questions(argv[3]),
                          static_cast<unsigned>(std::stoul(argv[5])), argc > 7};
            run_search(driver, search, static_cast<unsigned>(std::stoul(argv[6])));
        } else {
            std::fprintf(stderr, "usage: index FILE FOLDER | search FOLDER QUERIES MODE TOP REPEAT [count]\n");
            return 64;
        }
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s: %s\n", driver.engine.c_str(), error.what());
        return 1;
    }
    return 0;
}

} // namespace peer
