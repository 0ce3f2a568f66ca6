//! Whatever is wrong with what the program is given: it says which file, which line, what was expected and what to do; it
//! does the rest; and it leaves nothing half-done behind.

mod common;

use common::{Folder, LABELLED, Ran, classifier, classify, csv_rows, model, outcome, run, sayso};
use std::time::Duration;

/// Input made to be slow may take this long, in a build for tests on a busy machine; what is quadratic takes far longer.
const LIMIT: Duration = Duration::from_secs(60);

/// Tries a bad input between two good ones, and alone: it is named with `says`, the good ones are done, and there is an
/// output file only if something could be done. The inputs stay as they are.
#[track_caller]
fn is_named_and_the_good_ones_are_done<S: AsRef<str>>(folder: &Folder, bad: &str, says: &[S]) {
    let good = [folder.write("good.txt", "It rained."), folder.write("good.md", "It *will* rain.")];
    let before = folder.files();
    let says = || says.iter().map(AsRef::as_ref).chain([bad]);

    let out = Folder::new();
    let mixed = classify([&good[0], bad, &good[1], "-o", &out.at("out.csv")]).ends_with(1).says(says());
    assert!(mixed.stderr.contains("1 failed, named above"), "{}", mixed.stderr);
    assert_eq!(common::column(&out.read("out.csv"), "doc"), good);
    assert_eq!(out.files().len(), 1);

    let out = Folder::new();
    classify([bad, "-o", &out.at("out.csv")]).ends_with(2).says(says()).says(["nothing could be classified"]);
    assert!(out.files().is_empty(), "{:?}", out.files().keys());
    assert!(folder.files() == before, "the inputs have changed");
}

/// Runs a command that can do nothing: it says so, prints nothing, and changes no file.
#[track_caller]
fn is_refused<A: AsRef<str>, S: AsRef<str>>(folder: &Folder, args: &[A], says: &[S]) -> Ran {
    let before = folder.files();
    let ran = run(args.iter().map(AsRef::as_ref)).ends_with(2).says(says);
    assert_eq!(ran.stdout, "");
    assert!(folder.files() == before, "files before {:?}, after {:?}", before.keys(), folder.files().keys());
    ran
}

/// `sayso train` refuses the data.
#[track_caller]
fn is_no_training_data<S: AsRef<str>>(folder: &Folder, data: &str, says: &[S]) {
    is_refused(folder, &["train", data, "-o", &folder.at("out.sayso")], says);
}

// Files

#[test]
fn a_missing_file_is_named() {
    let folder = Folder::new();
    let says = ["cannot be read: no such file or folder; check the path"];
    is_named_and_the_good_ones_are_done(&folder, &folder.at("missing.txt"), &says);
    is_named_and_the_good_ones_are_done(&folder, &folder.at("missing.csv"), &says);
    is_no_training_data(&folder, &folder.at("missing.csv"), &says);
    is_refused(&folder, &["evaluate", &folder.at("missing.csv"), "--model", model()], &says);
}

#[test]
fn an_empty_file_is_named() {
    let folder = Folder::new();
    let good = folder.write("good.txt", "It rained.");
    for (name, content) in [("empty.txt", ""), ("white.txt", " \n\n\t"), ("empty.md", ""), ("empty.html", "")] {
        // Nothing is lost by it, so among others it is no failure; alone it leaves nothing to be done.
        let empty = folder.write(name, content);
        let says = [empty.as_str(), "no sentence in it; expected the text of an article"];
        assert_eq!(classify([&good, &empty, "--format", "csv"]).ends_with(0).says(says).texts(), ["It rained."]);
        classify([&empty]).ends_with(2).says(says).says(["nothing could be classified"]);
    }
    let table = folder.write("empty.csv", "");
    let says = ["line 1: the file is empty; expected a header line that names the columns"];
    is_named_and_the_good_ones_are_done(&folder, &table, &says);
    is_no_training_data(&folder, &table, &says);
}

#[test]
fn a_table_with_nothing_under_its_header_trains_nothing() {
    let folder = Folder::new();
    let says = ["no rows after the header; expected labelled sentences"];
    is_no_training_data(&folder, &folder.write("header.csv", "text,label\n"), &says);
    is_no_training_data(
        &folder,
        &folder.write("empty.jsonl", ""),
        &["line 1: the file is empty; expected one JSON object"],
    );
}

#[test]
fn a_name_that_is_too_long_is_named() {
    let folder = Folder::new();
    is_named_and_the_good_ones_are_done(&folder, &folder.at(&"x".repeat(300)), &["cannot be read: "]);
}

