//! A file that appears under its name whole, or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::TempPath;

/// The unfinished file, if there is one, so that an interruption can remove it.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A file being written under another name, beside the one that it gets in the end.
pub struct AtomicFile {
    writer: BufWriter<File>,
    unfinished: TempPath,
    path: PathBuf,
}

impl AtomicFile {
    /// Begins a file that will stand at `path`.
    pub fn create(path: &Path) -> std::io::Result<Self> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".sayso-");
        readable(&mut builder);
        let (file, unfinished) = builder.tempfile_in(folder)?.into_parts();
        *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = Some(unfinished.to_path_buf());
        Ok(AtomicFile { writer: BufWriter::with_capacity(1 << 18, file), unfinished, path: path.to_owned() })
    }

    /// Puts the file in its place.
    pub fn commit(self) -> std::io::Result<()> {
        let file = self.writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        self.unfinished.persist(&self.path).map_err(|e| e.error)?;
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// Removes the unfinished file, if there is one; tells whether there was.
pub fn abandon() -> bool {
    let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).take();
    unfinished.is_some_and(|path| std::fs::remove_file(path).is_ok())
}

/// Temporary files are for their owner alone; results are for whom the umask lets.
#[cfg(unix)]
fn readable(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable(_: &mut tempfile::Builder<'_, '_>) {}
