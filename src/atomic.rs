//! A file that appears under its name whole, or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::TempPath;

/// The unfinished file, if there is one, so that an interruption can remove it.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A file being written under another name, beside the one that it gets in the end. A device or a pipe is written to as it
/// is.
pub struct AtomicFile {
    writer: BufWriter<File>,
    /// Where it is, and where it belongs; none for a device or a pipe.
    unfinished: Option<(TempPath, PathBuf)>,
}

impl AtomicFile {
    /// Begins a file that will stand at `path`, or where a link at `path` leads.
    pub fn create(path: &Path) -> std::io::Result<Self> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let kind = std::fs::metadata(&path).map(|found| found.file_type());
        if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
            return Err(std::io::ErrorKind::IsADirectory.into());
        }
        if kind.is_ok_and(|kind| !kind.is_file()) {
            let file = File::options().write(true).open(path)?;
            return Ok(AtomicFile { writer: BufWriter::new(file), unfinished: None });
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".sayso-");
        readable(&mut builder);
        let (file, unfinished) = builder.tempfile_in(folder)?.into_parts();
        *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = Some(unfinished.to_path_buf());
        let writer = BufWriter::with_capacity(1 << 18, file);
        Ok(AtomicFile { writer, unfinished: Some((unfinished, path)) })
    }

    /// Puts the file in its place.
    pub fn commit(self) -> std::io::Result<()> {
        let file = self.writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        if let Some((unfinished, path)) = self.unfinished {
            file.sync_all()?;
            unfinished.persist(path).map_err(|e| e.error)?;
            UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
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