#[test]
#[cfg(unix)]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.write("secret.txt", "It rained.");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Root may read everything; the links below are for root, too.
    if std::fs::File::open(&path).is_ok() {
        return;
    }
    is_named_and_the_good_ones_are_done(&folder, &path, &["permission denied; check who may read or write it (ls -l)"]);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_read_in_a_folder_is_named_and_the_rest_of_it_is_read() {
    let folder = Folder::new();
    folder.write("news/a.txt", "It rained.");
    folder.write("news/z.txt", "It will rain.");
    std::os::unix::fs::symlink("nowhere", folder.at("news/dangling.txt")).unwrap();
    std::os::unix::fs::symlink("../news", folder.at("news/circle")).unwrap();
    let ran = classify([folder.at("news").as_str(), "--format", "csv"]).ends_with(1);
    let ran = ran.says([&folder.at("news/dangling.txt"), "no such file", &folder.at("news/circle"), "in a circle"]);
    assert_eq!(ran.docs(), [folder.at("news/a.txt"), folder.at("news/z.txt")]);
}

#[test]
fn a_folder_with_nothing_to_read_is_named() {
    let folder = Folder::new();
    folder.write("images/a.png", "");
    is_named_and_the_good_ones_are_done(&folder, &folder.at("images"), &["no file in it to read; see --glob"]);
}

#[test]
#[cfg(unix)]
fn a_file_name_that_is_not_unicode_is_no_obstacle() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
    // Some file systems refuse such names.
    if std::fs::write(&path, "It rained.").is_err() {
        return;
    }
    let ran = outcome(classifier(["--format", "csv"]).arg(&path)).ends_with(0);
    assert!(ran.docs()[0].ends_with("caf\u{fffd}.txt"), "{:?}", ran.docs());
    let gone = folder.path().join(std::ffi::OsStr::from_bytes(b"\xe9.txt"));
    outcome(classifier(["--format", "csv"]).arg(gone)).ends_with(2).says(["no such file"]);
}

#[test]
fn a_folder_is_no_file() {
    let folder = Folder::new();
    let (root, out) = (folder.path().to_str().unwrap(), folder.at("out.sayso"));
    let data = folder.write("data.csv", LABELLED);
    let says = [root, "it is a folder; name a file"];
    is_refused(&folder, &["train", root, "-o", &out], &says);
    is_refused(&folder, &["evaluate", root, "--model", model()], &says);
    is_refused(&folder, &["inspect", root], &says);
    is_refused(&folder, &["classify", &data, "--model", root], &says);
    is_refused(&folder, &["evaluate", &data, "--model", model(), "--errors", root], &says);
}

// Bytes

#[test]
fn a_binary_file_is_named_with_the_place_that_gives_it_away() {
    let folder = Folder::new();
    let program = folder.write("program.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0");
    is_named_and_the_good_ones_are_done(
        &folder,
        &program,
        &["not text: a NUL byte at byte 7", "export it as plain text"],
    );
    let zip = folder.write("report.html", b"PK\x03\x04\x14\0\x06\0");
    is_named_and_the_good_ones_are_done(&folder, &zip, &["not text: a NUL byte at byte 5"]);
    is_no_training_data(&folder, &folder.write("program.csv", b"\x7fELF\x02\x01\x01\0"), &["line 1, column `text`"]);
}

#[test]
fn nul_bytes_make_a_text_no_text() {
    let folder = Folder::new();
    let path = folder.write("a.txt", "He said so.\nIt will\0 rain.\n");
    is_named_and_the_good_ones_are_done(&folder, &path, &["not text: a NUL byte at byte 19; expected UTF-8"]);
}

#[test]
fn a_nul_byte_in_a_row_costs_no_row() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "text\nIt\0 rained.\nIt will rain.\n");
    assert_eq!(classify([path.as_str(), "--format", "csv"]).ends_with(0).texts(), ["It\0 rained.", "It will rain."]);
}

#[test]
fn articles_in_old_encodings_are_read() {
    let folder = Folder::new();
    let windows = folder.write("windows-1252.txt", b"\x93The caf\xe9 \x96 it\x92s closed,\x94 he said. It will rain.");
    let texts = classify([windows.as_str(), "--format", "csv"]).ends_with(0).texts();
    assert_eq!(texts, ["“The café – it’s closed,” he said.", "It will rain."]);

    let text = "“Žádný déšť,” he said. It will rain.";
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let utf8: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(text.bytes()).collect();
    for (name, bytes) in [("little.txt", little), ("big.txt", big), ("utf8.txt", utf8)] {
        let texts = classify([folder.write(name, bytes).as_str(), "--format", "csv"]).ends_with(0).texts();
        assert_eq!(texts, ["“Žádný déšť,” he said.", "It will rain."], "{name}");
    }
}

