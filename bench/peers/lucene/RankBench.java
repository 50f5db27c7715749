// Lucene's side of script/relevance: the best documents for each query, by its French analyzer and BM25 as they come.
//
//     RankBench DOCUMENTS.tsv QUERIES.tsv TOP
//
// Lines of both are « id TAB text »; prints « query TAB document », best first. A document is one field; any word of
// a query will do. Merges keep the order of the documents, so that a document's number is that of its line.

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;

public final class RankBench {
    private static final String FIELD = "body";

    private static String after(String line) {
        return line.substring(line.indexOf('\t') + 1);
    }

    private static String before(String line) {
        return line.substring(0, line.indexOf('\t'));
    }

    public static void main(String[] args) throws IOException {
        List<String> documents = Files.readAllLines(Paths.get(args[0]));
        int top = Integer.parseInt(args[2]);
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        try (Analyzer french = new FrenchAnalyzer(); ByteBuffersDirectory folder = new ByteBuffersDirectory()) {
            IndexWriterConfig config = new IndexWriterConfig(french).setMergePolicy(new LogDocMergePolicy());
            try (IndexWriter writer = new IndexWriter(folder, config)) {
                for (String line : documents) {
                    Document document = new Document();
                    document.add(new TextField(FIELD, after(line), Field.Store.NO));
                    writer.addDocument(document);
                }
            }
            try (DirectoryReader reader = DirectoryReader.open(folder)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                QueryBuilder builder = new QueryBuilder(french);
                for (String line : Files.readAllLines(Paths.get(args[1]))) {
                    Query query = builder.createBooleanQuery(FIELD, after(line));
                    if (query == null) { // nothing but common words
                        continue;
                    }
                    for (ScoreDoc hit : searcher.search(query, top).scoreDocs) {
                        out.println(before(line) + "\t" + before(documents.get(hit.doc)));
                    }
                }
            }
        }
        out.flush();
    }
}
