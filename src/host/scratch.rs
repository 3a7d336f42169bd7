//! Files for a while, and files that are read in parts.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(feature = "data")]
use super::files;
#[cfg(feature = "data")]
use crate::data::{Scratch, Spill, Stored};

/// The folder of temporary files.
#[derive(Clone, Debug)]
pub struct ScratchFolder(PathBuf);

impl Default for ScratchFolder {
    fn default() -> ScratchFolder {
        ScratchFolder(std::env::temp_dir())
    }
}

impl ScratchFolder {
    /// Another folder, which exists.
    #[must_use]
    pub fn at(folder: PathBuf) -> ScratchFolder {
        ScratchFolder(folder)
    }

    /// A new file with nothing in it, which goes with the handle.
    ///
    /// # Errors
    ///
    /// Fails when no file can be made.
    pub fn new_file(&self) -> io::Result<OpenFile> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = self.0.join(format!(".bourn.{}.{count}", std::process::id()));
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        // Nobody needs its name, so nothing is left behind, however this process ends.
        std::fs::remove_file(&path)?;
        Ok(OpenFile { length: 0, file: Mutex::new(file) })
    }
}

#[cfg(feature = "data")]
impl Scratch for ScratchFolder {
    fn name(&self) -> String {
        files::shown(&self.0)
    }

    fn file(&self) -> io::Result<Box<dyn Spill>> {
        Ok(Box::new(self.new_file()?))
    }
}

/// A file that is open.
#[derive(Debug)]
pub struct OpenFile {
    length: u64,
    file: Mutex<File>,
}

impl OpenFile {
    /// A file that is there.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be opened.
    pub fn open(path: &std::path::Path) -> io::Result<OpenFile> {
        let file = File::open(path)?;
        Ok(OpenFile { length: file.metadata()?.len(), file: Mutex::new(file) })
    }

    fn file(&self) -> MutexGuard<'_, File> {
        // Each use begins with a place, so one that broke off does no harm.
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads as many bytes as there is room for, from a place on.
    ///
    /// # Errors
    ///
    /// Fails when they cannot all be read.
    pub fn read(&self, place: u64, room: &mut [u8]) -> io::Result<()> {
        read_exact_at(&mut self.file(), place, room)
    }

    /// Writes at the end, and returns the place where that begins.
    ///
    /// # Errors
    ///
    /// Fails when not all of it can be written.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let place = self.length;
        let mut file = self.file();
        file.seek(SeekFrom::Start(place))?;
        file.write_all(bytes)?;
        drop(file);
        self.length += bytes.len() as u64;
        Ok(place)
    }
}

#[cfg(feature = "data")]
impl Spill for OpenFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(|_| ())
    }

    fn read_at(&self, place: u64, room: &mut [u8]) -> io::Result<()> {
        self.read(place, room)
    }
}

#[cfg(feature = "data")]
impl Stored for OpenFile {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, place: u64, room: &mut [u8]) -> io::Result<()> {
        self.read(place, room)
    }
}

/// Persons are many and the events of each are few, so one call of the system counts for less than two.
#[cfg(unix)]
fn read_exact_at(file: &mut File, place: u64, room: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, room, place)
}

#[cfg(not(unix))]
fn read_exact_at(file: &mut File, place: u64, room: &mut [u8]) -> io::Result<()> {
    use std::io::Read;
    file.seek(SeekFrom::Start(place))?;
    file.read_exact(room)
}