#[test]
fn half_a_character_at_the_end_of_utf_16_is_no_obstacle() {
    let folder = Folder::new();
    let path = folder.write("a.txt", b"\xff\xfeI\0t\0 \0r\0a\0i\0n\0e\0d\0.\0x");
    assert!(classify([path.as_str(), "--format", "csv"]).ends_with(0).texts()[0].starts_with("It rained."));
}

#[test]
fn tables_with_a_byte_order_mark_are_read() {
    let folder = Folder::new();
    let table = "text,id\n“Déšť”,1\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf8: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(table.bytes()).collect();
    for (name, bytes) in [("utf16.csv", utf16), ("utf8.csv", utf8)] {
        let texts = classify([folder.write(name, bytes).as_str(), "--format", "csv"]).ends_with(0).texts();
        assert_eq!(texts, ["“Déšť”"], "{name}");
    }
}

#[test]
fn a_row_that_is_not_utf_8_is_named_and_the_others_are_done() {
    let folder = Folder::new();
    let path = folder
        .write("a.csv", b"id,text,label\n1,It rained.,other\n2,The caf\xe9 is closed.,other\n3,He said so.,claim\n");
    let says =
        ["a.csv, line 3, column `text`: not UTF-8: byte 0xE9 after 7 bytes of the field; save the file as UTF-8"];
    assert_eq!(
        classify([path.as_str(), "--format", "csv"]).ends_with(1).says(says).texts(),
        ["It rained.", "He said so."]
    );
    is_no_training_data(&folder, &path, &says);
}

// Size and depth

/// The sentences of a file that is big or deep, in time.
#[track_caller]
fn texts_in_time(name: &str, content: &str, args: &[&str]) -> Vec<String> {
    let folder = Folder::new();
    let path = folder.write(name, content);
    let ran = outcome(classifier([path.as_str(), "--format", "csv"]).args(args).timeout(LIMIT));
    assert!(ran.code.is_some(), "stopped after {LIMIT:?}, or by a signal: {}", ran.stderr);
    ran.ends_with(0).texts()
}

#[test]
fn a_line_of_20_megabytes_is_read() {
    let sentence = "Police say that the driver fled on foot. ";
    let texts = texts_in_time("a.txt", &sentence.repeat((20 << 20) / sentence.len()), &[]);
    assert_eq!(texts.len(), (20 << 20) / sentence.len());
    assert!(texts.iter().all(|text| text == sentence.trim()));
}

#[test]
fn a_line_of_20_megabytes_without_an_end_of_a_sentence_loses_nothing() {
    let texts = texts_in_time("words.txt", &"word ".repeat(4 << 20), &[]);
    assert_eq!(texts.iter().map(|text| text.split_whitespace().count()).sum::<usize>(), 4 << 20);
    let texts = texts_in_time("letters.txt", &"é".repeat(10 << 20), &[]);
    assert_eq!(texts.concat().len(), 20 << 20);
}

#[test]
fn a_row_of_20_megabytes_is_one_sentence() {
    let texts = texts_in_time("a.csv", &format!("text\n{}\nIt rained.\n", "word ".repeat(4 << 20)), &[]);
    assert_eq!((texts[0].len(), texts[1].as_str()), (20 << 20, "It rained."));
}

#[test]
fn a_hundred_thousand_opening_quotation_marks_are_read() {
    for mark in ["“", "\"", "«", "'"] {
        let texts = texts_in_time("a.txt", &mark.repeat(100_000), &[]);
        assert_eq!(texts.concat(), mark.repeat(100_000));
    }
    let texts = texts_in_time("a.txt", &"“So ".repeat(100_000), &[]);
    assert_eq!(texts.join(" ").matches("“So").count(), 100_000);
}

#[test]
fn a_hundred_thousand_letters_joined_by_underscores_are_read() {
    let row = "é_".repeat(100_000);
    assert_eq!(texts_in_time("a.csv", &format!("text\n{row}\n"), &[]), [row]);
}

