use sayso::model::*;
use sayso::syntax::*;
use sayso::text::*;
use std::path::Path;
fn main() {
    let mut data = Dataset::read(Path::new("datasets/train.csv"), &LabelledColumns::default()).unwrap();
    data.read_marks(Path::new("datasets/spans.jsonl")).unwrap();
    let marks = data.marks.clone().unwrap();
    let o = Options::default();
    let all: Vec<usize> = (0..data.len()).collect();
    let groups = data.groups.clone().unwrap();
    let mut stems = Stems::new(o.language);
    let mut words = Words::default();
    let mut scores = Vec::new();
    let gold: Vec<String> = {
        let mut v = vec![];
        let mut r = csv::Reader::from_path("/work/shared/gold/polnear-sources-dev.csv").unwrap();
        for x in r.records() {
            v.push(x.unwrap()[0].to_string());
        }
        v
    };
    let mut test = Dataset::read(Path::new("datasets/test.csv"), &LabelledColumns::default()).unwrap();
    test.read_marks(Path::new("datasets/spans.jsonl")).unwrap();
    let tmarks = test.marks.clone().unwrap();
    let mut dump = |set: &str, at: usize, text: &str, label: &str, marks: &[Mark], t: &Tagger| {
        words.read(text, &mut stems);
        t.score(&words, &mut scores);
        let w: Vec<_> = words
            .all()
            .iter()
            .enumerate()
            .map(|(i, w)| {
                serde_json::json!([w.span.start, w.span.end, words.stem(i), w.quoted, w.verb, format!("{:?}", w.shape)])
            })
            .collect();
        let m: Vec<_> = marks.iter().map(|m| serde_json::json!([m.role, m.start, m.end])).collect();
        println!(
            "{}",
            serde_json::json!({"set":set,"at":at,"text":text,"label":label,"words":w,"scores":scores,"marks":m})
        );
    };
    for fold in 0..4 {
        let rows: Vec<usize> = all.iter().copied().filter(|&r| groups[r] % 4 != fold).collect();
        let t = train_parts(&data, &marks, &rows, &o);
        eprintln!("{}", t.len());
        for &r in &all {
            if groups[r] % 4 == fold && (data.label_names[data.labels[r]] != "other") {
                dump("cv", r, &data.sentences[r], &data.label_names[data.labels[r]], &marks[r], &t);
            }
        }
    }
    let t = train_parts(&data, &marks, &all, &o);
    for r in 0..test.len() {
        if test.label_names[test.labels[r]] != "other" {
            dump("test", r, &test.sentences[r], &test.label_names[test.labels[r]], &tmarks[r], &t);
        }
    }
    for (i, g) in gold.iter().enumerate() {
        dump("gold", i, g, "", &[], &t);
    }
}
