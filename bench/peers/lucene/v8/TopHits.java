// The best k with Lucene 8: block-max WAND may skip as soon as k hits are counted.

import java.io.IOException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopScoreDocCollector;

final class TopHits {
    static int search(IndexSearcher searcher, Query query, int top) throws IOException {
        TopScoreDocCollector collector = TopScoreDocCollector.create(top, top);
        searcher.search(query, collector);
        return collector.topDocs().scoreDocs.length;
    }
}