#[test]
fn a_row_of_a_million_quotation_marks_is_tagged() {
    let folder = Folder::new();
    let (data, _) = common::write_marked(&folder);
    let tagging = folder.at("tagging.sayso");
    run(["train", &data, "-o", &tagging]).ends_with(0);
    let rows = folder.write("rows.csv", format!("text\n{}\n", "“".repeat(1_000_000)));
    let ran = outcome(sayso(["classify", &rows, "--model", &tagging, "--format", "csv"]).timeout(LIMIT));
    assert!(ran.code.is_some(), "stopped after {LIMIT:?}: {}", ran.stderr);
    assert_eq!(ran.ends_with(0).texts().len(), 1);
}

#[test]
fn the_letter_apostrophe_is_read_wherever_it_stands() {
    for text in ["Itʼs the workersʼ bridge.", "ʼ", "He saidʼ", "ʼTis ʼʼ so.", "30ʼ wide."] {
        assert_eq!(texts_in_time("a.txt", text, &[]).concat(), text);
        assert_eq!(texts_in_time("a.csv", &format!("text\n{text}\n"), &[]), [text]);
    }
}

#[test]
fn fifty_thousand_headings_of_sources_over_prose_are_read() {
    assert_eq!(texts_in_time("a.txt", &"Sources\nIt rained.\n".repeat(50_000), &[]).len(), 100_000);
}

#[test]
fn a_hundred_thousand_footnote_marks_are_left_out() {
    let texts = texts_in_time("a.txt", &format!("It rained{} in May.", "[1]".repeat(100_000)), &[]);
    assert!(texts.iter().all(|text| !text.contains("[1][1]")), "{} sentences", texts.len());
}

#[test]
fn a_page_nested_a_hundred_thousand_deep_is_read() {
    let page = format!("<html><body>{}He said so.{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(texts_in_time("a.html", &page, &[]), ["He said so."]);
}

#[test]
fn a_page_of_a_hundred_thousand_unclosed_tags_is_read() {
    let page = format!("<p>{}He said so.", "<b><i>".repeat(50_000));
    assert_eq!(texts_in_time("a.html", &page, &[]), ["He said so."]);
}

#[test]
fn markdown_nested_a_hundred_thousand_deep_is_read() {
    assert_eq!(texts_in_time("a.md", &format!("{} He said so.", ">".repeat(100_000)), &[]), ["He said so."]);
    for unclosed in ["[", "![", "*a **b ", "<a ", "`", "- "] {
        let texts = texts_in_time("a.md", &format!("He said so.\n\n{}", unclosed.repeat(100_000)), &[]);
        assert_eq!(texts[0], "He said so.", "{unclosed:?}");
    }
}

#[test]
fn malformed_html_is_read_as_a_browser_reads_it() {
    for page in [
        "<p>He <b>said</i> so.<div></p></table><!-- <td",
        "<html><html><p>He said so.</p></html></html><",
        "<td>He said so.<script>if (a < b) { '</p>' }",
        "He said so.<style>",
        "<p style=x'><p>He said so.<p style='x>It rained.</p>",
        "<!DOCTYPE <p>He said so.&nbsp;&#0;&#xffffffff;",
    ] {
        let texts = texts_in_time("a.html", page, &[]);
        assert!(texts.iter().any(|text| text.starts_with("He said so.")), "{page}: {texts:?}");
    }
}

// Tables

#[test]
fn a_table_without_the_column_is_named_with_the_columns_that_it_has() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "id,body,label\n1,It rained.,other\n");
    let says = ["a.csv, line 1, column `text`: not in the header, which has `id`, `body`, `label`", "--text-column"];
    is_named_and_the_good_ones_are_done(&folder, &path, &says);
    is_no_training_data(&folder, &path, &says);
    is_refused(&folder, &["evaluate", &path, "--model", model()], &says);

    let path = folder.write("b.csv", "text,class\nIt rained.,other\n");
    is_no_training_data(&folder, &path, &["b.csv, line 1, column `label`: not in the header", "--label-column"]);
    let ran = classify([path.as_str(), "--id-column", "id"]).ends_with(2);
    ran.says(["b.csv, line 1, column `id`: not in the header, which has `text`, `class`", "--id-column"]);
}

#[test]
fn a_ragged_row_is_named_and_the_others_are_done() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "text,label\nIt rained.,other\nWell, it did,not,rain\nHe said so.,claim\nAlone\n");
    let says = ["a.csv, line 3: 4 fields, but the header has 2; a field that holds a comma"];
    let ran = classify([path.as_str(), "--format", "csv"]).ends_with(1).says(says).says(["line 5: 1 fields"]);
    assert_eq!(ran.texts(), ["It rained.", "He said so."]);
    is_no_training_data(&folder, &path, &says);
}

