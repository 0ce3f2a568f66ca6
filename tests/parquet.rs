//! Parquet through the program: what it writes it reads again; without the feature `parquet` it says what is missing.
//! What other programs make of it is tested in `tests/parquet`.

mod common;

use common::{Folder, run};

#[cfg(feature = "parquet")]
mod with_the_feature {
    use super::*;
    use common::{column, run_with_input};
    use std::fs;

    const TABLE: &str = "id,text\na,The vote will be close.\nb,\"\"\"No,\"\" he said,\nand left.\"\nc,Æøå 😀 rained.\n";

    #[test]
    fn what_is_written_is_read_again_from_a_file_and_from_standard_input() {
        let folder = Folder::new();
        let rows = folder.write("rows.csv", TABLE);
        let table = folder.at("labelled.parquet");
        run(["classify", &rows, "--id-column", "id", "-o", &table]).ends_with(0);
        let again = run(["classify", &table, "--id-column", "doc", "--format", "csv"]).ends_with(0);
        assert_eq!(again.texts(), column(TABLE, "text"));
        assert_eq!(again.docs(), ["a", "b", "c"]);
        let piped = ["classify", "--input-format", "parquet", "--id-column", "doc", "--format", "csv"];
        assert_eq!(run_with_input(piped, fs::read(&table).unwrap()).ends_with(0).stdout, again.stdout);
        let first = fs::read(&table).unwrap();
        run(["classify", &rows, "--id-column", "id", "-o", &table, "--threads", "1"]).ends_with(0);
        assert!(first == fs::read(&table).unwrap(), "same data, same bytes");
    }

    #[test]
    fn a_missing_column_and_a_column_that_is_no_text_are_named() {
        let folder = Folder::new();
        let table = folder.at("a.parquet");
        run(["classify", &folder.write("rows.csv", TABLE), "-o", &table]).ends_with(0);
        let ran = run(["classify", &table, "--text-column", "body"]).ends_with(2);
        ran.says([table.as_str(), "no column `body`; it has `doc`, `index`,", "--text-column"]);
        let numbers = run(["classify", &table, "--text-column", "index", "--format", "csv"]).ends_with(0);
        assert_eq!(numbers.texts(), ["0", "1", "2"]);
    }

    #[test]
    fn a_damaged_file_is_named_and_ends_nothing() {
        let folder = Folder::new();
        let table = folder.at("a.parquet");
        run(["classify", &folder.write("rows.csv", TABLE), "-o", &table]).ends_with(0);
        let whole = fs::read(&table).unwrap();
        let good = folder.write("b.txt", "It rained.");
        for cut in [0, 4, 11, whole.len() / 2, whole.len() - 1] {
            folder.write("a.parquet", &whole[..cut]);
            run(["classify", &table, &good]).ends_with(1).says([table.as_str(), "Parquet"]);
        }
        for at in (4..whole.len()).step_by(37) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x5a;
            folder.write("a.parquet", &damaged);
            let ran = run(["classify", &table, &good, "--quiet"]);
            assert!(matches!(ran.code, Some(0 | 1)), "byte {at}: {ran:?}");
            assert!(ran.stdout.contains("It rained."), "byte {at}: {ran:?}");
        }
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_the_feature_the_program_says_how_to_get_it() {
    let folder = Folder::new();
    let out = folder.at("out.parquet");
    run(["classify", "examples/grid.txt", "-o", &out]).ends_with(2).says(["--features parquet"]);
    assert!(!folder.has("out.parquet"));
    let table = folder.write("in.parquet", "PAR1");
    run(["classify", &table]).ends_with(2).says([table.as_str(), "--features parquet"]);
}
