//! Tantivy's side of script/bench: indexes one document a line, answers questions, prints JSON.
//!
//!     tantivy-bench index FILE FOLDER
//!     tantivy-bench search FOLDER QUERIES.tsv any|all|phrase TOP REPEAT [count] [DIGIT]
//!
//! With a digit, only documents whose number ends in it, by a term of a field of its own that scores nothing.
//!
//! Tantivy's best: one indexing thread with room for everything and one merged segment at the end; built
//! for this processor with link-time optimisation; the index mapped into memory.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use tantivy::collector::{Count, TopDocs};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const MEMORY_BYTES: usize = 1_000_000_000;

fn schema() -> (Schema, Field, Field) {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let mut builder = Schema::builder();
    let body = builder.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
    let digit = builder.add_text_field("digit", STRING);
    (builder.build(), body, digit)
}

fn folder_bytes(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

fn index(file: &str, folder: &str) -> Result<()> {
    let (schema, body, digit) = schema();
    std::fs::create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema)?;
    let start = Instant::now();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, MEMORY_BYTES)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let mut documents = 0;
    for line in BufReader::new(std::fs::File::open(file)?).lines() {
        let mut document = TantivyDocument::default();
        document.add_text(body, line?);
        document.add_text(digit, (documents % 10).to_string());
        writer.add_document(document)?;
        documents += 1;
    }
    writer.commit()?;
    let added = start.elapsed().as_secs_f64();
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    println!(
        "{{\"engine\":\"Tantivy {}\",\"documents\":{},\"seconds\":{:.3},\"merge_seconds\":{:.3},\"bytes\":{}}}",
        version(), documents, added, start.elapsed().as_secs_f64() - added, folder_bytes(Path::new(folder))?
    );
    Ok(())
}

fn version() -> String {
    let version = tantivy::version();
    version.to_string().split([' ', ',']).find(|part| part.contains('.')).unwrap_or("").to_owned()
}

fn parse(text: &str, mode: &str, body: Field) -> Box<dyn Query> {
    let terms: Vec<Term> = text.split(' ').map(|word| Term::from_field_text(body, word)).collect();
    if terms.len() == 1 {
        return Box::new(TermQuery::new(terms[0].clone(), IndexRecordOption::WithFreqs));
    }
    if mode == "phrase" {
        return Box::new(PhraseQuery::new(terms));
    }
    let occur = if mode == "all" { Occur::Must } else { Occur::Should };
    let clause = |term| -> (Occur, Box<dyn Query>) {
        (occur, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
    };
    Box::new(BooleanQuery::new(terms.into_iter().map(clause).collect()))
}

fn restrict(query: Box<dyn Query>, field: Field, digit: &str) -> Box<dyn Query> {
    if digit.is_empty() {
        return query;
    }
    let term = TermQuery::new(Term::from_field_text(field, digit), IndexRecordOption::Basic);
    let filter: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(term), 0.0));
    Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, filter)]))
}

/// Runs all queries once; best[i] becomes the shortest time of query i so far. Returns the matches.
fn round(searcher: &Searcher, queries: &[Box<dyn Query>], top: usize, count: bool, best: &mut [f64]) -> Result<usize> {
    let mut matches = 0;
    for (query, best) in queries.iter().zip(best) {
        let start = Instant::now();
        matches += if count {
            searcher.search(query, &Count)?
        } else {
            searcher.search(query, &TopDocs::with_limit(top).order_by_score())?.len()
        };
        *best = best.min(start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(matches)
}

fn search(folder: &str, file: &str, mode: &str, top: usize, repeat: usize, count: bool, digit: &str) -> Result<()> {
    let index = Index::open_in_dir(folder)?;
    let body = index.schema().get_field("body")?;
    let field = index.schema().get_field("digit")?;
    let searcher = index.reader()?.searcher();
    let text = std::fs::read_to_string(file)?;
    let words = |line: &'_ str| parse(line.split_once('\t').map_or(line, |pair| pair.1), mode, body);
    let queries: Vec<_> = text.lines().map(|line| restrict(words(line), field, digit)).collect();
    let mut best = vec![f64::INFINITY; queries.len()];
    let mut matches = 0;
    for _ in 0..repeat {
        matches = round(&searcher, &queries, top, count, &mut best)?;
    }
    best.sort_by(f64::total_cmp);
    let n = best.len();
    println!(
        "{{\"engine\":\"Tantivy {}\",\"mode\":\"{}\",\"count\":{},\"top\":{},\"queries\":{},\"repeat\":{},\
         \"mean\":{:.2},\"p50\":{:.2},\"p90\":{:.2},\"p99\":{:.2},\"{}\":{}}}",
        version(), mode, count, top, n, repeat, best.iter().sum::<f64>() / n as f64,
        best[n / 2], best[n * 9 / 10], best[n * 99 / 100], if count { "matches" } else { "hits" }, matches
    );
    Ok(())
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let words: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
    match words.as_slice() {
        ["index", file, folder] => index(file, folder),
        ["search", folder, file, mode, top, repeat, rest @ ..] => {
            let count = rest.first() == Some(&"count");
            let digit = rest.get(usize::from(count)).copied().unwrap_or("");
            search(folder, file, mode, top.parse()?, repeat.parse()?, count, digit)
        }
        _ => Err("usage: index FILE FOLDER | search FOLDER QUERIES MODE TOP REPEAT [count] [DIGIT]".into()),
    }
}