#[test]
fn lines_are_counted_by_line_breaks_and_not_by_rows() {
    let folder = Folder::new();
    for line_end in ["\n", "\r\n"] {
        let table = ["text,label", "\"It", "rained", "\",other", "too,many,fields", "He said so.,claim"].join(line_end);
        let path = folder.write("a.csv", table);
        classify([path.as_str(), "--format", "csv"]).ends_with(1).says(["a.csv, line 5: 3 fields"]);
    }
}

#[test]
fn a_quoted_field_that_never_ends_is_named_and_the_rows_before_it_are_done() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "text,label\nIt rained.,other\n\"He said,claim\nIt will rain.,forecast\n");
    let says = ["a.csv, line 3: a quoted field that starts here never ends; close it with a quotation mark"];
    assert_eq!(classify([path.as_str(), "--format", "csv"]).ends_with(1).says(says).texts(), ["It rained."]);
    is_no_training_data(&folder, &path, &says);
    let header = folder.write("b.csv", "\"text,label\nIt rained.,other\n");
    is_named_and_the_good_ones_are_done(
        &folder,
        &header,
        &["b.csv, line 1: a quoted field that starts here never ends"],
    );
}

#[test]
fn lines_that_are_no_json_objects_are_named_and_the_others_are_done() {
    let folder = Folder::new();
    let deep = "[".repeat(100_000);
    let lines = ["{\"text\":\"It rained.\"}", "{\"text\":", "[1]", "{\"body\":\"x\"}", "{\"text\":[]}", &deep, "\u{0}"];
    let path = folder.write("a.jsonl", lines.join("\n") + "\n{\"text\":\"He said so.\"}");
    let ran = classify([path.as_str(), "--format", "csv"]).ends_with(1).says([
        "a.jsonl, line 2: not JSON",
        "a.jsonl, line 3: expected a JSON object, such as {\"text\":\"…\"}",
        "a.jsonl, line 4, column `text`: missing; name the right one with --text-column",
        "a.jsonl, line 5, column `text`: expected a string",
        "a.jsonl, line 6: not JSON",
        "a.jsonl, line 7: not JSON",
    ]);
    assert_eq!(ran.texts(), ["It rained.", "He said so."]);
}

#[test]
fn an_empty_text_or_label_is_named() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "text,label\nIt rained.,other\nHe said so., \n");
    let says = ["a.csv, line 3, column `label`: empty; fill it, or leave the row out"];
    is_no_training_data(&folder, &path, &says);
    is_refused(&folder, &["evaluate", &path, "--model", model()], &says);
    let path = folder.write("b.csv", "text,label\n,other\nHe said so.,claim\n");
    is_no_training_data(&folder, &path, &["b.csv, line 2, column `text`: empty; fill it, or leave the row out"]);
}

#[test]
fn marks_that_fit_no_sentence_are_named_with_their_line() {
    let folder = Folder::new();
    let (data, spans) = common::write_marked(&folder);
    let first = "{\"group\":\"article-1\",\"position\":0,\"role\":\"cue\",\"start\":0,\"end\":3}\n";
    let wrong = [
        (first.replace(":3}", ":4000}"), "line 2: bytes 0 to 4000 are no part of the sentence, which has"),
        (first.replace(":3}", ":0}"), "line 2: bytes 0 to 0 are no part of the sentence"),
        (first.replace(":3}", ":\"x\"}"), "line 2: `start` and `end` have to be byte offsets into the sentence"),
        (first.replace(",\"end\":3}", "}"), "line 2, column `end`: missing"),
        ("source\n".into(), "line 2: not JSON"),
    ];
    for (second, says) in wrong {
        folder.write("spans.jsonl", format!("{first}{second}"));
        let ran = is_refused(&folder, &["train", &data, "-o", &folder.at("out.sayso")], &[spans.as_str(), says]);
        assert!(!ran.stderr.contains("name another key"), "no option names the keys of marks: {}", ran.stderr);
    }
    let missing = folder.at("missing.jsonl");
    is_refused(
        &folder,
        &["train", &data, "-o", &folder.at("out.sayso"), "--spans", &missing],
        &[&missing, "no such file"],
    );
}

#[test]
fn one_label_is_not_enough_to_train() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "text,label\nHe said so.,claim\nShe said so.,claim\n");
    is_no_training_data(&folder, &path, &["training needs sentences of at least two labels; found only `claim`"]);
}

