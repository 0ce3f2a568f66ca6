//! What each stage costs: `cargo bench`.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sayso::Classifier;
use sayso::features::Buffers;
use sayso::model::{Dataset, LabelledColumns, Options, train};
use sayso::syntax::Words;
use sayso::text::{Article, Language, Stems};
use std::hint::black_box;
use std::path::Path;

const ARTICLE: &str = include_str!("../examples/grid.txt");

/// The sentences of one article, and their length in bytes.
fn sentences() -> (Vec<String>, u64) {
    let article = Article::new(ARTICLE, Language::English);
    let sentences: Vec<String> = article.sentences().map(|s| s.text.into_owned()).collect();
    let bytes = sentences.iter().map(|s| s.len() as u64).sum();
    (sentences, bytes)
}

fn stages(c: &mut Criterion) {
    let (sentences, bytes) = sentences();
    let model = Classifier::embedded();

    let mut group = c.benchmark_group("bytes");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("tokenise and stem", |b| {
        let (mut words, mut stems) = (Words::default(), Stems::new(Language::English));
        b.iter(|| sentences.iter().for_each(|s| words.read(black_box(s), &mut stems)));
    });
    group.bench_function("vectorise", |b| {
        let mut buffers = Buffers::new(Stems::new(Language::English));
        b.iter(|| {
            sentences.iter().for_each(|s| {
                model.vectorizer().vectorize(black_box(s), &mut buffers, |place, value| {
                    black_box((place, value));
                });
            });
        });
    });
    group.bench_function("cut an article into sentences", |b| {
        b.iter(|| Article::new(black_box(ARTICLE), Language::English));
    });
    group.finish();

    let mut group = c.benchmark_group("sentences");
    group.throughput(Throughput::Elements(1));
    group.bench_function("classify a sentence", |b| {
        let mut scorer = model.scorer();
        b.iter(|| scorer.scores(black_box(&sentences[0]))[0]);
    });
    group.throughput(Throughput::Elements(sentences.len() as u64));
    group.bench_function("classify an article", |b| {
        b.iter(|| model.classify_article(&Article::new(black_box(ARTICLE), Language::English)));
    });
    group.finish();
}

fn training(c: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/train.csv");
    let data = Dataset::read(&path, &LabelledColumns::default()).expect("the training set is in the repository");
    let mut group = c.benchmark_group("training");
    group.sample_size(10).throughput(Throughput::Elements(data.len() as u64));
    group.bench_function("train on the shipped dataset", |b| {
        b.iter_batched(|| (), |()| train(&data, &Options::default()), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, stages, training);
criterion_main!(benches);
