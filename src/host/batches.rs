//! The data of a project as batches of columns: straight from files of columns where that can be, else by a population.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use rayon::prelude::*;

use super::load::{Files, Request, load, options};
use super::map::map;
use super::scratch::ScratchFolder;
use super::{CheckedProject, files};
use crate::columns::direct::{Read, Source, Stopped, Unfit};
use crate::columns::{Batch, Wanted, from_population};
use crate::data::{Decoded, Format, Loaded, Summary, notes};
use crate::diagnostic::{Diagnostic, Level};

/// What was made of the batches, and what there is to say of the data.
#[derive(Debug)]
pub struct Mapped<T> {
    /// What was made of each batch, in the order of persons: whole numbers by size or texts byte by byte.
    pub results: Vec<T>,
    /// How many persons were read: all, where it is asked who there is.
    pub persons: u64,
    /// How many of them have events and no row of attributes; nobody where there are no such rows at all.
    pub without_row: u64,
    /// What there is to say of all events together.
    pub summary: Summary,
    /// Notes and warnings.
    pub notes: Vec<Diagnostic>,
    /// Why the files were read row by row, if they were.
    pub by_rows: Option<Unfit>,
    /// How much of files of columns was decoded.
    pub decoded: Decoded,
    /// How many bytes were put aside, if files of columns were put in the order of their keys.
    pub aside: Option<u64>,
    /// How many bytes of the files were read: of files of columns those of the columns that were decoded, of files that were read
    /// row by row all.
    pub bytes: u64,
}

/// The data of a project, open for any number of questions. Nobody may change the files meanwhile.
#[derive(Debug)]
pub struct Opened<'p> {
    project: &'p CheckedProject,
    request: &'p Request,
    /// The files, if all are of columns.
    source: Option<Source<'p>>,
}

impl<'p> Opened<'p> {
    /// Opens the data.
    ///
    /// # Errors
    ///
    /// The reports, if there is no data or a file cannot be read.
    pub fn open(project: &'p CheckedProject, request: &'p Request) -> Result<Opened<'p>, Vec<Diagnostic>> {
        let Files { people, events } = Files::of(project, request)?;
        let is_of_columns = |path: &PathBuf| Format::of(&files::shown(path)).is_ok_and(Format::is_of_columns);
        let mut source = None;
        if people.iter().chain(&events).all(is_of_columns) {
            let mapped =
                |paths: &[PathBuf]| paths.iter().map(|path| mapped(path)).collect::<Result<Vec<_>, _>>();
            let options = options(project, request.on_error);
            source = Some(Source::new(&project.checked.program, options, mapped(&people)?, mapped(&events)?));
        }
        Ok(Opened { project, request, source })
    }

    /// How many rows of people there are, where the files say so.
    #[must_use]
    pub fn people(&self) -> Option<u64> {
        self.source.as_ref()?.rows()
    }

    /// Makes something of every batch, in parallel. Only what is wanted is read, and what is wrong with data that nobody wants
    /// is not told of. Where files turn out not to be plain, what was made is thrown away and made again.
    ///
    /// # Errors
    ///
    /// The reports, if rows are wrong.
    pub fn map<T: Send>(
        &self,
        wanted: &Wanted,
        work: &(dyn Fn(Batch) -> T + Sync),
    ) -> Result<Mapped<T>, Vec<Diagnostic>> {
        let Opened { project, request, source } = self;
        let straight = match source {
            Some(source) => source.open(wanted).map_err(Stopped::from).and_then(|direct| {
                let direct = direct.within(request.memory).spilling_to(Arc::new(ScratchFolder::default()));
                direct.map(work).map(|read| (read, direct.decoded()))
            }),
            None => Err(Unfit("not all files are of columns").into()),
        };
        match straight {
            Ok((read, decoded)) => finished(project, read, decoded),
            Err(Stopped::Unfit(unfit)) => by_rows(project, request, wanted, work, unfit),
            Err(Stopped::Scratch(error)) => Err(unusable(&error)),
        }
    }
}

/// [`Opened::map`] for data that are asked once.
///
/// # Errors
///
/// The reports, if there is no data, a file cannot be read, or rows are wrong.
pub fn map_batches<T: Send>(
    project: &CheckedProject,
    request: &Request,
    wanted: &Wanted,
    work: &(dyn Fn(Batch) -> T + Sync),
) -> Result<Mapped<T>, Vec<Diagnostic>> {
    Opened::open(project, request)?.map(wanted, work)
}

fn mapped(path: &Path) -> Result<(String, Bytes), Vec<Diagnostic>> {
    Ok((files::shown(path), map(path).map_err(|report| vec![*report])?))
}

fn finished<T>(
    project: &CheckedProject,
    read: Read<T>,
    decoded: Decoded,
) -> Result<Mapped<T>, Vec<Diagnostic>> {
    let mut notes = notes(read.ignored, read.undeclared);
    project.manifest.apply_levels(&mut notes);
    if notes.iter().any(|note| note.level() == Level::Error) {
        return Err(notes);
    }
    let Read { results, persons, without_row, summary, aside, .. } = read;
    let bytes = decoded.bytes;
    Ok(Mapped { results, persons, without_row, summary, notes, by_rows: None, decoded, aside, bytes })
}

/// The report that the folder of temporary files is of no use.
fn unusable(error: &io::Error) -> Vec<Diagnostic> {
    vec![*files::unreadable(&std::env::temp_dir(), &format!("cannot be used: {error}"))]
}

fn by_rows<T: Send>(
    project: &CheckedProject,
    request: &Request,
    wanted: &Wanted,
    work: &(dyn Fn(Batch) -> T + Sync),
    unfit: Unfit,
) -> Result<Mapped<T>, Vec<Diagnostic>> {
    let Loaded { population, notes } = load(project, &Request { spill: true, ..request.clone() })?;
    let batches = from_population::batches(&population, &project.checked.program, wanted);
    let results = batches.map(work).collect();
    if let Some(error) = population.failure() {
        let reason = format!("what was put aside cannot be read: {error}");
        return Err(vec![*files::unreadable(&std::env::temp_dir(), &reason)]);
    }
    Ok(Mapped {
        results,
        persons: population.len() as u64,
        without_row: population.without_row(),
        summary: population.summary(),
        notes,
        by_rows: Some(unfit),
        decoded: Decoded::default(),
        aside: None,
        bytes: Files::of(project, request)?.bytes(),
    })
}