#[test]
fn options_out_of_range_are_named_with_the_range() {
    let folder = Folder::new();
    let (data, out) = (folder.write("a.csv", LABELLED), folder.at("out.sayso"));
    let wrong = [
        (["--l2", "0"], "the L2 penalty is 0; expected"),
        (["--l2", "NaN"], "the L2 penalty is NaN; expected"),
        (["--ngrams", "3-2"], "the n-gram range is 3 to 2; expected"),
        (["--ngrams", "x"], "expected two lengths, such as 1-3"),
        (["--min-df", "0"], "the minimum document frequency is 0; expected 1 or more"),
        (["--min-df", "1000"], "no feature occurs in 1000 or more of the 64 sentences"),
        (["--max-features", "0"], "the number of features is 0; expected"),
        (["--max-iterations", "0"], "the number of iterations is 0; expected 1 or more"),
        (["--cv", "1"], "expected at least 2 folds"),
        (["--cv", "9"], "9 folds of 8 groups; expected"),
        (["--language", "klingon"], "unknown language `klingon`; expected one of arabic, danish"),
    ];
    for (option, says) in wrong {
        is_refused(&folder, &["train", &data, "-o", &out, option[0], option[1]], &[says]);
    }
}

#[test]
fn a_label_that_the_model_does_not_give_is_named() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "text,label\nIt rained.,other\nIt will rain.,prophecy\n");
    let evaluate = ["evaluate", &path, "--model", model()];
    let says = ["label `prophecy` is none that the model gives (`claim`, `forecast`, `other`, `reported_forecast`)"];
    let ran =
        is_refused(&folder, &evaluate, &says).says(["correct it, or keep only rows with known labels by --labels"]);
    ran.says(["a.csv, line 3, column `label`: "]);
    let only = |labels| [&evaluate[..], &["--labels", labels]].concat();
    is_refused(&folder, &only("prophecy"), &["--labels names `prophecy`, which the model does not give"]);
    is_refused(&folder, &only("claim"), &["no row has one of the labels asked for"]);
    run(only("other,claim")).ends_with(0);
}

#[test]
fn no_output_overwrites_a_table_marks_or_a_model_that_is_read() {
    let folder = Folder::new();
    let (data, spans) = common::write_marked(&folder);
    is_refused(&folder, &["train", &data, "-o", &spans], &[&spans, "the model would overwrite the marks"]);
    let errors = ["evaluate", &data, "--model", model(), "--errors", &data];
    is_refused(&folder, &errors, &[&data, "the list of errors would overwrite the data"]);
    let mine = folder.at("mine.sayso");
    std::fs::copy(model(), &mine).unwrap();
    let errors = ["evaluate", &data, "--model", &mine, "--errors", &mine];
    is_refused(&folder, &errors, &[&mine, "the list of errors would overwrite the model"]);
    let over_model = ["classify", &data, "--model", &mine, "-o", &mine];
    is_refused(&folder, &over_model, &[&mine, "the output would overwrite the model"]);
}

#[test]
fn training_does_not_overwrite_its_data() {
    let folder = Folder::new();
    let data = folder.write("a.csv", LABELLED);
    let says = ["the model would overwrite the data; name another file"];
    is_refused(&folder, &["train", &data, "-o", &data], &says);
    is_refused(&folder, &["train", &data, "-o", &folder.at("./a.csv")], &says);
}

// Models

/// Every command that takes a model refuses this one.
#[track_caller]
fn is_no_model(name: &str, bytes: Option<&[u8]>, says: &str) {
    let folder = Folder::new();
    let (data, out) = (folder.write("data.csv", LABELLED), folder.at("out.csv"));
    let path = bytes.map_or(folder.at(name), |bytes| folder.write(name, bytes));
    let says = [path.as_str(), says];
    is_refused(&folder, &["classify", &data, "--model", &path, "-o", &out], &says);
    is_refused(&folder, &["evaluate", &data, "--model", &path, "--errors", &out], &says);
    is_refused(&folder, &["explain", "It rained.", "--model", &path], &says);
    is_refused(&folder, &["inspect", &path], &says);
}

#[test]
fn a_missing_model_is_named() {
    is_no_model("missing.sayso", None, "cannot be read: no such file or folder; check the path");
}

#[test]
fn a_model_cut_short_is_named_wherever_it_is_cut() {
    let whole = std::fs::read(model()).unwrap();
    is_no_model("none.sayso", Some(b""), "not a sayso model; expected a file that `sayso train` wrote");
    for length in [1, 7, 8, 23] {
        is_no_model("cut.sayso", Some(&whole[..length]), "a model file cut short; copy it again");
    }
    for length in [24, 25, whole.len() / 2, whole.len() - 1] {
        is_no_model("cut.sayso", Some(&whole[..length]), "a damaged model file: expected");
    }
    is_no_model("long.sayso", Some(&[&whole[..], b"\n"].concat()), "a damaged model file: expected");
}

