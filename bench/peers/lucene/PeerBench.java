// Lucene's side of script/bench: indexes one document a line, answers questions, prints JSON.
//
//     PeerBench index FILE FOLDER whitespace|french|french-stored
//     PeerBench search FOLDER QUERIES.tsv any|all|phrase TOP REPEAT [count] [DIGIT]
//
// With a digit, only documents whose number ends in it, by a filter on a field of its own.
//
// The same source serves Lucene 8 and 10; what differs between them is in TopHits. Lucene's best: one
// merged segment, memory map, no query cache (every question is asked again and again), as few hits
// counted as possible when only the top is asked for, and warm: rounds of all questions for
// WARM_SECONDS before the first that counts, so that the compiler has done its work.

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

public final class PeerBench {
    private static final double WARM_SECONDS = 4;
    private static final String FIELD = "body";
    private static final String DIGIT = "digit";

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void index(Path file, Path folder, Analyzer analyzer, Field.Store store)
        throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(analyzer)
            .setRAMBufferSizeMB(1000) // as the other engines that ask
            .setUseCompoundFile(false)
            .setSimilarity(new BM25Similarity(1.2f, 0.75f))
            .setMergeScheduler(new SerialMergeScheduler()) // one thread, as everybody else
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        long start = System.nanoTime();
        double added;
        long documents = 0;
        try (IndexWriter writer = new IndexWriter(new MMapDirectory(folder), config);
             BufferedReader lines = Files.newBufferedReader(file)) {
            Document document = new Document();
            TextField body = new TextField(FIELD, "", store);
            StringField digit = new StringField(DIGIT, "0", Field.Store.NO);
            document.add(body);
            document.add(digit);
            for (String line; (line = lines.readLine()) != null; documents++) {
                body.setStringValue(line);
                digit.setStringValue(Long.toString(documents % 10));
                writer.addDocument(document);
            }
            writer.commit();
            added = secondsSince(start);
            writer.forceMerge(1);
            writer.commit();
        }
        System.out.printf(Locale.ROOT,
            "{\"engine\":\"Lucene %s\",\"documents\":%d,\"seconds\":%.3f,"
                + "\"merge_seconds\":%.3f,\"bytes\":%d}%n",
            Version.LATEST, documents, added, secondsSince(start) - added, size(folder));
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static Query parse(String text, String mode) {
        String[] words = text.split(" ");
        if (mode.equals("phrase")) {
            return new PhraseQuery(FIELD, words);
        }
        if (words.length == 1) {
            return new TermQuery(new Term(FIELD, words[0]));
        }
        BooleanClause.Occur occur =
            mode.equals("all") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD;
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        for (String word : words) {
            builder.add(new TermQuery(new Term(FIELD, word)), occur);
        }
        return builder.build();
    }

    private static Query restrict(Query query, String digit) {
        return digit.isEmpty() ? query
            : new BooleanQuery.Builder()
                .add(query, BooleanClause.Occur.MUST)
                .add(new TermQuery(new Term(DIGIT, digit)), BooleanClause.Occur.FILTER)
                .build();
    }

    private static List<Query> readQueries(Path file, String mode, String digit) throws IOException {
        List<Query> queries = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            queries.add(restrict(parse(line.substring(line.indexOf('\t') + 1), mode), digit));
        }
        return queries;
    }

    // Runs all queries once; best[i] becomes the shortest time of query i so far. Returns the matches.
    private static long round(IndexSearcher searcher, List<Query> queries, int top, boolean count,
                              long[] best) throws IOException {
        long matches = 0;
        for (int i = 0; i < best.length; i++) {
            long start = System.nanoTime();
            matches += count ? searcher.count(queries.get(i))
                             : TopHits.search(searcher, queries.get(i), top);
            best[i] = Math.min(best[i], System.nanoTime() - start);
        }
        return matches;
    }

    private static void search(Path folder, Path file, String mode, int top, int repeat, boolean count,
                               String digit) throws IOException {
        List<Query> queries = readQueries(file, mode, digit);
        long[] best = new long[queries.size()];
        long matches = 0;
        try (DirectoryReader reader = DirectoryReader.open(new MMapDirectory(folder))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null);
            searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
            for (long start = System.nanoTime(); secondsSince(start) < WARM_SECONDS;) {
                round(searcher, queries, top, count, best);
            }
            Arrays.fill(best, Long.MAX_VALUE);
            for (int i = 0; i < repeat; i++) {
                matches = round(searcher, queries, top, count, best);
            }
        }
        print(mode, top, repeat, count, best, matches);
    }

    private static void print(String mode, int top, int repeat, boolean count, long[] best,
                              long matches) {
        Arrays.sort(best);
        int n = best.length;
        System.out.printf(Locale.ROOT,
            "{\"engine\":\"Lucene %s\",\"mode\":\"%s\",\"count\":%b,\"top\":%d,\"queries\":%d,"
                + "\"repeat\":%d,\"mean\":%.2f,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"%s\":%d}%n",
            Version.LATEST, mode, count, top, n, repeat,
            Arrays.stream(best).average().orElse(0) / 1e3, best[n / 2] / 1e3, best[n * 9 / 10] / 1e3,
            best[n * 99 / 100] / 1e3, count ? "matches" : "hits", matches);
    }

    public static void main(String[] args) throws IOException {
        if (args.length == 4 && args[0].equals("index")) {
            Analyzer analyzer =
                args[3].startsWith("french") ? new FrenchAnalyzer() : new WhitespaceAnalyzer();
            Field.Store store = args[3].endsWith("-stored") ? Field.Store.YES : Field.Store.NO;
            index(Paths.get(args[1]), Paths.get(args[2]), analyzer, store);
        } else if (args.length >= 6 && args[0].equals("search")) {
            boolean count = args.length > 6 && args[6].equals("count");
            String digit = args.length > (count ? 7 : 6) ? args[args.length - 1] : "";
            search(Paths.get(args[1]), Paths.get(args[2]), args[3], Integer.parseInt(args[4]),
                Integer.parseInt(args[5]), count, digit);
        } else {
            System.err.println("usage: index FILE FOLDER ANALYZER | search FOLDER QUERIES MODE TOP REPEAT [count] [DIGIT]");
            System.exit(64);
        }
    }
}
