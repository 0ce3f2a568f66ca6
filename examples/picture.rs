//! Draws `docs/grid.svg`, the picture in the README, from what the program prints:
//!
//!     cargo run --release --example picture

use std::error::Error;
use std::path::Path;
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments =
        ["run", "--release", "--quiet", "--", "classify", "examples/grid.txt", "--color", "always", "--quiet"];
    let printed = Command::new(env!("CARGO")).args(arguments).current_dir(root).output()?;
    if !printed.status.success() {
        return Err(String::from_utf8_lossy(&printed.stderr).into_owned().into());
    }
    std::fs::create_dir_all(root.join("docs"))?;
    let picture = anstyle_svg::Term::new().render_svg(&String::from_utf8(printed.stdout)?);
    Ok(std::fs::write(root.join("docs/grid.svg"), picture)?)
}