#[test]
fn a_file_of_another_kind_is_no_model() {
    let says = "not a sayso model; expected a file that `sayso train` wrote";
    is_no_model("data.sayso", Some(LABELLED.as_bytes()), says);
    is_no_model("image.sayso", Some(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), says);
    // What a transfer that changes line ends makes of it.
    let whole = std::fs::read(model()).unwrap();
    let changed: Vec<u8> = whole.iter().copied().filter(|&b| b != b'\r').collect();
    is_no_model("text.sayso", Some(&changed), says);
}

#[test]
fn a_model_of_another_version_is_named_with_both_versions() {
    let mut bytes = std::fs::read(model()).unwrap();
    let version = u32::from_le_bytes(bytes[8..12].try_into().unwrap());
    bytes[8..12].copy_from_slice(&(version + 1).to_le_bytes());
    let says =
        format!("a model of format version {}, and this program reads version {version}; train it again", version + 1);
    is_no_model("newer.sayso", Some(&bytes), &says);
}

#[test]
fn a_model_with_one_bit_changed_is_noticed() {
    let whole = std::fs::read(model()).unwrap();
    let folder = Folder::new();
    // Bits of the length and the checksum in the header, and bits all over the rest.
    let bits = (12 * 8..24 * 8).step_by(5).chain((24 * 8..whole.len() * 8).step_by((whole.len() * 8 / 60) | 1));
    for bit in bits {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let path = folder.write("changed.sayso", changed);
        is_refused(&folder, &["inspect", &path], &[path.as_str(), "a damaged model file"]);
    }
}

// Outputs

#[test]
fn an_output_folder_that_does_not_exist_is_named() {
    let folder = Folder::new();
    let (data, out) = (folder.write("data.csv", LABELLED), folder.at("nowhere/out"));
    let says = [out.as_str(), "cannot be written: no such file or folder; check the path"];
    is_refused(&folder, &["classify", &data, "--model", model(), "-o", &out], &says);
    is_refused(&folder, &["evaluate", &data, "--model", model(), "--errors", &out], &says);
    is_refused(&folder, &["train", &data, "-o", &out], &says);
    let root = folder.path().to_str().unwrap();
    is_refused(&folder, &["classify", &data, "--model", model(), "-o", root], &["it is a folder; name a file"]);
    is_refused(&folder, &["train", &data, "-o", root], &[root, "cannot be written"]);
}

/// What the commands print, each with its arguments.
fn printing(data: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["classify", data, "--model", model(), "--format", "csv"],
        vec!["classify", data, "--model", model(), "--format", "pretty"],
        vec!["evaluate", data, "--model", model()],
        vec!["explain", "It rained.", "--model", model()],
        vec!["inspect", model()],
        vec!["completions", "bash"],
        vec!["man"],
    ]
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_is_named() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    for args in printing(&data) {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
        let output = command.args(&args).arg("--quiet").stdout(full()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(
            stderr.contains("standard output: cannot be written: no space left on the device; free some"),
            "{stderr}"
        );
    }
    let says = ["/dev/full: cannot be written: no space left on the device; free some, or write elsewhere"];
    is_refused(&folder, &["classify", &data, "--model", model(), "-o", "/dev/full"], &says);
    is_refused(&folder, &["evaluate", &data, "--model", model(), "--errors", "/dev/full"], &says);
}

#[test]
#[cfg(target_os = "linux")]
fn a_device_is_written_to_and_not_replaced_by_a_model() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    // By a link: a bug must not cost the tester the device itself.
    let out = folder.at("full.sayso");
    std::os::unix::fs::symlink("/dev/full", &out).unwrap();
    let ran = run(["train", &data, "-o", &out]);
    assert!(std::fs::metadata(&out).unwrap().file_type().is_char_device(), "replaced by a file");
    ran.ends_with(2).says([out.as_str(), "no space left on the device"]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    for args in printing(&data) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
        let output = command.args(&args).arg("--quiet").stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{args:?}");
    }
}

#[test]
#[cfg(unix)]
fn head_can_cut_off_a_long_output() {
    let folder = Folder::new();
    let data = folder.write("data.csv", format!("text\n{}", "It will rain.\n".repeat(200_000)));
    let script = "\"$0\" classify \"$1\" --model \"$2\" --format csv --quiet | head -1";
    let mut command = std::process::Command::new("sh");
    let output = command.args(["-c", script, env!("CARGO_BIN_EXE_sayso"), &data, model()]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "doc,index,start,end,text,label,confidence\n");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn nobody_needs_to_hear_the_messages() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let args = ["classify", &data, &folder.at("missing.txt"), "--model", model(), "-o", &folder.at("out.csv")];
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_sayso")).args(args).stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(1));
    assert_eq!(csv_rows(&folder.read("out.csv")).len(), 65);
}

