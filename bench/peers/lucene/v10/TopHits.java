// The best k with Lucene 10: dynamic pruning may skip as soon as k hits are counted.

import java.io.IOException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopScoreDocCollectorManager;

final class TopHits {
    static int search(IndexSearcher searcher, Query query, int top) throws IOException {
        return searcher.search(query, new TopScoreDocCollectorManager(top, top)).scoreDocs.length;
    }
}
