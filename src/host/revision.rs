//! A project as it was in a revision of its repository, by the `git` of the machine.
//!
//! The files of the project's folder are written into a folder of their own, which goes when it is not needed any more. Neither
//! the repository nor its work tree is touched: git gets an index of its own.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The files of a folder as they were in a revision.
#[derive(Debug)]
pub struct Revision {
    /// What is removed in the end.
    workplace: PathBuf,
    /// The folder; it has the name that it has in the work tree, which a project may be called by.
    folder: PathBuf,
}

impl Revision {
    /// The files of `folder` in `revision`, as git understands it: `HEAD~1`, a branch, a tag.
    ///
    /// # Errors
    ///
    /// Says why there is none: no git, no repository, no such revision, or no such folder in it.
    pub fn of(folder: &Path, revision: &str) -> Result<Revision, String> {
        let shown = super::files::shown(folder);
        let folder = folder.canonicalize().map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
        let git = Git { folder: &folder, index: None };
        let prefix = git.answer(["rev-parse", "--show-prefix"])?;
        let prefix = prefix.ok_or_else(|| format!("`{shown}` is in no git repository"))?;
        let commit = format!("{revision}^{{commit}}");
        let commit = git.answer(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        let commit = commit.ok_or_else(|| format!("the repository has no revision `{revision}`"))?;
        let written = Revision::new(&folder)?;
        let tree = format!("{commit}:{}", prefix.trim_end_matches('/'));
        // From within a folder, git would write the files below it alone.
        let top = git.answer(["rev-parse", "--show-toplevel"])?.map_or_else(|| folder.clone(), PathBuf::from);
        let git = Git { folder: &top, index: Some(written.workplace.join("index")) };
        if git.answer(["read-tree", &tree])?.is_none() {
            return Err(format!("`{shown}` was not there in `{revision}`"));
        }
        let below = format!("--prefix={}/", written.folder.display());
        match git.answer(["checkout-index", "--all", "--quiet", &below])? {
            Some(_) => Ok(written),
            None => {
                Err(format!("git cannot write the files of `{revision}` to `{}`", written.folder.display()))
            }
        }
    }

    /// Where the files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An empty folder named as another one.
    fn new(like: &Path) -> Result<Revision, String> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bourn-{}-{number}", std::process::id());
        let workplace = std::env::temp_dir().join(name);
        let folder = workplace.join(like.file_name().unwrap_or(OsStr::new("project")));
        match fs::create_dir_all(&folder) {
            Ok(()) => Ok(Revision { workplace, folder }),
            Err(error) => Err(format!("`{}` cannot be made: {error}", folder.display())),
        }
    }
}

impl Drop for Revision {
    fn drop(&mut self) {
        // What is left in the folder for temporary files does no harm.
        let _ = fs::remove_dir_all(&self.workplace);
    }
}

/// The `git` of the machine at a folder.
struct Git<'a> {
    folder: &'a Path,
    /// Its index, if that is not the repository's.
    index: Option<PathBuf>,
}

impl Git<'_> {
    /// What a command prints, without the end of its line; nothing if it fails.
    fn answer<const N: usize>(&self, arguments: [&str; N]) -> Result<Option<String>, String> {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.folder).args(arguments).stdin(Stdio::null());
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        let output = command.output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => "there is no `git` on this machine".to_owned(),
            _ => format!("`git` cannot be run: {error}"),
        })?;
        let text = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
        Ok(output.status.success().then_some(text))
    }
}