// Interruption

#[cfg(unix)]
mod interruption {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Child, Command, Stdio};
    use std::time::Instant;

    fn start(args: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Sends the signal, waits for the end, and gives exit code and messages.
    fn interrupt(child: Child, signal: &str) -> (Option<i32>, String) {
        let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        // The other end of its standard input is kept open until then, so that it cannot end by itself.
        let mut child = child;
        let input = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(input);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    /// Waits until the program has begun to write its output.
    fn wait_for_unfinished(folder: &Folder) {
        let started = Instant::now();
        while !folder.files().keys().any(|path| path.file_name().unwrap().to_string_lossy().starts_with(".sayso-")) {
            assert!(started.elapsed() < LIMIT, "no output has been begun: {:?}", folder.files().keys());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn an_interrupted_run_leaves_no_file_behind() {
        for signal in ["INT", "TERM"] {
            let folder = Folder::new();
            let out = folder.at("out.csv");
            let mut child = start(&["classify", "--model", model(), "--input-format", "csv", "-o", &out]);
            // Some batches get done; then it waits for rows that never come.
            let rows = format!("text\n{}", "It will rain.\n".repeat(20_000));
            child.stdin.as_mut().unwrap().write_all(rows.as_bytes()).unwrap();
            wait_for_unfinished(&folder);
            let (code, stderr) = interrupt(child, signal);
            assert_eq!(code, Some(130), "{stderr}");
            assert!(stderr.contains("interrupted; no output file was written"), "{stderr}");
            assert!(folder.files().is_empty(), "{:?}", folder.files().keys());
        }
    }

    #[test]
    fn an_interrupted_run_leaves_an_earlier_output_as_it_was() {
        let folder = Folder::new();
        let out = folder.write("out.jsonl", "from yesterday");
        let child = start(&["classify", "--model", model(), "-o", &out]);
        wait_for_unfinished(&folder);
        assert_eq!(interrupt(child, "INT").0, Some(130));
        assert_eq!(folder.read("out.jsonl"), "from yesterday");
        assert_eq!(folder.files().len(), 1);
    }

    #[test]
    fn an_interrupted_training_leaves_no_model_behind() {
        let folder = Folder::new();
        // A pipe with a name, from which no data ever come.
        let (data, out) = (folder.at("data.csv"), folder.at("out.sayso"));
        assert!(Command::new("mkfifo").arg(&data).status().unwrap().success());
        let mut child = start(&["train", &data, "-o", &out]);
        let mut messages = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        messages.read_line(&mut first).unwrap();
        assert!(first.starts_with("reading "), "{first}");
        assert_eq!(interrupt(child, "INT").0, Some(130));
        assert!(folder.files().is_empty(), "{:?}", folder.files().keys());
    }
}

#[test]
fn the_good_rows_of_bad_tables_and_the_good_files_are_all_done_together() {
    let folder = Folder::new();
    folder.write("in/a.txt", "It rained.");
    folder.write("in/b.csv", "text\nIt poured.\none,two\nIt snowed.\n");
    folder.write("in/c.txt", b"\0");
    folder.write("in/d.jsonl", "{\"text\":\"It hailed.\"}\n{\n");
    folder.write("in/e.html", "");
    folder.write("in/f.md", "It *stopped*.");
    let before = folder.files();
    let ran = outcome(&mut classifier([folder.at("in").as_str(), "--format", "csv"])).ends_with(1);
    assert_eq!(ran.texts(), ["It rained.", "It poured.", "It snowed.", "It hailed.", "It stopped."]);
    let named: Vec<bool> =
        ["b.csv", "c.txt", "d.jsonl", "e.html"].iter().map(|name| ran.stderr.contains(name)).collect();
    assert_eq!(named, [true; 4], "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().filter(|line| line.starts_with("error: ")).count(), 3);
    assert!(folder.files() == before);
}

#[test]
fn an_explanation_of_a_label_that_there_is_not_names_the_labels() {
    let ran = outcome(&mut sayso(["explain", "It rained.", "--label", "prophecy", "--model", model()])).ends_with(2);
    let ran = ran.says(["the model has no such label; its labels are claim, forecast, other, reported_forecast"]);
    assert_eq!(ran.stdout, "");
}
